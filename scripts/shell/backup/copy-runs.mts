import { resolve } from 'node:path'
import type { BackupEffect } from '../../backup/effect.mts'
import type { Done, Means } from '../performers.mts'
import { copyOffsite } from './offsite.mts'
import { listRuns } from './run-folder.mts'

/** Copies finished and verified runs elsewhere; what a destination refuses is said, and tried again by the next run. */
export const copyRuns = async ({ environment }: Extract<BackupEffect, { act: 'copy' }>, { folder, signal, progress: { say } }: Means): Promise<Done> => {
  const manifests = (await listRuns(resolve(folder, environment.backups.folder))).flatMap((found) => found.is === 'ended' ? [found.manifest] : [])
  const copied = await copyOffsite({ environment, stackFolder: folder, manifests }, { signal, say, now: new Date() })
  for (const { to, error } of copied) if (error !== undefined) say(`${to}: ${error}`)
  return { ok: true, message: '', data: copied }
}
