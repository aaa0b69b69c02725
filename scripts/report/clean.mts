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

const refused = (alone: readonly Judged[]): string => [
  `Nothing was removed: ${alone.length === 1 ? 'one volume' : `${alone.length} volumes`} would be lost.`,
  'Give --backup to take a backup first, or --without-backup and type the name.',
].join('\n')

/** The run that was taken before, and whether what it had to hold could go. */
const savedBy = (outcomes: readonly Outcome[]): { readonly run?: string; readonly isHeld: boolean } => {
  const ensured = outcomes.find(({ step }) => step.do === 'backup' && step.act === 'ensure')
  if (ensured?.step.do !== 'backup' || ensured.step.act !== 'ensure') return { isHeld: true }
  return ensured.state === 'done' ? { run: ensured.step.run, isHeld: true } : { isHeld: false }
}

const fate = ({ verdict, why, removed }: Judged & { readonly removed: boolean }): string => {
  if (removed) return 'removed'
  return verdict === 'alone' ? `refused: ${why}` : `stays: ${verdict === 'used' ? why : 'not removed'}`
}

/** The same with every volume, its age, and that of the last verified backup; refused where one would be lost. */
export const volumesReport = ({ project, name, backups }: Environment, volumes: readonly Judged[], now: number, others: CleanReport, outcomes: readonly Outcome[]) => {
  const done = doneOf(outcomes)
  const { run, isHeld } = savedBy(outcomes)
  const gone = volumes.map((one) => ({ ...one, ...run !== undefined && one.verdict === 'due' ? { savedAt: now } : {}, removed: done.has(`remove volume ${one.name}`) }))
  const alone = volumes.filter(({ verdict }) => verdict === 'alone')
  const rows = gone.map((one) => [one.name, one.size === undefined ? '-' : bytes(one.size), age(one.createdAt, now), age(one.savedAt, now), fate(one)])
  const listed = volumes.length === 0 ? `${project} has no volumes.` : table(rows, { head: ['volume', 'size', 'age', 'backup', ''], right: [1, 2, 3] })
  const after = isHeld ? others.text : 'Nothing was removed: no verified backup holds it.'
  const where = name === 'dev' ? '' : ` ENV=${name}`
  const saved = run === undefined ? [] : [`${backups.folder}/${run} holds what was in them: \`make up${where}\`, then \`make restore${where}\` put it back.`]
  return {
    text: [listed, ...alone.length > 0 ? [refused(alone)] : [after, ...saved]].join('\n'),
    result: { ...others.result, volumes: gone, ...run === undefined ? {} : { run } },
    ...alone.length > 0 ? { exit: 3 } : {},
  }
}
