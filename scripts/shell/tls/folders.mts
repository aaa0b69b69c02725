import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from '../failure.mts'
import { syncFolder } from '../write.mts'

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
