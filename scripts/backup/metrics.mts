import type { BackupSettings } from './settings.mts'
import type { Fresh } from './freshness.mts'
import type { Memory } from './memory.mts'
import { destinationName, type Status } from './status.mts'

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number]

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

/** One metric in the text format of Prometheus; nothing where there is no value. */
const gauge = (name: string, help: string, samples: readonly Sample[]): readonly string[] => samples.length === 0 ? [] : [
  `# HELP gantry_backup_${name} ${help}`, `# TYPE gantry_backup_${name} gauge`,
  ...samples.map(([labels, value]) => `gantry_backup_${name}{${Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`).join(',')}} ${value}`),
]

const seconds = (iso: string | number): number => Math.floor(new Date(iso).getTime() / 1000)

/** What node_exporter reads from a file: the last run, how fresh each service is, and how the copies elsewhere stand. */
export const metricsText = (status: Status, fresh: readonly Fresh[], { offsite = {} }: Memory, { offsite: destinations }: Pick<BackupSettings, 'offsite'>): string => {
  const own = { stack: status.stack, environment: status.environment }
  const perService = (value: (each: Fresh) => number | undefined): readonly Sample[] => fresh.flatMap((each) => {
    const found = value(each)
    return found === undefined ? [] : [[{ ...own, service: each.service }, found] as const]
  })
  const copies = destinations.flatMap(({ to }): readonly Sample[] => {
    const at = offsite[to]?.lastSuccess
    return at === undefined ? [] : [[{ ...own, destination: destinationName(to) }, seconds(at)]]
  })
  return `${[
    gauge('last_run_timestamp_seconds', 'When the last run ended.', [[own, seconds(status.endedAt)]]),
    gauge('last_run_success', 'Whether everything was saved and read again: 1, else 0.', [[own, status.ok ? 1 : 0]]),
    gauge('last_run_duration_seconds', 'How long the last run took.', [[own, (Date.parse(status.endedAt) - Date.parse(status.startedAt)) / 1000]]),
    gauge('last_run_size_bytes', 'Bytes of its archives.', [[own, status.bytes]]),
    gauge('last_run_failures', 'What could not be saved.', [[own, status.failures.length + (status.error === undefined ? 0 : 1)]]),
    gauge('last_verified_timestamp_seconds', 'When the newest verified backup of a service was begun.', perService(({ verifiedAt }) => verifiedAt === undefined ? undefined : seconds(verifiedAt))),
    gauge('last_drill_timestamp_seconds', 'When a backup of a service was last restored into a scratch server.', perService(({ drilledAt }) => drilledAt === undefined ? undefined : seconds(drilledAt))),
    gauge('rpo_seconds', 'How old the newest verified backup of a service may be.', perService(({ rpo }) => rpo / 1000)),
    gauge('archive_size_bytes', 'Bytes of an archive of the last run.', status.archives.map(({ service, item, of, bytes }) => [{ ...own, service, item, kind: of }, bytes])),
    gauge('offsite_last_success_timestamp_seconds', 'When a verified run was last copied elsewhere.', copies),
  ].flat().join('\n')}\n`
}
