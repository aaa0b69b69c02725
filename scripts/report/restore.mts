import { isVerified, levels, type Manifest } from '../backup/manifest.mts'
import { runTime } from '../backup/place.mts'
import type { FoundRun } from '../backup/run.mts'
import type { Outcome } from '../plan/step.mts'
import type { RestoreSeen } from '../restore/plan.mts'
import type { Environment } from '../stack/environment.mts'
import { bytes, duration } from './amount.mts'
import { paint } from './paint.mts'
import { table } from './table.mts'
import { visible } from './visible.mts'

type PutBack = { readonly service: string; readonly restored: readonly { readonly item: string; readonly old?: string; readonly rows?: number; readonly entries?: number }[] }

/** The runs there are, or what was put back and where what was there before is kept. */
export const restoreReport = ({ name, backups: { folder } }: Environment, { act, runs, now }: RestoreSeen, outcomes: readonly Outcome[], { colours }: { readonly colours: boolean }) => {
  switch (act.is) {
    case 'list': return { text: runs.length === 0 ? `No run of ${name} in ${folder}.` : listRows(runs, now, colours), result: { runs: runs.map((run) => runResult(run, now)) } }
    case 'drop-old': {
      const names = outcomes.filter(({ state }) => state === 'done').flatMap(({ step }) => step.do === 'restore' && step.act === 'drop-old' ? step.names : [])
      return { text: act.old.length === 0 ? 'Nothing is kept from earlier restores.' : `Removed ${names.join(', ') || 'nothing'}.`, result: { removed: names } }
    }
    case 'restore': {
      const done = outcomes.flatMap(({ step, data }) => step.do === 'restore' && data ? [data as PutBack] : [])
      return { text: done.length === 0 ? '' : [table(done.flatMap(rowsOf)), ...done.some(({ restored }) => restored.some(({ old }) => old)) ? ['', '`make restore ARGS=--drop-old` removes what is kept.'] : []].join('\n'), result: { run: act.manifest.run, services: done } }
    }
  }
}

const rowsOf = ({ service, restored }: PutBack): readonly (readonly string[])[] => restored.map(({ item, old, rows, entries }) =>
  [service, visible(item), rows === undefined ? entries === undefined ? '' : `${entries} entries` : `${rows} rows`, old === undefined ? '' : `before: ${visible(old)}`])

const listRows = (runs: readonly FoundRun[], now: Date, colours: boolean): string => {
  const { bad, quiet } = paint(colours)
  return table(runs.map((found) => {
    const age = `${duration(now.getTime() - (runTime(found.run) ?? now).getTime())} ago`
    if (found.is !== 'ended') return [found.run, age, bad(found.is === 'unended' ? 'never ended' : 'not believed')]
    const { manifest } = found
    return [found.run, age, proofOf(manifest) ?? bad('not verified'), bytes(manifest.archives.reduce((sum, one) => sum + one.bytes, 0)), [...new Set(manifest.archives.map(({ service }) => service))].join(', '), manifest.isSafety ? 'before a restore' : '']
  }), { head: ['run', 'age', 'proof', 'size', 'of'].map(quiet), right: [3] })
}

const words = { read: 'read', full: 'content read', drill: 'restored' } as const

/** The most that is proved of all its archives. */
const proofOf = (manifest: Manifest): string | undefined => {
  const level = levels.findLast((each) => isVerified(manifest, each))
  return level && words[level]
}

const runResult = (found: FoundRun, now: Date) => ({
  run: found.run, ageSeconds: Math.round((now.getTime() - (runTime(found.run) ?? now).getTime()) / 1000), is: found.is,
  ...found.is === 'ended' ? { proof: levels.findLast((each) => isVerified(found.manifest, each)) ?? null, archives: found.manifest.archives } : {},
})
