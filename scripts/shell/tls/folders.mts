import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from '../failure.mts'

/** Makes what was renamed or removed in a folder survive a loss of power. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  await folder.sync().finally(() => folder.close())
}

/** Removes a folder with all that is in it, if there is one. */
export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true })

/** Turns the error of something that is not there into undefined. */
export const unlessGone = (error: unknown): undefined => {
  if (errorCode(error) !== 'ENOENT') throw error
}

/** Puts one folder in the place of another. */
export const replaceFolder = async (fresh: string, place: string): Promise<void> => {
  await removeFolder(`${place}.old`)
  await rename(place, `${place}.old`).catch(unlessGone)
  await rename(fresh, place)
  await removeFolder(`${place}.old`)
  await syncFolder(dirname(place))
}
