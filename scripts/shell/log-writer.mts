import { mkdir, open, rename, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './failure.mts'
import { failAt } from './files.mts'

/** How large a log file gets, and how many of them are kept of each name. */
export const rotation = { bytes: 10 * 1024 ** 2, files: 3 } as const

/** The files of a name, the newest first: `api.log`, `api.log.1`, `api.log.2`. */
export const logPaths = (folder: string, name: string): readonly string[] =>
  Array.from({ length: rotation.files }, (_, age) => join(folder, age === 0 ? `${name}.log` : `${name}.log.${age}`))

/** Appends whole lines to the log file of a name, which is opened with the first of them and rotated when it has grown. */
export const logWriter = (folder: string, name: string) => {
  const paths = logPaths(folder, name)
  const [path = ''] = paths
  let file: { readonly handle: FileHandle; size: number } | undefined
  const close = async (): Promise<void> => {
    await file?.handle.close()
    file = undefined
  }
  const append = async (bytes: Buffer): Promise<void> => {
    try {
      file ??= await openForAppending(folder, path)
      if (file.size > 0 && file.size + bytes.length > rotation.bytes) {
        await close()
        await rotate(paths)
        file = await openForAppending(folder, path)
      }
      await appendAll(file.handle, bytes, file.size)
      file.size += bytes.length
    } catch (error) {
      failAt('write', path, error)
    }
  }
  return { append, close }
}

const openForAppending = async (folder: string, path: string) => {
  await mkdir(folder, { recursive: true })
  const handle = await open(path, 'a+')
  const { size } = await handle.stat()
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
  if (size === 0 || buffer[0] === 10) return { handle, size }
  // Whoever wrote here before was killed in the middle of a line.
  await handle.appendFile('\n')
  return { handle, size: size + 1 }
}

/** A disk that is full takes a part of what it is given; that part is taken back, so that the file ends with a whole line. */
const appendAll = (handle: FileHandle, bytes: Buffer, size: number): Promise<void> =>
  handle.appendFile(bytes).catch(async (error: unknown) => {
    await handle.truncate(size)
    throw error
  })

const rotate = async (paths: readonly string[]): Promise<void> => {
  for (let age = paths.length - 1; age > 0; age--)
    await rename(paths[age - 1] ?? '', paths[age] ?? '').catch((error: unknown) => { if (errorCode(error) !== 'ENOENT') throw error })
}
