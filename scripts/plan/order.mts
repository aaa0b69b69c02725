import type { Outcome, Step } from './step.mts'

/** What can be done now, and what can never be done because something before it failed. */
export type Next = { readonly ready: readonly Step[]; readonly lost: readonly Step[] }

/** Refuses a plan that cannot work: two steps of one id, an unknown id in `after`, a circle. They are errors in gantry. */
export const checkPlan = (steps: readonly Step[]): readonly Step[] => {
  const ids = new Set(steps.map(({ id }) => id))
  if (ids.size < steps.length) throw new TypeError(`two steps are called ${steps.find(({ id }, index) => steps.findIndex((other) => other.id === id) < index)?.id}`)
  for (const { id, after } of steps)
    for (const before of after) if (!ids.has(before)) throw new TypeError(`the step ${id} comes after ${before}, which is not in the plan`)
  const placed = new Set<string>()
  while (placed.size < steps.length) {
    const free = steps.filter(({ id, after }) => !placed.has(id) && after.every((before) => placed.has(before)))
    if (free.length === 0) throw new TypeError(`these steps wait for each other: ${steps.filter(({ id }) => !placed.has(id)).map(({ id }) => id).join(', ')}`)
    for (const { id } of free) placed.add(id)
  }
  return steps
}

/** Looks at what is done and says what comes next; `started` are the ids of the steps that run or have ended. */
export const next = (steps: readonly Step[], started: ReadonlySet<string>, outcomes: readonly Outcome[]): Next => {
  const stateOf = new Map(outcomes.map(({ step, state }) => [step.id, state]))
  const open = steps.filter(({ id }) => !started.has(id))
  return {
    ready: open.filter(({ after, regardless }) => after.every((id) => regardless ? stateOf.has(id) : stateOf.get(id) === 'done')),
    lost: open.filter(({ after, regardless }) => !regardless && after.some((id) => ['failed', 'skipped'].includes(stateOf.get(id) ?? ''))),
  }
}
