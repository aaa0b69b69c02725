import type { BackupSettings, ServiceBackup } from '../backup/settings.mts'
import { defined } from './defined.mts'
import type { Draft } from './draft.mts'
import type { ServiceInput } from './keys.mts'
import { plainPath } from './plain-path.mts'
import { parseDuration } from './units.mts'

const hour = 3_600_000
const day = 24 * hour

/** How often that is, in milliseconds. */
const everyDrill: Readonly<Record<'daily' | 'weekly', number>> = { daily: day, weekly: 7 * day }

/** How an environment is backed up: the stack's settings, the environment's over them, defaults under both. */
export const backupSettingsOf = ({ stack, settings, environment }: Draft): BackupSettings => {
  const input = { ...stack.backups, ...settings.backups }
  const keep = { ...stack.backups?.keep, ...settings.backups?.keep }
  return {
    folder: input.folder === undefined ? `backups/${environment}` : plainPath(`${input.folder}/${environment}`),
    keep: { last: keep.last ?? 3, daily: keep.daily ?? 7, weekly: keep.weekly ?? 4, monthly: keep.monthly ?? 6, yearly: keep.yearly ?? 0, verified: keep.verified ?? 3 },
    encrypt: input.encrypt ?? [], rpo: parseDuration(input.rpo) ?? 26 * hour,
    offsite: (input.offsite ?? []).map(({ to, by }) => ({ to, by: by ?? 'rclone' })),
    ...defined({ drill: input.drill === 'never' ? undefined : everyDrill[input.drill ?? 'weekly'], webhook: input.webhook, ping: input.ping }),
  }
}

/** Where a ClickHouse writes its backups, if it is one. */
const diskOf = (input: Exclude<ServiceInput['backup'], boolean | undefined>['clickhouse']): ServiceBackup['clickhouse'] => {
  if (input === undefined || input === false) return undefined
  const { disk = 'backups', path = '/var/lib/clickhouse/backups' } = input === true ? {} : input
  return { name: disk, path }
}

/** How a service is backed up. */
export const serviceBackupOf = (backup: ServiceInput['backup']): ServiceBackup => typeof backup === 'object'
  ? { isOn: true, isLive: backup.live ?? false, sqlite: backup.sqlite ?? [], ...defined({ rpo: parseDuration(backup.rpo), clickhouse: diskOf(backup.clickhouse) }) }
  : { isOn: backup ?? true, isLive: false, sqlite: [] }
