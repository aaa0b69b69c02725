import type { Outcome, Step } from './step.mts'

/** Where a command stands: how often it has applied, what came of the last time, what it would do now. */
export type Standing = {
  readonly applied: number
  readonly limit: number
  readonly outcomes: readonly Outcome[]
  readonly steps: readonly Step[]
}

/** Whether to apply, to stop because everything is done or something failed, or because the rounds are used up with steps left. */
export const decideRound = ({ applied, limit, outcomes, steps }: Standing): 'apply' | 'done' | 'failed' | 'stuck' => {
  if (outcomes.some(({ state }) => state !== 'done')) return 'failed'
  if (steps.length === 0) return 'done'
  if (applied < limit) return 'apply'
  // A command of one round acts without looking again: its plan is about what was before.
  return limit === 1 ? 'done' : 'stuck'
}
