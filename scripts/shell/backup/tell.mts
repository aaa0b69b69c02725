import { resolve } from 'node:path'
import type { BackupEffect } from '../../backup/effect.mts'
import { statusOf } from '../../backup/status.mts'
import type { Environment } from '../../stack/environment.mts'
import { isFailure } from '../failure.mts'
import type { Done, Means } from '../performers.mts'
import { tellEnd } from './hooks.mts'
import { checkMarker } from './marker.mts'
import { readMemory } from './memory.mts'
import { listRuns } from './run-folder.mts'
import { writeStatus } from './status-file.mts'

type Ended = { readonly environment: Environment; readonly run: string; readonly startedAt: string; readonly error?: string }

/** Writes status and metrics and tells the webhook and the ping; what cannot be told changes nothing about the run, and is said. */
export const tellRun = async (effect: Extract<BackupEffect, { act: 'tell' }>, means: Means): Promise<Done> => ({ ok: true, message: '', data: await tell(effect, means) })

/** The same of a run that broke down, and why. */
export const tellFailure = async (effect: { readonly environment: Environment; readonly run: string }, error: string, means: Means): Promise<void> =>
  void await tell({ ...effect, startedAt: new Date().toISOString(), error }, means)

const tell = async ({ environment, run, startedAt, error }: Ended, { folder: stackFolder, signal, progress: { say } }: Means): Promise<readonly string[]> => {
  const folder = resolve(stackFolder, environment.backups.folder)
  // What stands in the place of a disk that is not mounted gets no status: it would be found there by nobody.
  const isThere = await readMemory(stackFolder, environment.name).then(({ marker }) => checkMarker(folder, marker)).then(() => true, (reason: unknown) => { if (isFailure(reason)) return false; throw reason })
  const manifests = isThere ? (await listRuns(folder)).flatMap((found) => found.is === 'ended' ? [found.manifest] : []) : []
  const manifest = manifests.find((one) => one.run === run)
  const cause = error ?? (manifest ? undefined : 'the run did not end')
  const status = statusOf({ environment, run, startedAt, endedAt: new Date().toISOString(), ...manifest ? { manifest } : {}, ...cause === undefined ? {} : { error: cause } })
  const untold = [...isThere ? await writeStatus({ environment, stackFolder, status, manifests }) : [], ...await tellEnd(environment.backups, status, { signal })]
  untold.forEach(say)
  return untold
}
