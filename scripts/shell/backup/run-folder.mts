import { chmod, lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { holdName, isArchiveName, isUnfinishedName, manifestName, runTime } from '../../backup/place.mts'
import { newestFirst, type FoundRun } from '../../backup/run.mts'
import { errorCode, failed } from '../failure.mts'
import { failAt } from '../files.mts'
import { takeLock } from '../lock.mts'
import { capture } from '../processes.mts'
import { syncFolder } from '../write.mts'
import { readRun } from './manifest-file.mts'

/** A run that is being written; nobody sweeps its folder while it is held. */
export type OpenRun = { readonly run: string; readonly folder: string; readonly close: () => Promise<void> }

/** Names of the runs in a folder of backups, whatever became of them; a link is none. */
export const runNames = async (backups: string): Promise<readonly string[]> => {
  const entries = await readdir(backups, { withFileTypes: true }).catch((error: unknown) => (errorCode(error) === 'ENOENT' ? [] : failAt('read', backups, error)))
  return entries.filter((entry) => entry.isDirectory() && runTime(entry.name) !== undefined).map(({ name }) => name).sort()
}

/** Every run in a folder of backups, newest first. */
export const listRuns = async (backups: string): Promise<readonly FoundRun[]> =>
  newestFirst(await Promise.all((await runNames(backups)).map((run) => readRun(join(backups, run), run))))

// A run is held as soon as its folder is there: one that is younger is not touched, it may be just about to be.
const settled = 60_000

/** Whether something killed a run that never ended: nobody holds it any more. Where that cannot be told, it is not said. */
export const isDead = async (backups: string, run: string, now: number): Promise<boolean> => {
  if (now - (runTime(run)?.getTime() ?? now) < settled) return false
  const path = join(backups, run, holdName)
  if (!await lstat(path).catch(() => undefined)) return true
  return (await capture(['flock', '--nonblock', '--shared', '--conflict-exit-code', '75', path, 'true'])).code === 0
}

/** Makes the folder of a new run, for its owner only, and holds it. */
export const openRun = async (backups: string, run: string): Promise<OpenRun> => {
  const folder = join(backups, run)
  try {
    await mkdir(folder, { mode: 0o700 })
    await chmod(folder, 0o700)
    await syncFolder(backups)
  } catch (error) {
    failAt('create', folder, error)
  }
  const lock = await takeLock(join(folder, holdName), 'backup')
  return {
    run, folder,
    close: async () => {
      await rm(join(folder, holdName), { force: true }).catch((error: unknown) => failAt('remove', join(folder, holdName), error))
      await lock.release()
    },
  }
}

/** Names in the folder of a run that gantry has given; the manifest first, so that a run that is half removed never looks whole. */
const ownNames = (names: readonly string[]): readonly string[] => [
  ...names.filter((name) => name === manifestName),
  ...names.filter((name) => name === holdName || isArchiveName(name) || isUnfinishedName(name)).sort(),
]

/** Removes a run, file by file; what gantry did not put there stays, and is told. */
export const removeRun = async (backups: string, run: string): Promise<void> => {
  const folder = join(backups, run)
  if (runTime(run) === undefined) throw failed(`remove ${folder}: it is no run of gantry`)
  const names = await readdir(folder).catch((error: unknown) => failAt('read', folder, error))
  const own = ownNames(names)
  try {
    for (const name of own) {
      await rm(join(folder, name))
      if (name === manifestName) await syncFolder(folder)
    }
  } catch (error) {
    failAt('remove', folder, error)
  }
  const strange = names.filter((name) => !own.includes(name))
  if (strange.length > 0) throw failed(`${folder} stays: gantry did not put ${strange.join(', ')} there`, 'move it away, then remove the folder')
  await rmdir(folder).catch((error: unknown) => failAt('remove', folder, error))
  await syncFolder(backups)
}
