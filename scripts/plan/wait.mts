import type { Goal } from './step.mts'
import { gate } from './wait-gate.mts'
import { absorb } from './wait-absorb.mts'
import { containersOf, progressOf, type Failing, type Progress, type WaitEffect, type WaitEvent, type Waiting } from './wait-state.mts'
import { overdue, verdict, type Coming } from './wait-verdict.mts'
import { line, news } from './wait-words.mts'

/** What follows from one event: the new state, and what the shell has to do. */
export type Next = { readonly state: Waiting; readonly effects: readonly WaitEffect[] }

/** How many of a failed service's last log lines are fetched. */
export const logTail = 15

/** Decides what to start and what has become of every service; the whole of the waiting is this function. */
export const next = (before: Waiting, event: WaitEvent): Next => {
  if (before.ended) return { state: before, effects: [] }
  const seen = absorb(before, event)
  if (seen.containers === undefined) return { state: seen, effects: [] }
  const turned = seen.goals.reduce<Next>(turn, { state: seen, effects: [] })
  const open = turned.state.goals.filter((goal) => isOpen(progressOf(turned.state, goal.service)))
  if (open.length > 0) return turned
  const ok = turned.state.goals.every((goal) => progressOf(turned.state, goal.service).phase === 'ready')
  return { state: { ...turned.state, ended: true }, effects: [...turned.effects, { do: 'end', ok }] }
}

const isOpen = ({ phase, failing }: Progress): boolean =>
  phase === 'waiting' || phase === 'starting' || (phase === 'failed' && failing?.log === undefined)

const isSettled = ({ phase }: Progress): boolean => phase !== 'waiting' && phase !== 'starting'

const turn = ({ state, effects }: Next, goal: Goal): Next => {
  const was = progressOf(state, goal.service)
  const { progress, wants } = decide(state, goal)
  const changed = keep(state, goal, progress, wants)
  const said = news(changed, goal)
  const heard = said === was.said ? [] : [{ do: 'say', line: line(changed, goal), isLast: isSettled(progress) } as const]
  return { state: keep(changed, goal, { ...progress, said }, []), effects: [...effects, ...wants, ...heard] }
}

// Containers about to be started are marked, so that nothing starts them twice.
const keep = (state: Waiting, goal: Goal, progress: Progress, wants: readonly WaitEffect[]): Waiting => {
  const traces = new Map(state.traces)
  for (const id of wants.flatMap((want) => (want.do === 'start' ? want.ids : []))) {
    const container = state.containers?.find((one) => one.id === id)
    traces.set(id, { restarts: 0, asked: { before: container?.startedAt } })
  }
  return { ...state, traces, services: new Map(state.services).set(goal.service, progress) }
}

type Decision = { readonly progress: Progress; readonly wants: readonly WaitEffect[] }

const decide = (state: Waiting, goal: Goal): Decision => {
  const progress = progressOf(state, goal.service)
  if (progress.phase === 'failed') return { progress, wants: [] }
  const found = verdict(state, goal)
  switch (found.is) {
    case 'ready': return follow(state, goal, progress) ?? { progress: becomeReady(state, progress), wants: [] }
    case 'failed': return fail(goal, progress, { ...found, log: undefined })
    case 'coming': return watch(state, goal, progress, found)
    case 'idle': return start(state, goal, progress, found.ids)
  }
}

// What was ready before anything was done has had its command already.
const follow = (state: Waiting, goal: Goal, progress: Progress): Decision | undefined => {
  const [container] = containersOf(state, goal.service)
  if (goal.then === undefined || progress.phase !== 'starting' || progress.then === 'done' || container === undefined) return undefined
  if (typeof progress.then === 'object') return fail(goal, progress, { reason: progress.then.failed, container, log: undefined })
  return { progress: { ...progress, then: 'running' }, wants: progress.then ? [] : [{ do: 'run', service: goal.service, id: container.id, argv: goal.then }] }
}

const becomeReady = ({ now }: Waiting, progress: Progress): Progress =>
  progress.phase === 'ready'
    ? progress
    : { ...progress, phase: 'ready', waitsFor: [], ready: now, already: progress.began === undefined }

const fail = (goal: Goal, progress: Progress, { reason, container }: Failing): Decision => {
  const hasLog = container?.startedAt !== undefined
  const failing: Failing = { reason, ...(container && { container }), log: hasLog ? undefined : [] }
  const wants: readonly WaitEffect[] = hasLog ? [{ do: 'logs', service: goal.service, id: container.id }] : []
  return { progress: { ...progress, phase: 'failed', waitsFor: [], failing }, wants }
}

// Also takes on what somebody else has started, and what was ready and is no longer: the budget counts from now.
const watch = (state: Waiting, goal: Goal, progress: Progress, found: Coming): Decision => {
  if (progress.phase === 'blocked') return { progress, wants: [] }
  const began = progress.phase === 'starting' ? (progress.began ?? state.now) : state.now
  if (state.now - began >= goal.budget) return fail(goal, progress, { ...found, reason: overdue(found, goal.budget), log: undefined })
  return { progress: { ...progress, phase: 'starting', waitsFor: [], began, asked: progress.asked ?? began }, wants: [] }
}

const start = (state: Waiting, goal: Goal, progress: Progress, ids: readonly string[]): Decision => {
  const { blockedBy, waitsFor } = gate(state, goal)
  if (blockedBy !== undefined) return { progress: { ...progress, phase: 'blocked', waitsFor: [], blockedBy }, wants: [] }
  const last = waitsFor.at(-1) ?? progress.waitedFor
  const waited = last === undefined ? {} : { waitedFor: last }
  if (waitsFor.length > 0) return { progress: { ...progress, ...waited, phase: 'waiting', waitsFor }, wants: [] }
  const began = progress.phase === 'starting' ? (progress.began ?? state.now) : state.now
  return {
    progress: { ...progress, ...waited, phase: 'starting', waitsFor: [], began, asked: progress.asked ?? began },
    wants: [{ do: 'start', service: goal.service, ids }],
  }
}
