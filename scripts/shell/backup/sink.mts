import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { partialName } from '../../backup/place.mts'
import { errorCode, type Failure } from '../failure.mts'
import { failAt } from '../files.mts'
import { syncFolder } from '../write.mts'
import { failureAt } from './refused.mts'

/** A file that has its name only once it is whole and on the disk. */
export type Sink = {
  readonly stream: Writable
  /** What the file system refused while it was written to. */
  readonly failure: () => Failure | undefined
  /** Whether the file system has been given something and has not answered. */
  readonly isWaiting: () => boolean
  readonly bytes: () => number
  readonly sha256: () => string
  /** Where it stands until it has its name. */
  readonly partial: string
  /** Returns when all of it is on the disk. */
  readonly settle: () => Promise<void>
  /** Gives the file its name. */
  readonly publish: () => Promise<void>
  /** Removes what is there of it. */
  readonly discard: () => Promise<void>
}

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants

/** Opens a file of mode 0600 that was not there, whatever the umask; nothing is followed and nothing is written over. */
const openNew = async (path: string): Promise<FileHandle> => {
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  await file.chmod(0o600)
  return file
}

/** Writes all of it: one call may take a part only. */
const writeAll = async (file: FileHandle, chunks: readonly Buffer[]): Promise<void> => {
  const size = chunks.reduce((sum, { length }) => sum + length, 0)
  const { bytesWritten } = await file.writev([...chunks])
  if (bytesWritten === size) return
  const rest = Buffer.concat(chunks).subarray(bytesWritten)
  // Whoever wrote a part and can not write the rest is told why by the next call.
  for (let at = 0; at < rest.length;) at += (await file.write(rest, at)).bytesWritten
}

/** Opens the file an archive is written to, in a folder that is gantry's own; `onBytes` is told how many bytes it was given so far. */
export const openSink = async (folder: string, name: string, onBytes: (bytes: number) => void): Promise<Sink> => {
  const [final, partial] = [join(folder, name), join(folder, partialName(name))]
  if (await lstat(final).catch((error: unknown) => (errorCode(error) === 'ENOENT' ? undefined : failAt('read', final, error)))) return failAt('write', final, Object.assign(new Error('EEXIST'), { code: 'EEXIST' }))
  const file = await openNew(partial).catch((error: unknown) => failAt('write', partial, error))
  const hash = createHash('sha256')
  let [bytes, isWaiting, isNamed, isDiscarded]: [number, boolean, boolean, boolean] = [0, false, false, false]
  let failure: Failure | undefined

  const put = (chunks: readonly Buffer[], done: (error?: Error) => void): void => {
    isWaiting = true
    const written = writeAll(file, chunks)
    for (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
    }
    onBytes(bytes)
    written.then(() => done(), (error: unknown) => done(failure = failureAt('write', final, error))).finally(() => { isWaiting = false })
  }
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= file.close())
  const settle = async (): Promise<void> => {
    await file.sync()
    await close()
  }
  const publish = async (): Promise<void> => {
    if (isDiscarded) return
    await rename(partial, final)
    isNamed = true
    await syncFolder(folder)
  }
  const blamed = (error: unknown): never => { throw failure = failureAt('write', final, error) }
  return {
    partial, settle: () => settle().catch(blamed), publish: () => publish().catch(blamed),
    stream: new Writable({ highWaterMark: 1024 * 1024, write: (chunk: Buffer, _, done) => put([chunk], done), writev: (chunks, done) => put(chunks.map(({ chunk }) => chunk as Buffer), done) }),
    failure: () => failure, isWaiting: () => isWaiting, bytes: () => bytes, sha256: () => hash.copy().digest('hex'),
    discard: async () => {
      isDiscarded = true
      await rm(isNamed ? final : partial, { force: true }).catch((error: unknown) => failAt('remove', isNamed ? final : partial, error))
      // A disk that does not answer would keep us waiting for ever; what it has to say about a file that is gone is of no use.
      await Promise.race([close().catch(() => {}), new Promise<void>((resolve) => { setTimeout(resolve, 2000).unref() })])
    },
  }
}
