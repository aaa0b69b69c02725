import type { Leftover } from '../plan/clean.mts'
import type { Outcome } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import { bytes } from './amount.mts'

/** What was removed and how much that freed. */
export const cleanReport = ({ project }: Environment, leftovers: readonly Leftover[], outcomes: readonly Outcome[]) => {
  const done = new Set(outcomes.filter(({ state }) => state === 'done').map(({ step }) => step.id))
  const removed = leftovers.filter(({ id }) => done.has(`remove ${id}`))
  const freed = removed.reduce((sum, { size = 0 }) => sum + size, 0)
  return {
    text: leftovers.length === 0 ? `Nothing of ${project} is left over.` : `Removed ${removed.length} of ${leftovers.length}${freed > 0 ? `, ${bytes(freed)} of images (layers they share stay)` : ''}.`,
    result: { project, removed, freed },
  }
}
