import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { freshness } from '../../backup/freshness.mts'
import type { BackupsSeen } from '../../backup/health.mts'
import { keepers } from '../../backup/keepers.mts'
import type { Environment } from '../../stack/environment.mts'
import { homeFolder } from '../../stack/home.mts'
import { diskSpace } from '../docker.mts'
import { isFailure } from '../failure.mts'
import { checkMarker } from './marker.mts'
import { readMemory } from './memory.mts'
import { isDead, listRuns } from './run-folder.mts'

/** Looks at the backups of an environment; undefined where it has nothing to keep. */
export const observeBackups = async (stackFolder: string, environment: Environment, now: number): Promise<BackupsSeen | undefined> => {
  if (keepers(environment).length === 0) return undefined
  const folder = resolve(stackFolder, environment.backups.folder)
  const nothing: BackupsSeen = { runs: [], dead: [], fresh: freshness(environment, [], now), free: undefined, memory: { version: 1 }, age: await ageOf(join(stackFolder, homeFolder(environment.name)), now) }
  try {
    const memory = await readMemory(stackFolder, environment.name)
    await checkMarker(folder, memory.marker)
    const runs = await listRuns(folder)
    const fresh = freshness(environment, runs.flatMap((run) => run.is === 'ended' ? [run.manifest] : []), now)
    const unended = await Promise.all(runs.map(async ({ run, is }) => is === 'unended' && await isDead(folder, run, now) ? [run] : []))
    return { ...nothing, runs, dead: unended.flat(), fresh, memory, free: (await diskSpace(folder) ?? await diskSpace(dirname(folder)))?.free }
  } catch (error) {
    if (!isFailure(error)) throw error
    return { ...nothing, trouble: error.message }
  }
}

/** How long ago gantry first did something in this environment, where the file system knows. */
const ageOf = async (home: string, now: number): Promise<number> => {
  const found = await stat(home).catch(() => undefined)
  return found === undefined ? 0 : Math.max(0, now - found.birthtimeMs)
}
