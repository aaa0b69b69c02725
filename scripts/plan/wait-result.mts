import { withoutRepeats } from '../docker/log-lines.mts'
import { lastProbe } from '../docker/observed.mts'
import type { Goal } from './step.mts'
import { hintFor } from './wait-hint.mts'
import { containersOf, progressOf, type Phase, type Progress, type Waiting } from './wait-state.mts'
import { probeWords } from './wait-words.mts'

/** Why a service failed, with all that its container had to say; empty texts where there is nothing. */
export type WaitFailure = {
  readonly reason: string
  readonly container: string
  readonly probe: string
  readonly log: readonly string[]
  readonly hint: string
}

/** What became of one service; the three times are milliseconds from the beginning of the wait. */
export type WaitResult = {
  readonly service: string
  readonly tier: string
  readonly until: Goal['until']
  readonly state: Phase
  /** It was ready before anything was done. */
  readonly already: boolean
  readonly asked?: number
  readonly running?: number
  readonly ready?: number
  /** The last service it had to wait for. */
  readonly waitedFor?: string
  /** What keeps it from starting: the nearest first, the root last. */
  readonly blockedBy: readonly string[]
  readonly failure?: WaitFailure
}

/** The outcome of a wait: how long it took, and every service in order of need. */
export type WaitResults = { readonly ms: number; readonly services: readonly WaitResult[] }

/** What a wait has come to by now; complete when it has ended. */
export const results = (state: Waiting): WaitResults => ({
  ms: state.now - state.begun,
  services: state.goals.map((goal) => result(state, goal)),
})

const result = (state: Waiting, goal: Goal): WaitResult => {
  const progress = progressOf(state, goal.service)
  return {
    service: goal.service, tier: goal.tier, until: goal.until, state: progress.phase, already: progress.already,
    ...times(state, goal, progress),
    ...(progress.waitedFor !== undefined && { waitedFor: progress.waitedFor }),
    blockedBy: progress.phase === 'blocked' ? chain(state, goal.service) : [],
    ...(progress.failing && { failure: failure(progress.failing) }),
  }
}

const times = (state: Waiting, goal: Goal, { already, asked, ready }: Progress): Pick<WaitResult, 'asked' | 'running' | 'ready'> => {
  if (already || asked === undefined) return {}
  const starts = containersOf(state, goal.service).map((container) => container.startedAt ?? 0)
  const last = ready ?? state.now
  // The engine's clock may not be ours.
  const running = Math.min(Math.max(...starts, asked), last)
  return { asked: asked - state.begun, running: running - state.begun, ...(ready !== undefined && { ready: ready - state.begun }) }
}

const chain = (state: Waiting, service: string): readonly string[] => {
  const { phase, blockedBy } = progressOf(state, service)
  return phase !== 'blocked' || blockedBy === undefined ? [] : [blockedBy, ...chain(state, blockedBy)]
}

const failure = ({ reason, container, log: all = [] }: NonNullable<Progress['failing']>): WaitFailure => {
  const log = container && container.restartCount > 0 ? withoutRepeats(all) : all
  const probe = container && lastProbe(container)
  const complaint = container && probe && probe.exitCode !== 0 ? probe.output || probeWords(container) : ''
  const hint = hintFor({ reason, log, probe: complaint, exitCode: container?.exitCode, oomKilled: container?.oomKilled })
  return { reason, container: container?.name ?? '', probe: complaint, log, hint }
}
