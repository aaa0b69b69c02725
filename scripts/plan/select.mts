import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'

/** Which part of a stack: services by name, one tier, or everything up to a tier; nothing given is all of it. */
export type Part = { readonly services: readonly string[]; readonly tier: string | undefined; readonly through: string | undefined }

/** The workloads of a part with all that they need, in order of need; scheduled ones only when they are named. */
export const select = ({ workloads, tiers }: Environment, part: Part): readonly Workload[] => {
  const position = (tier: string): number => tiers.findIndex(({ name }, index) => name === tier || String(index + 1) === tier)
  const isAll = part.services.length === 0 && part.tier === undefined && part.through === undefined
  const asked = workloads.filter(({ name, tier, scheduled }) => part.services.includes(name) || !scheduled && (isAll
    || part.tier !== undefined && position(tier) === position(part.tier)
    || part.through !== undefined && position(tier) <= position(part.through)))
  const chosen = new Set<string>()
  const add = ({ name, needs }: Workload): void => {
    if (chosen.has(name)) return
    chosen.add(name)
    for (const need of needs) for (const other of workloads) if (other.name === need.service) add(other)
  }
  asked.forEach(add)
  // Routes are of no use without the proxy that follows them.
  const entry = workloads.find(({ isEntry }) => isEntry)
  if (entry && workloads.some(({ name, routes }) => chosen.has(name) && routes.length > 0)) chosen.add(entry.name)
  return workloads.filter(({ name }) => chosen.has(name))
}

/** Whether a tier of that name or number is there. */
export const hasTier = ({ tiers }: Environment, tier: string): boolean => tiers.some(({ name }, index) => name === tier || String(index + 1) === tier)
