import { chmod, chown, lstat, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { errorCode, fail, failed } from './failure.mts'

/** What the file system refuses, in words. */
const refusals: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'free some space: `make clean` shows what can go'],
  EDQUOT: ['the disk quota is used up', 'free some space'],
  EACCES: ['permission denied', 'mend the owner or the mode of the file or its folder'],
  EPERM: ['not permitted', 'mend the owner or the mode of the file or its folder'],
  EROFS: ['the file system is read-only', 'mount it writable'],
  EEXIST: ['a file stands there', 'move it away'],
  EISDIR: ['a folder stands there', 'move it away'],
  ENOTDIR: ['a parent of it is a file', 'move that file away'],
  ENOTEMPTY: ['the folder is not empty', 'look at what is in it, then remove it'],
  ELOOP: ['symbolic links lead round in a circle', 'remove one of them'],
  EMFILE: ['too many files are open', 'raise the limit: ulimit -n'],
}

/** Turns an error of the file system into a failure that names the file. */
export const failAt = (verb: string, path: string, error: unknown): never => {
  const [message, hint] = refusals[errorCode(error)] ?? [error instanceof Error ? error.message : String(error), '']
  return fail(failed(`${verb} ${path}: ${message}`, hint))
}

/** A file's text, or undefined where there is none. */
export const readText = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : failAt('read', path, error)
  }
}

/** Creates the folder a file is to stand in. */
export const makeParent = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => failAt('create', dirname(path), error))
}

/** Creates a folder with exactly this mode and, where given, this owner (`uid:gid`). */
export const makeFolder = async (path: string, mode: number, owner?: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true, mode })
    if (((await lstat(path)).mode & 0o7777) !== mode) await chmod(path, mode)
    const [user = '', group = user] = owner?.split(':') ?? []
    if (owner) await chown(path, Number(user), Number(group))
  } catch (error) {
    failAt('create', path, error)
  }
}

/** Removes a file or an empty folder; a missing one is no failure. */
export const removePath = async (path: string): Promise<void> => {
  try {
    const there = await lstat(path).catch(() => undefined)
    if (there) await (there.isDirectory() ? rmdir(path) : rm(path))
  } catch (error) {
    failAt('remove', path, error)
  }
}

/** Every file below a folder, as sorted paths relative to it; nothing where there is no folder. */
export const listFiles = async (folder: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? [] : failAt('read', folder, error)
  }
}
