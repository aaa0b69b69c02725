import type { Environment } from '../stack/environment.mts'
import type { Level } from './manifest.mts'

/** What is done about the backups of an environment. */
export type BackupEffect = { readonly do: 'backup'; readonly environment: Environment } & (
  /** Everything there is to keep taken out, read again, and listed in a manifest; `services` limits it. */
  | { readonly act: 'take'; readonly run: string; readonly services: readonly string[] | undefined; readonly level: Exclude<Level, 'drill'>; /** Something is about to be replaced: it has to be whole. */ readonly isSafety?: boolean }
  /** Its archives restored into scratch servers and counted. */
  | { readonly act: 'drill'; readonly run: string }
  | { readonly act: 'remove'; readonly run: string }
  /** A run that has to be verified, and to hold these volumes (as the engine calls them), before they go. */
  | { readonly act: 'ensure'; readonly run: string; readonly volumes: readonly string[] }
  /** Finished and verified runs copied elsewhere. */
  | { readonly act: 'copy'; readonly to: readonly string[] }
  /** Status, metrics and messages about a run. */
  | { readonly act: 'tell'; readonly run: string; readonly startedAt: string })

/** What it does, in a few words. */
export const backupSubject = (effect: BackupEffect): string => {
  const { backups: { folder }, project } = effect.environment
  switch (effect.act) {
    case 'take': return `back up ${effect.services === undefined ? project : effect.services.join(', ')} into ${folder}/${effect.run}`
    case 'drill': return `restore ${effect.run} into scratch servers`
    case 'ensure': return `make sure that ${folder}/${effect.run} is verified and holds ${effect.volumes.join(', ')}`
    case 'remove': return `remove ${folder}/${effect.run}`
    case 'copy': return `copy verified runs to ${effect.to.join(', ')}`
    case 'tell': return `write ${folder}/status.json`
  }
}
