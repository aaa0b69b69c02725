import { join, resolve } from 'node:path'
import { levels, type Level } from '../../backup/manifest.mts'
import { runName } from '../../backup/place.mts'
import type { BackupSeen } from '../../backup/plan.mts'
import { toldRun } from '../../backup/status.mts'
import { stockOf } from '../../backup/stock.mts'
import type { Environment } from '../../stack/environment.mts'
import type { Observing } from '../command.mts'
import { fail, isFailure, mistake } from '../failure.mts'
import { readText } from '../files.mts'
import { checkMarker } from './marker.mts'
import { readMemory } from './memory.mts'
import type { backupOptions } from './options.mts'
import { ownChance } from './own-chance.mts'
import { listRuns } from './run-folder.mts'

type Looking = Pick<Observing<typeof backupOptions>, 'environment' | 'stackFolder' | 'services' | 'options' | 'now' | 'common'>

/** Looks at the runs that are there, and refuses what could not begin. */
export const observeBackup = async ({ environment, stackFolder, services, options, now, common }: Looking): Promise<BackupSeen> => {
  const level = levelOf(options.verify)
  const wanted = [...services, ...options.services]
  refuseKeepers(environment, wanted)
  const folder = resolve(stackFolder, environment.backups.folder)
  const seen = { run: runName(now, ownChance), services: wanted.length === 0 ? undefined : wanted, level, now }
  try {
    await checkMarker(folder, (await readMemory(stackFolder, environment.name)).marker)
    return { ...seen, runs: await listRuns(folder), told: await toldOf(folder) }
  } catch (error) {
    // Taking the run finds the same, and tells it to whoever waits for a backup.
    if (common.dryRun || !isFailure(error)) throw error
    return { ...seen, runs: [], told: undefined }
  }
}

const levelOf = (text: string | undefined): Level => {
  if (text === undefined) return 'read'
  return levels.find((level) => level === text) ?? fail(mistake(`--verify ${text} is no level of proof`, `the levels are ${levels.join(', ')}`))
}

const refuseKeepers = (environment: Environment, wanted: readonly string[]): void => {
  const keepers = [...new Set(stockOf(environment).items.map(({ service }) => service))]
  const stranger = wanted.find((service) => !keepers.includes(service))
  if (stranger !== undefined) fail(mistake(`${stranger} keeps nothing that could be backed up`, keepers.length === 0 ? 'no service here does' : `those that do: ${keepers.join(', ')}`))
}

/** The run that the status file is about. */
const toldOf = async (folder: string): Promise<string | undefined> => toldRun(await readText(join(folder, 'status.json')) ?? '')
