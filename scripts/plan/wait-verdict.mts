import type { Container } from '../docker/observed.mts'
import type { Goal } from './step.mts'
import { containersOf, type Trace, type Waiting } from './wait-state.mts'
import { seconds } from './wait-words.mts'

/** What a service's containers amount to: `idle` ones have to be started by us. */
export type Verdict =
  | { readonly is: 'ready' }
  | Coming
  | { readonly is: 'idle'; readonly ids: readonly string[] }
  | { readonly is: 'failed'; readonly reason: string; readonly container?: Container }

/** A container on its way. */
export type Coming = { readonly is: 'coming'; readonly container: Container; readonly stage: Stage }

/** How far it is. */
export type Stage = 'starting' | 'probing' | 'unhealthy' | 'restarting' | 'settling' | 'running'

/** A container without a probe counts as ready when it has run this long. */
export const settleTime = 1000
/** So many restarts are a crash loop, however much of the budget is left. */
export const restartLimit = 5

/** Judges a service by its containers; gates and budgets are not looked at. */
export const verdict = (state: Waiting, goal: Pick<Goal, 'service' | 'until' | 'replicas'>): Verdict => {
  const containers = containersOf(state, goal.service)
  if (containers.length < goal.replicas) return { is: 'failed', reason: missing(containers.length, goal.replicas) }
  const all = containers.map((container) => judge(container, { until: goal.until, trace: state.traces.get(container.id), now: state.now }))
  const ids = all.flatMap((one) => (one.is === 'idle' ? one.ids : []))
  return all.find((one) => one.is === 'failed') ?? (ids.length > 0 ? { is: 'idle', ids } : undefined)
    ?? all.find((one) => one.is === 'coming') ?? { is: 'ready' }
}

const missing = (found: number, wanted: number): string => (wanted === 1 ? 'has no container' : `has ${found} of ${wanted} containers`)

type Known = { readonly until: Goal['until']; readonly trace: Trace | undefined; readonly now: number }

const judge = (container: Container, known: Known): Verdict => {
  const { state, restartCount } = container
  const fails = (reason: string): Verdict => ({ is: 'failed', reason, container })
  if (known.trace?.refusal !== undefined) return fails(`could not be started: ${known.trace.refusal}`)
  if (state === 'paused') return fails(`is paused; \`docker unpause ${container.name}\` lets it go on`)
  if (state === 'dead') return fails('is dead: the engine could not remove it')
  if (state === 'created' || state === 'exited' || state === 'removing') return judgeStopped(container, known)
  const restarts = restartCount - (known.trace?.restarts ?? 0)
  if (restarts >= restartLimit) return fails(`crashes again and again: ${restarts} restarts, the last run ${ending(container)}`)
  if (state === 'restarting') return { is: 'coming', container, stage: 'restarting' }
  return judgeRunning(container, known)
}

const judgeStopped = (container: Container, { until, trace }: Known): Verdict => {
  const isDone = until === 'done' && container.state === 'exited' && container.exitCode === 0
  const ranNow = trace?.run !== undefined || (trace?.asked !== undefined && container.startedAt !== trace.asked.before)
  if (container.state === 'exited' && ranNow) return isDone ? { is: 'ready' } : { is: 'failed', reason: endingOf(container, until), container }
  if (trace?.asked !== undefined) return { is: 'coming', container, stage: 'starting' }
  return isDone ? { is: 'ready' } : { is: 'idle', ids: [container.id] }
}

const endingOf = (container: Container, until: Goal['until']): string =>
  until === 'ready' && container.exitCode === 0 ? 'ended with 0, though it should stay' : ending(container)

const judgeRunning = (container: Container, { until, trace, now }: Known): Verdict => {
  const coming = (stage: Stage): Verdict => ({ is: 'coming', container, stage })
  if (until === 'done') return coming('running')
  if (container.health === 'healthy') return { is: 'ready' }
  if (container.health === 'unhealthy') return coming('unhealthy')
  if (container.health === 'starting') return coming('probing')
  // The engine's clock may not be ours, so what we saw ourselves counts as well.
  const since = Math.min(container.startedAt ?? now, trace?.run?.seen ?? now)
  return now - since >= settleTime ? { is: 'ready' } : coming('settling')
}

/** What to say of a container that was on its way for too long. */
export const overdue = ({ container, stage }: Coming, budget: number): string => {
  const time = seconds(budget)
  switch (stage) {
    case 'starting': return `has not started within ${time}`
    case 'probing': return `has not answered its probe within ${time}`
    case 'unhealthy': return `is still unhealthy after ${time}`
    case 'restarting': return `is restarting after ${time}; the last run ${ending(container)}`
    case 'settling': return `has not stayed up within ${time}`
    case 'running': return `has not ended within ${time}`
  }
}

/** How a run ended, in words that follow the service's name. */
export const ending = ({ exitCode, oomKilled }: Container): string =>
  oomKilled ? `was killed for lack of memory (exit ${exitCode})` : `ended with ${exitCode}${signalName(exitCode)}`

const signalName = (exitCode: number): string => ({ 137: ' (killed)', 139: ' (segmentation fault)', 143: ' (terminated)' })[exitCode] ?? ''
