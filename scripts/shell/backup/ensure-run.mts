import { resolve } from 'node:path'
import type { BackupEffect } from '../../backup/effect.mts'
import { isVerified } from '../../backup/manifest.mts'
import { savedAt } from '../../plan/clean-volumes.mts'
import type { Done, Means } from '../performers.mts'
import { observeArchives } from '../remains.mts'

/** Makes sure that a run is verified and holds volumes that are about to go, from what lies on the disk. */
export const ensureRun = async ({ environment, run, volumes }: Extract<BackupEffect, { act: 'ensure' }>, { folder }: Means): Promise<Done> => {
  const seen = await observeArchives(environment, folder, new Date())
  const manifests = seen.manifests.filter((manifest) => manifest.run === run)
  const lost = volumes.filter((name) => savedAt(environment, name, { ...seen, manifests }) === undefined)
  const failures = manifests.flatMap((manifest) => manifest.failures.map(({ service, item, message }) => `${service}${item === '' ? '' : ` ${item}`}: ${message}`))
  if (lost.length === 0 && manifests.every((manifest) => isVerified(manifest))) return { ok: true, message: '' }
  const why = failures.join('; ') || (lost.length === 0 ? 'an archive is not as it was written' : `it does not hold ${lost.join(', ')}`)
  return { ok: false, message: `the backup ${resolve(folder, environment.backups.folder)}/${run} is not whole: ${why}`, hint: 'mend that, then clean again' }
}
