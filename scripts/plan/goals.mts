import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import type { Goal } from './step.mts'

/** What the waiter has to reach for these workloads, tier after tier. */
export const goalsOf = ({ tiers }: Environment, workloads: readonly Workload[]): readonly Goal[] => {
  const position = new Map(tiers.map(({ name }, index) => [name, index]))
  const chosen = new Set(workloads.map(({ name }) => name))
  return workloads.map(({ name, tier, needs, runs, replicas, ready, then }): Goal => ({
    service: name, tier, until: runs === 'job' ? 'done' : 'ready', replicas, budget: ready, ...then && { then },
    needs: needs.filter(({ service }) => chosen.has(service)),
  })).toSorted((a, b) => (position.get(a.tier) ?? 0) - (position.get(b.tier) ?? 0))
}
