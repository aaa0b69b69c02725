import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecordName, recordName, type Restoring } from '../../restore/files.mts'
import { errorCode } from '../failure.mts'
import { failAt, readText, removePath } from '../files.mts'
import { writeAtomically } from '../write.mts'

/** Writes down how far a restore is; `stamp` is its own. */
export const writeRecord = async (home: string, stamp: string, record: Restoring): Promise<void> => {
  await writeAtomically(join(home, recordName(stamp)), `${JSON.stringify(record, null, 2)}\n`, 0o600)
}

/** Takes a record back: the restore has ended, one way or the other. */
export const removeRecord = (home: string, stamp: string): Promise<void> => removePath(join(home, recordName(stamp)))

/** Restores that were killed, by their stamps. */
export const readRecords = async (home: string): Promise<readonly { readonly stamp: string; readonly record: Restoring }[]> => {
  const names = await readdir(home).catch((error: unknown) => errorCode(error) === 'ENOENT' ? [] : failAt('read', home, error))
  const found = await Promise.all(names.filter(isRecordName).sort().map(async (name) => ({ stamp: name.slice('restoring-'.length, -'.json'.length), text: await readText(join(home, name)) })))
  return found.flatMap(({ stamp, text }) => text === undefined ? [] : [{ stamp, record: JSON.parse(text) as Restoring }])
}
