import { subject } from '../plan/explain.mts'
import { checkPlan, next } from '../plan/order.mts'
import type { Effect, Outcome, Step } from '../plan/step.mts'
import { isFailure } from './failure.mts'
import { has } from './manners.mts'
import { performers, type Done, type Means, type Performers } from './performers.mts'

/** How many steps run at the same time. */
const together = 4

const isAlone = (step: Step): boolean => has(step, 'alone')

const perform = async (step: Step, means: Means, by: Performers): Promise<Done> => {
  const performer = by[step.do] as (effect: Effect, means: Means) => Promise<Done>
  try {
    return await performer(step, means)
  } catch (error) {
    if (!isFailure(error)) throw error
    return { ok: false, message: error.message.replaceAll(`${means.folder}/`, ''), hint: error.hint, exit: error.exit }
  }
}

const outcomeOf = async (step: Step, means: Means, by: Performers): Promise<Outcome> => {
  const isSilent = isAlone(step) || step.quiet
  const end = isSilent ? () => {} : means.progress.begin(subject(step))
  const { ok, ...rest } = await perform(step, means, by)
  end(ok ? 'done' : 'failed')
  return { step, state: ok ? 'done' : 'failed', ...rest }
}

/** Of the steps that could run, those that may: what needs the terminal waits until everything else has ended. */
const choose = (ready: readonly Step[], running: number): readonly Step[] => {
  const shared = ready.filter((step) => !isAlone(step))
  if (shared.length > 0) return shared.slice(0, Math.max(0, together - running))
  return running === 0 ? ready.slice(0, 1) : []
}

/** Performs steps: those whose `after` are done run together, a failed one takes only its dependants with it. */
export const apply = async (steps: readonly Step[], means: Means, by: Performers = performers): Promise<readonly Outcome[]> => {
  checkPlan(steps)
  const started = new Set<string>()
  const outcomes: Outcome[] = []
  const running = new Map<string, Promise<void>>()
  const start = (step: Step) => {
    started.add(step.id)
    running.set(step.id, outcomeOf(step, means, by).then((outcome) => { outcomes.push(outcome) }).finally(() => running.delete(step.id)))
  }
  for (;;) {
    const { ready, lost } = next(steps, started, outcomes)
    for (const step of lost) {
      started.add(step.id)
      outcomes.push({ step, state: 'skipped', message: '' })
    }
    if (lost.length > 0) continue
    const isBlocked = [...running.keys()].some((id) => steps.some((step) => step.id === id && isAlone(step)))
    if (!means.signal.aborted && !isBlocked) choose(ready, running.size).forEach(start)
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  means.progress.clear()
  return outcomes.toSorted((a, b) => steps.indexOf(a.step) - steps.indexOf(b.step))
}
