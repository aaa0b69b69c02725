import type { Draft } from './draft.mts'
import type { Service } from './service.mts'

type Tiered = Pick<Draft, 'tiers' | 'services'>

/**
 * Place of every service's tier in the order of start, from 0; -1 for a tier that is not declared. Without a tier it is the
 * first, or the latest of what it needs: a page in front of everything need not say that it comes last.
 */
export const tierPositions = ({ tiers, services }: Tiered): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  const open = new Set<string>()
  const positionOf = (service: Service): number => {
    const known = found.get(service.name)
    if (known !== undefined || open.has(service.name)) return known ?? 0
    open.add(service.name)
    const position = service.tier !== undefined ? tiers.indexOf(service.tier)
      : service.needs.reduce((latest, name) => { const other = services.get(name); return other ? Math.max(latest, positionOf(other)) : latest }, 0)
    found.set(service.name, position)
    return position
  }
  for (const service of services.values()) positionOf(service)
  return found
}
