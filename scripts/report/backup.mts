import { isVerified, type Archive, type Manifest } from '../backup/manifest.mts'
import type { BackupSeen } from '../backup/plan.mts'
import { keepRuns } from '../backup/retention.mts'
import { runFacts } from '../backup/run.mts'
import type { Outcome } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import { bytes } from './amount.mts'
import { paint } from './paint.mts'
import { table } from './table.mts'
import { visible } from './visible.mts'

/** What a run has, what failed, how it was proved, and what became of the runs before it. */
export const backupReport = (environment: Environment, seen: BackupSeen, outcomes: readonly Outcome[], { colours }: { readonly colours: boolean }) => {
  const manifest = manifestOf(seen)
  const removed = outcomes.filter(({ step, state }) => step.do === 'backup' && step.act === 'remove' && state === 'done').length
  const verdicts = keepRuns(seen.runs.map(runFacts), environment.backups.keep, seen.now)
  const text = manifest === undefined ? [] : [
    ...manifest.archives.length === 0 ? [] : [archiveRows(manifest.archives)],
    ...manifest.failures.map(({ service, item, message }) => `${paint(colours).bad('failed')}  ${named(service, item)}: ${message}`),
    ...skippedRows(manifest),
    `${environment.backups.folder}/${manifest.run}: ${proofOf(manifest)}${removed > 0 ? `; ${removed} older ${removed === 1 ? 'run' : 'runs'} removed` : ''}`,
    ...verdicts.flatMap(({ warning }) => warning ?? []),
  ]
  const isWell = manifest !== undefined && isVerified(manifest) && (seen.level !== 'drill' || isVerified(manifest, 'drill'))
  return { text: text.join('\n'), result: { run: manifest ?? null, runs: verdicts.map(({ run, keep, why }) => ({ run, keep, why })) }, ...outcomes.length > 0 && !isWell ? { exit: 1 } : {} }
}

/** What becomes of the runs there are once this one is verified, and why. */
export const forecast = (environment: Environment, { run, runs, services, now }: BackupSeen): string => {
  const known = runs.map(runFacts)
  const saved = services ?? [...new Set(known.flatMap((each) => each.services))]
  const verdicts = keepRuns([...known, { run, state: 'verified', services: saved, proven: saved }], environment.backups.keep, now)
  const rows = verdicts.filter((each) => each.run !== run).map(({ run: name, keep, why }) => ['', name, keep ? 'stays' : 'goes', why])
  return ['verified runs are copied to where `offsite:` says, and status.json is written; of the runs there are, once this one is verified:', rows.length === 0 ? '  there are none' : table(rows)].join('\n')
}

const manifestOf = ({ run, runs }: BackupSeen): Manifest | undefined => {
  const found = runs.find((each) => each.run === run)
  return found?.is === 'ended' ? found.manifest : undefined
}

const named = (service: string, item: string): string => item === '' ? service : `${service} ${visible(item)}`

const archiveRows = (archives: readonly Archive[]): string => table(archives.map((one) =>
  [one.service, visible(one.item), one.of, bytes(one.bytes), `of ${bytes(one.rawBytes)}`, rowsOf(one), `${(one.ms / 1000).toFixed(1)} s`]), { right: [3, 6] })

const rowsOf = ({ counts }: Archive): string => {
  if (counts === undefined) return ''
  const [tables, rows] = [Object.keys(counts).length, Object.values(counts).reduce((sum, count) => sum + count, 0)]
  return `${rows} rows in ${tables} ${tables === 1 ? 'table' : 'tables'}`
}

/** So many of what is left alone are for people; `--json` has them all. */
const shown = 6

const skippedRows = ({ skipped }: Manifest): readonly string[] => [
  ...skipped.slice(0, shown).map(({ service, item, message }) => `left alone  ${named(service, item)}: ${message}`),
  ...skipped.length > shown ? [`left alone  and ${skipped.length - shown} more`] : [],
]

const proofOf = (manifest: Manifest): string => {
  if (manifest.failures.length > 0) return `not whole, ${manifest.failures.length} failed`
  if (manifest.archives.length === 0) return 'nothing to keep'
  const level = (['drill', 'full', 'read'] as const).find((each) => isVerified(manifest, each))
  const broken = manifest.archives.flatMap(({ service, item, proofs }) => proofs.filter(({ ok }) => !ok).map(({ message = '' }) => `${named(service, item)}: ${message}`))
  return level === undefined ? `not verified: ${broken.join('; ')}` : { drill: 'verified by restoring it', full: 'verified down to its content', read: 'verified by reading it again' }[level]
}
