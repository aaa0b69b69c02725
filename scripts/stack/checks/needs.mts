import { atEnvironment, atService, type Check, type Draft } from '../draft.mts'
import { some } from '../issues.mts'
import { nearest } from '../nearest.mts'
import type { Problem } from '../problem.mts'
import type { Service } from '../service.mts'
import { tierPositions } from '../tier.mts'

/** Needs and wants lead to services that are there, never in a circle and never to a later tier. */
export const needs: Check = (draft) => {
  const positions = tierPositions(draft)
  return [
    ...[...draft.services.values()].flatMap((service) => [...listed(draft, service, 'needs', positions), ...listed(draft, service, 'wants', positions), ...tierOf(draft, service)]),
    ...cycles(draft),
  ]
}

const listed = (draft: Draft, service: Service, key: 'needs' | 'wants', positions: ReadonlyMap<string, number>): readonly Problem[] =>
  service[key].flatMap((name, index): readonly Problem[] => {
    const at = [key, index]
    if (name === service.name) return [atService(draft, 'needs-itself', service, at, { value: name })]
    if (!draft.services.has(name) && !draft.names.includes(name)) return [atService(draft, 'unknown-service', service, at, { value: name, near: nearest(name, draft.names), expected: some(draft.names) })]
    const other = draft.services.get(name)
    if (key === 'needs' && isRemoved(draft, name)) return [atEnvironment(draft, 'unknown-service', ['services', name], {
      message: `${name} is removed here, but ${service.name} needs it`,
      hint: `change the needs here too: \`services: { ${service.name}: { needs: [${service.needs.filter((one) => !isRemoved(draft, one)).join(', ')}] } }\``,
    }, 'key')]
    const own = positions.get(service.name) ?? 0
    return key === 'needs' && other && own >= 0 && (positions.get(name) ?? 0) > own
      ? [atService(draft, 'needs-later-tier', service, at, { value: name, other: draft.tiers[positions.get(name) ?? 0] ?? '', expected: service.tier ?? draft.tiers[0] ?? '' })] : []
  })

const isRemoved = ({ settings }: Draft, name: string): boolean => settings.services?.[name] === null

const tierOf = (draft: Draft, service: Service): readonly Problem[] =>
  service.tier === undefined || draft.tiers.includes(service.tier) ? []
    : [atService(draft, 'unknown-tier', service, ['tier'], { value: service.tier, near: nearest(service.tier, draft.tiers), expected: some(draft.tiers) })]

/** Walks the needs depth first; a service met again while it is being walked closes a circle. */
const cycles = (draft: Draft): readonly Problem[] => {
  const state = new Map<string, 'open' | 'done'>()
  const problems: Problem[] = []
  const walk = (service: Service, trail: readonly string[]): void => {
    state.set(service.name, 'open')
    service.needs.forEach((name, index) => {
      const other = draft.services.get(name)
      if (!other || name === service.name) return
      if (state.get(name) === 'open') {
        const circle = [...trail.slice(trail.indexOf(name)), name]
        problems.push(atService(draft, 'needs-cycle', service, ['needs', index], { text: circle.join(' → ') }))
      } else if (!state.has(name)) walk(other, [...trail, name])
    })
    state.set(service.name, 'done')
  }
  for (const service of draft.services.values()) if (!state.has(service.name)) walk(service, [service.name])
  return problems
}
