import type { Judged } from '../plan/clean-volumes.mts'
import type { Leftover } from '../plan/clean.mts'
import type { Outcome } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import { bytes, duration } from './amount.mts'
import { table } from './table.mts'

const doneOf = (outcomes: readonly Outcome[]): ReadonlySet<string> => new Set(outcomes.filter(({ state }) => state === 'done').map(({ step }) => step.id))

/** What was removed and how much that freed. */
export const cleanReport = ({ project }: Environment, leftovers: readonly Leftover[], outcomes: readonly Outcome[]) => {
  const done = doneOf(outcomes)
  const removed = leftovers.filter(({ id }) => done.has(`remove ${id}`))
  const freed = removed.reduce((sum, { size = 0 }) => sum + size, 0)
  return {
    text: leftovers.length === 0 ? `Nothing of ${project} is left over.` : `Removed ${removed.length} of ${leftovers.length}${freed > 0 ? `, ${bytes(freed)} of images (layers they share stay)` : ''}.`,
    result: { project, removed, freed },
  }
}

type CleanReport = ReturnType<typeof cleanReport>
const age = (at: number | undefined, now: number): string => at === undefined ? '-' : duration(now - at)

const rest = (alone: readonly Judged[]): string => [
  `Nothing was removed: ${alone.length === 1 ? 'one volume' : `${alone.length} volumes`} would be lost.`,
  'Take a backup first (`make backup`), or give --without-backup and type the name.',
].join('\n')

/** The same with every volume, its age, and that of the last verified backup; refused where one would be lost. */
export const volumesReport = ({ project }: Environment, volumes: readonly Judged[], now: number, others: CleanReport, outcomes: readonly Outcome[]) => {
  const done = doneOf(outcomes)
  const gone = volumes.map((one) => ({ ...one, removed: done.has(`remove volume ${one.name}`) }))
  const alone = volumes.filter(({ verdict }) => verdict === 'alone')
  const rows = gone.map(({ name, size, createdAt, savedAt, removed, verdict, why }) =>
    [name, size === undefined ? '-' : bytes(size), age(createdAt, now), age(savedAt, now), removed ? 'removed' : verdict === 'alone' ? `refused: ${why}` : `stays: ${verdict === 'used' ? why : 'not removed'}`])
  const listed = volumes.length === 0 ? `${project} has no volumes.` : table(rows, { head: ['volume', 'size', 'age', 'backup', ''], right: [1, 2, 3] })
  return {
    text: [listed, alone.length > 0 ? rest(alone) : others.text].join('\n'),
    result: { ...others.result, volumes: gone },
    ...alone.length > 0 ? { exit: 3 } : {},
  }
}
