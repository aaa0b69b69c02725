import { resolve } from 'node:path'
import type { BackupEffect } from '../../backup/effect.mts'
import type { Done, Means } from '../performers.mts'
import { removeRun } from './run-folder.mts'

/** Removes a run that no rule keeps. */
export const performRemoval = async ({ environment, run }: Extract<BackupEffect, { act: 'remove' }>, { folder }: Means): Promise<Done> => {
  await removeRun(resolve(folder, environment.backups.folder), run)
  return { ok: true, message: '' }
}
