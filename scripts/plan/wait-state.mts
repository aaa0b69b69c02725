import type { Container } from '../docker/observed.mts'
import type { Goal } from './step.mts'

/** Where a service stands; `ready` counts for one-shots that have ended with 0 as well. */
export type Phase = 'waiting' | 'starting' | 'ready' | 'failed' | 'blocked'

/** One run of a container: the engine's time of its start, and ours when we first saw it. */
export type Run = { readonly startedAt: number | undefined; readonly seen: number }

/** Why a service failed, and what its container had to say. */
export type Failing = {
  readonly reason: string
  readonly container?: Container
  /** Undefined until the last lines have arrived. */
  readonly log: readonly string[] | undefined
}

/** What is known of one service; times are milliseconds of the caller's clock. */
export type Progress = {
  readonly phase: Phase
  /** Services it waits for now; and the last one it ever waited for. */
  readonly waitsFor: readonly string[]
  readonly waitedFor?: string
  /** From when its budget counts. */
  readonly began?: number
  readonly asked?: number
  readonly ready?: number
  /** It was ready when we first looked. */
  readonly already: boolean
  readonly failing?: Failing
  /** How far the command is that follows its becoming ready. */
  readonly then?: 'running' | 'done' | { readonly failed: string }
  readonly blockedBy?: string
  /** What was said of it last. */
  readonly said: string
}

/** What is known of one container. */
export type Trace = {
  /** We asked for its start, when its last run had begun at `before`. */
  readonly asked?: { readonly before: number | undefined }
  readonly refusal?: string
  readonly run?: Run
  /** Restarts that do not count: they were before our time. */
  readonly restarts: number
}

/** All the waiter knows; a plain value. */
export type Waiting = {
  readonly goals: readonly Goal[]
  /** Place of each tier in the order of start. */
  readonly tiers: readonly string[]
  readonly begun: number
  readonly now: number
  /** Undefined until the first look. */
  readonly containers: readonly Container[] | undefined
  readonly traces: ReadonlyMap<string, Trace>
  readonly services: ReadonlyMap<string, Progress>
  readonly ended: boolean
}

/** What the shell tells the waiter. */
export type WaitEvent =
  | { readonly event: 'observed'; readonly containers: readonly Container[]; readonly now: number }
  | { readonly event: 'tick'; readonly now: number }
  | { readonly event: 'refused'; readonly id: string; readonly message: string; readonly now: number }
  | { readonly event: 'ran'; readonly service: string; readonly failed: string | undefined; readonly now: number }
  | { readonly event: 'logs'; readonly service: string; readonly lines: readonly string[]; readonly now: number }

/** What the waiter asks of the shell. */
export type WaitEffect =
  | { readonly do: 'start'; readonly service: string; readonly ids: readonly string[] }
  | { readonly do: 'run'; readonly service: string; readonly id: string; readonly argv: readonly string[] }
  | { readonly do: 'logs'; readonly service: string; readonly id: string }
  | { readonly do: 'say'; readonly line: string; readonly isLast: boolean }
  | { readonly do: 'end'; readonly ok: boolean }

const fresh: Progress = { phase: 'waiting', waitsFor: [], already: false, said: '' }

/** The waiter before its first look. Tiers count in the order in which the goals first name them. */
export const begin = (goals: readonly Goal[], now: number): Waiting => ({
  goals: inOrderOfNeed(goals),
  tiers: [...new Set(goals.map((goal) => goal.tier))],
  begun: now,
  now,
  containers: undefined,
  traces: new Map(),
  services: new Map(goals.map((goal) => [goal.service, fresh])),
  ended: false,
})

// Each goal after what it needs, so that one pass sees a service ready and starts its dependants.
const inOrderOfNeed = (goals: readonly Goal[]): readonly Goal[] => {
  const ordered = new Set<Goal>()
  const visiting = new Set<Goal>()
  const visit = (goal: Goal): void => {
    if (visiting.has(goal)) return
    visiting.add(goal)
    for (const { service } of goal.needs) goals.filter((other) => other.service === service).forEach(visit)
    ordered.add(goal)
  }
  goals.forEach(visit)
  return [...ordered]
}

/** Goals of earlier tiers than this one's. */
export const earlierTiers = ({ goals, tiers }: Waiting, goal: Goal): readonly Goal[] =>
  goals.filter((other) => tiers.indexOf(other.tier) < tiers.indexOf(goal.tier))

/** The containers of a service, by number. */
export const containersOf = ({ containers }: Waiting, service: string): readonly Container[] =>
  (containers ?? []).filter((container) => container.service === service)

/** What is known of a service; of one that is no goal, as good as nothing. */
export const progressOf = ({ services }: Waiting, service: string): Progress => services.get(service) ?? fresh
