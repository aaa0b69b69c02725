import { randomBytes } from 'node:crypto'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { markerName } from '../../backup/place.mts'
import { errorCode, failed } from '../failure.mts'
import { failAt, makeFolder, readText } from '../files.mts'
import { writeNew } from '../write.mts'

const isId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)

const refuseLink = async (path: string): Promise<void> => {
  const there = await lstat(path).catch((error: unknown) => (errorCode(error) === 'ENOENT' ? undefined : failAt('read', path, error)))
  if (there?.isSymbolicLink()) throw failed(`${path} is a symbolic link`, 'name the folder it leads to: `backups: { folder: … }` in the stack file')
}

/** The id in the marker of a folder of backups; undefined where there is none. */
export const readMarker = async (backups: string): Promise<string | undefined> => {
  const path = join(backups, markerName)
  await refuseLink(path)
  const text = (await readText(path))?.trim()
  if (text === undefined || isId(text)) return text
  throw failed(`${path} is not what gantry wrote there`, 'bring it back, or remove it if this is a new place for backups')
}

/** Refuses a folder that is not the one of the runs before: its disk is not mounted, or it is another one. */
export const checkMarker = async (backups: string, remembered: string | undefined): Promise<string | undefined> => {
  await refuseLink(backups)
  const found = await readMarker(backups)
  if (remembered === undefined || found === remembered) return found
  const message = found === undefined ? `${backups} is not the folder of the backups before: it has no ${markerName}; is its disk not mounted?` : `${backups} belongs to other backups: its ${markerName} is not the one of the runs before`
  throw failed(message, 'mount it; if the place has changed on purpose, remove the line `marker` from backups.json in .gantry')
}

/** Makes sure of the folder of the backups before anything is written: the one of the runs before, or a new one with a marker; its id is to be remembered elsewhere. */
export const enterTarget = async (backups: string, remembered: string | undefined): Promise<string> => {
  const found = await checkMarker(backups, remembered)
  await makeFolder(backups, 0o700)
  if (found !== undefined) return found
  const id = randomBytes(16).toString('hex')
  if (await writeNew(join(backups, markerName), `${id}\n`, 0o600)) return id
  return await readMarker(backups) ?? id
}
