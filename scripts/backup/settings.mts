import type { ClickhouseDisk } from '../kinds/clickhouse-keeping.mts'

/** How many runs are kept, counted over those that were verified; times are milliseconds. */
export type KeepRules = { readonly last: number; readonly daily: number; readonly weekly: number; readonly monthly: number; readonly yearly: number; /** Never fewer verified ones than this. */ readonly verified: number }

/** A copy elsewhere, made by rclone or restic of what is finished and verified. */
export type Offsite = { readonly to: string; readonly by: 'rclone' | 'restic' }

/** How an environment is backed up. */
export type BackupSettings = {
  /** Relative to the stack folder, or absolute. */
  readonly folder: string
  readonly keep: KeepRules
  /** How often an archive is restored into a scratch server; undefined for never. */
  readonly drill?: number
  /** Recipients of age; none is plain files. */
  readonly encrypt: readonly string[]
  readonly offsite: readonly Offsite[]
  /** How old the last verified backup may be. */
  readonly rpo: number
  /** Told what came of a run, as JSON. */
  readonly webhook?: string
  /** Asked at the start and the end of a run, as healthchecks.io counts. */
  readonly ping?: string
}

/** How one service is backed up. */
export type ServiceBackup = {
  readonly isOn: boolean
  /** Whether its volumes may be copied while it runs. */
  readonly isLive: boolean
  /** SQLite files in its container, copied by SQLite itself. */
  readonly sqlite: readonly string[]
  /** It is a ClickHouse, which writes its backups to that disk of its own. */
  readonly clickhouse?: ClickhouseDisk
  readonly rpo?: number
}
