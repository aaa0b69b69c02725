import { open, stat, type FileHandle } from 'node:fs/promises'
import { isBeginning, markAt, readEntry } from '../logs/entry.mts'
import { errorCode } from './failure.mts'
import { failAt } from './files.mts'
import { logPaths } from './log-writer.mts'

/** A log file that is held open, whatever becomes of its name; `size` is how long it was when it was opened. */
export type OpenFile = { readonly path: string; readonly handle: FileHandle; readonly inode: number; readonly size: number }

/** The files of a name, the oldest first. They are opened the newest first: one that is rotated meanwhile is met twice, not missed. */
export const openFiles = async (folder: string, name: string): Promise<readonly OpenFile[]> => {
  const files: OpenFile[] = []
  for (const path of logPaths(folder, name)) {
    const file = await openFile(path)
    if (file && files.some(({ inode }) => inode === file.inode)) await file.handle.close()
    else if (file) files.unshift(file)
  }
  return files
}

/** Opens one log file; undefined where there is none. */
export const openFile = async (path: string): Promise<OpenFile | undefined> => {
  try {
    const handle = await open(path)
    const { ino, size } = await handle.stat()
    return { path, handle, inode: ino, size }
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : failAt('read', path, error)
  }
}

/** A place in files that follow each other. */
export type Place = { readonly index: number; readonly offset: number }

/** Where the last lines begin, found from the end: what stands before them is not read. */
export const findTail = async (files: readonly OpenFile[], count: number): Promise<Place> => {
  const last = files.length - 1
  if (count <= 0 && await endsWhole(files[last])) return { index: Math.max(0, last), offset: files[last]?.size ?? 0 }
  let missing = Math.max(1, count)
  for (let index = last; index >= 0; index--) {
    const file = files[index]
    const found = file ? await beginnings(file, missing) : { offset: 0, count: 0 }
    missing -= found.count
    if (missing <= 0) return { index, offset: found.offset }
  }
  return { index: 0, offset: 0 }
}

/** Where lines from a time on may begin: what is in older files came before it. */
export const findSince = async (files: readonly OpenFile[], since: string): Promise<Place> => {
  for (let index = files.length - 1; index > 0; index--) {
    const file = files[index]
    const first = file && readEntry((await readAt(file, 0, markAt + 12)).toString('latin1'))
    if (first && first.at < since) return { index, offset: 0 }
  }
  return { index: 0, offset: 0 }
}

/** Bytes of a file; fewer where it ends. */
export const readAt = async ({ path, handle }: OpenFile, offset: number, most: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(most), 0, most, offset).catch((error: unknown) => failAt('read', path, error))
  return buffer.subarray(0, bytesRead)
}

const endsWhole = async (file: OpenFile | undefined): Promise<boolean> => !file || file.size === 0 || (await readAt(file, file.size - 1, 1))[0] === 10

const blockSize = 64 * 1024

/** Goes back over beginnings of lines, at most so many; where the first of them is, and how many there were. */
const beginnings = async (file: OpenFile, most: number): Promise<{ readonly offset: number; readonly count: number }> => {
  let count = 0
  for (let start = Math.max(0, file.size - blockSize), end = file.size; end > 0; end = start, start = Math.max(0, start - blockSize)) {
    // A little of what comes behind is read as well: a line that begins at the end of the block says there what it is.
    const block = await readAt(file, start, end - start + markAt + 2)
    for (let at = block.lastIndexOf(10, end - start - 1); at !== -1; at = at === 0 ? -1 : block.lastIndexOf(10, at - 1)) {
      if (start + at + 1 >= file.size || !isBeginning(block[at + 1 + markAt])) continue
      count += 1
      if (count === most) return { offset: start + at + 1, count }
    }
  }
  return { offset: 0, count: file.size > 0 ? count + 1 : count }
}

/** The file that was written after one, by inode; undefined when that is the newest. */
export const successor = async (paths: readonly string[], inode: number | undefined): Promise<string | undefined> => {
  const [newest = ''] = paths
  const first = await inodeOf(newest)
  if (first === undefined || first === inode) return undefined
  if (inode === undefined) return newest
  const inodes = await Promise.all(paths.map(inodeOf))
  const place = inodes.indexOf(inode)
  // A file that is gone was older than all that are left.
  return place === -1 ? paths[inodes.findLastIndex((each) => each !== undefined)] : paths[place - 1]
}

const inodeOf = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).ino
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : failAt('read', path, error)
  }
}
