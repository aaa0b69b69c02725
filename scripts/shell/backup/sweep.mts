import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { holdName, isDraft, isUnfinishedName, manifestName } from '../../backup/place.mts'
import { errorCode, exits, isFailure } from '../failure.mts'
import { failAt } from '../files.mts'
import { takeLock } from '../lock.mts'
import { readRun } from './manifest-file.mts'
import { removeRun, runNames } from './run-folder.mts'

/** What was swept away, and what was left alone and why. */
export type Swept = { readonly removed: readonly string[]; readonly left: readonly string[] }

/** Whether a run is being written by another process; frees it again at once. */
const isHeld = async (folder: string): Promise<boolean> => {
  try {
    const lock = await takeLock(join(folder, holdName), 'sweep')
    await lock.release()
    return false
  } catch (error) {
    if (isFailure(error) && error.exit === exits.busy) return true
    throw error
  }
}

/** Half-written files beside the finished ones; a manifest that was being written again when something ended that. */
const sweepFiles = async (folder: string): Promise<readonly string[]> => {
  const names = (await readdir(folder)).filter((name) => isUnfinishedName(name) || name === holdName)
  for (const name of names) await rm(join(folder, name)).catch((error: unknown) => failAt('remove', join(folder, name), error))
  return names.filter((name) => name !== holdName).map((name) => join(folder, name))
}

const sweepRun = async (backups: string, run: string): Promise<Swept> => {
  const folder = join(backups, run)
  const names = await readdir(folder).catch((error: unknown) => failAt('read', folder, error))
  const isUnended = !names.includes(manifestName)
  if (!isUnended && !names.some((name) => isUnfinishedName(name) || name === holdName)) return { removed: [], left: [] }
  if (await isHeld(folder)) return { removed: [], left: [`${folder} is being written by another process`] }
  // Asked again now that nobody writes: the run may have ended in between.
  if ((await readRun(folder, run)).is !== 'unended') return { removed: await sweepFiles(folder), left: [] }
  try {
    await removeRun(backups, run)
    return { removed: [folder], left: [] }
  } catch (error) {
    if (isFailure(error)) return { removed: [], left: [error.message] }
    throw error
  }
}

/** Reports and notes that were being written: all who write them hold the lock of the environment. */
const sweepDrafts = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => (errorCode(error) === 'ENOENT' ? [] : failAt('read', folder, error)))
  const paths = entries.filter((entry) => entry.isFile() && isDraft(entry.name)).map(({ name }) => join(folder, name)).sort()
  for (const path of paths) await rm(path).catch((error: unknown) => failAt('remove', path, error))
  return paths
}

/**
 * Removes what runs that were killed have left: the folder of one that never ended, and files that have no name yet, also
 * beside the runs and in `home` (`.gantry/<env>`). Nothing is touched that gantry did not name or that somebody holds. Under the lock of the environment.
 */
export const sweep = async (backups: string, home?: string): Promise<Swept> => {
  const swept: Swept[] = []
  for (const run of await runNames(backups)) swept.push(await sweepRun(backups, run))
  const drafts: string[] = []
  for (const folder of [backups, ...home === undefined ? [] : [home, join(home, 'metrics')]]) drafts.push(...await sweepDrafts(folder))
  return { removed: [...swept.flatMap(({ removed }) => removed), ...drafts], left: swept.flatMap(({ left }) => left) }
}
