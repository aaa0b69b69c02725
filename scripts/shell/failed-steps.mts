import { subject } from '../plan/explain.mts'
import type { Outcome } from '../plan/step.mts'
import { trouble, type Trouble } from './answer.mts'
import { has } from './manners.mts'

/** Steps that failed; one whose command has spoken for itself has nothing to add. */
export const troublesOf = (outcomes: readonly Outcome[]): readonly Trouble[] => outcomes.flatMap(({ step, state, message, hint }) => {
  if (state !== 'failed' || !message) return []
  const isClear = has(step, 'speaks') || message.startsWith(subject(step))
  return [trouble('failed', isClear ? message : `${subject(step)}: ${message}`, hint ?? '', step.id)]
})
