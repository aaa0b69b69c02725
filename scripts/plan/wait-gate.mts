import type { Goal } from './step.mts'
import { containersOf, earlierTiers, progressOf, type Waiting } from './wait-state.mts'
import { verdict } from './wait-verdict.mts'

/** Why a service may not start yet: what it waits for, or what keeps it from ever starting. */
export type Gate = { readonly waitsFor: readonly string[]; readonly blockedBy?: string }

/** A service may start when all it needs and everything of the earlier tiers is ready. */
export const gate = (state: Waiting, goal: Goal): Gate => {
  const needs = goal.needs.map((need) => ({ service: need.service, stand: standOf(state, need, goal) }))
  const tiers = earlierTiers(state, goal).map(({ service }) => ({ service, stand: standOfGoal(state, service) }))
  // What it needs itself explains more than a tier does, and a failure more than what that failure blocks.
  const blocker = needs.find(isBlocked) ?? tiers.find((one) => progressOf(state, one.service).phase === 'failed') ?? tiers.find(isBlocked)
  if (blocker !== undefined) return { waitsFor: [], blockedBy: blocker.service }
  return { waitsFor: [...new Set([...tiers, ...needs].filter((one) => one.stand === 'open').map((one) => one.service))] }
}

type Stand = 'ready' | 'open' | 'blocked'

const isBlocked = ({ stand }: { readonly stand: Stand }): boolean => stand === 'blocked'

const standOfGoal = (state: Waiting, service: string): Stand => {
  const { phase } = progressOf(state, service)
  return phase === 'ready' ? 'ready' : phase === 'failed' || phase === 'blocked' ? 'blocked' : 'open'
}

// A need that is no goal is not ours to start: it has to run already, or soon, or stand outside the project.
const standOf = (state: Waiting, need: Goal['needs'][number], goal: Goal): Stand => {
  if (state.services.has(need.service)) return standOfGoal(state, need.service)
  if (containersOf(state, need.service).length === 0) return 'ready'
  const found = verdict(state, { ...need, replicas: 1 })
  if (found.is === 'ready') return 'ready'
  return found.is === 'coming' && state.now - state.begun < goal.budget ? 'open' : 'blocked'
}
