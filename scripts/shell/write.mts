import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, lstat, mkdir, open, readFile, realpath, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode } from './failure.mts'
import { failAt } from './files.mts'

/** Makes what was renamed or removed in a folder survive a loss of power. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  await folder.sync().finally(() => folder.close())
}

type Owner = { readonly uid: number; readonly gid: number }

/** Writes a temporary file beside the place where it belongs; it has its mode before it has any content. */
const writeBeside = async (path: string, content: string, mode: number | undefined, owner?: Owner): Promise<string> => {
  const temporary = join(dirname(path), `.gantry-${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', mode ?? 0o666)
    try {
      if (owner && process.getuid?.() === 0) await file.chown(owner.uid, owner.gid)
      if (mode !== undefined) await file.chmod(mode)
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    return temporary
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Gives what was written beside a place that place. */
const takePlace = async (temporary: string, place: string): Promise<void> => {
  await rename(temporary, place).catch(async (error: unknown) => {
    await rm(temporary, { force: true })
    throw error
  })
  await syncFolder(dirname(place))
}

/** Where a path really leads: a symbolic link is written through, not replaced. */
const placeOf = async (path: string) => {
  const there = await lstat(path).catch(() => undefined)
  if (!there?.isSymbolicLink()) return { place: path, there }
  const place = await realpath(path)
  return { place, there: await lstat(place) }
}

/** Writes a file all at once or not at all, and only when its content or mode differs; true when it was written. */
export const writeAtomically = async (path: string, content: string, mode?: number): Promise<boolean> => {
  try {
    const { place, there } = await placeOf(path)
    if (there?.isFile() && (mode === undefined || (there.mode & 0o7777) === mode) && await readFile(place, 'utf8') === content) return false
    await mkdir(dirname(place), { recursive: true })
    const temporary = await writeBeside(place, content, mode ?? (there && there.mode & 0o7777), there)
    await takePlace(temporary, place)
    return true
  } catch (error) {
    return failAt('write', path, error)
  }
}

/** Puts a file in the place of whatever stands there, all at once; a symbolic link is replaced, nothing is ever written through it. */
export const replaceFile = async (path: string, content: string, mode: number): Promise<void> => {
  try {
    await takePlace(await writeBeside(path, content, mode), path)
  } catch (error) {
    failAt('write', path, error)
  }
}

/** Writes a file that must not be there yet; false, and nothing touched, when it is. */
export const writeNew = async (path: string, content: string, mode: number): Promise<boolean> => {
  try {
    await mkdir(dirname(path), { recursive: true })
    const temporary = await writeBeside(path, content, mode)
    // A link never replaces what is there, and nobody sees a half-written file.
    await link(temporary, path).finally(() => unlink(temporary))
    await syncFolder(dirname(path))
    return true
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? false : failAt('write', path, error)
  }
}
