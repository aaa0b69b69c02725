import { kindOf } from '../../kinds/index.mts'
import { atService, placeOf, type Check, type Draft } from '../draft.mts'
import { some } from '../issues.mts'
import { nearest } from '../nearest.mts'
import type { Problem } from '../problem.mts'
import type { Service } from '../service.mts'
import type { Path } from '../source.mts'
import { showMemory } from '../units.mts'

/** Reservations fit into limits, jobs end, singletons are single, pools fit into their database. */
export const resources: Check = (draft) => [...[...draft.services.values()].flatMap((service) => own(draft, service)), ...pools(draft), ...pooled(draft), ...unsafe(draft)]

const own = (draft: Draft, service: Service): readonly Problem[] => {
  const { limits, reservations } = service
  const above = (key: 'cpus' | 'memory', show: (value: number) => string): readonly Problem[] => {
    const [limit, reserved] = [limits[key], reservations[key]]
    return limit !== undefined && reserved !== undefined && reserved > limit
      ? [atService(draft, 'reservation-above-limit', service, changedHere(draft, service, ['reservations', key], ['limits', key]), { value: show(reserved), other: show(limit) })] : []
  }
  return [
    ...above('cpus', String), ...above('memory', showMemory),
    ...kindOf(service.kind).runs === 'job' && (service.restart === 'always' || service.restart === 'unless-stopped') ? [atService(draft, 'not-one-of', service, ['restart'], { message: `a job ends, and "${service.restart}" would start it again for ever`, hint: 'write `no` or `on-failure`' })] : [],
    ...service.singleton && service.replicas > 1 ? [atService(draft, 'singleton-replicas', service, changedHere(draft, service, ['replicas'], ['singleton']), { value: service.replicas })] : [],
  ]
}

/** Of the keys that disagree, the one this environment changes; else the first. */
const changedHere = (draft: Draft, service: Service, ...paths: readonly [Path, ...Path[]]): Path =>
  paths.find((path) => placeOf(draft, service.name, path)[0] === 'environments') ?? paths[0]

type Use = { readonly service: Service; readonly database: string; readonly size: number }

const usesOf = (draft: Draft, service: Service): readonly Use[] => {
  const reachable = [...service.needs, ...service.wants].filter((name) => kindOf(draft.services.get(name)?.kind ?? 'job').connections)
  const { pool } = service
  if (pool === undefined) return []
  return (typeof pool === 'number' ? reachable.map((name) => [name, pool] as const) : Object.entries(pool))
    .map(([database, size]) => ({ service, database, size: size * service.replicas }))
}

/** Connections of all pools together, three of them kept for a person who has to look (superuser_reserved_connections). */
const pools = (draft: Draft): readonly Problem[] => {
  const uses = [...draft.services.values()].flatMap((service) => usesOf(draft, service))
  return [...new Set(uses.map(({ database }) => database))].flatMap((name) => {
    const database = draft.services.get(name)
    const most = database && kindOf(database.kind).connections?.(database)
    const mine = uses.filter((use) => use.database === name)
    const sum = mine.reduce((total, { size }) => total + size, 0)
    if (!database || most === undefined || sum <= most - 3) return []
    const list = mine.map(({ service, size }) => `${service.name} ${size}`).join(', ')
    const places = mine.map(({ service }) => ({ service, path: changedHere(draft, service, typeof service.pool === 'object' ? ['pool', name] : ['pool'], ['replicas']) }))
    const place = places.findLast(({ service, path }) => placeOf(draft, service.name, path)[0] === 'environments') ?? places.at(-1) ?? { service: database, path: [] }
    return [atService(draft, 'pool-above-connections', place.service, place.path, { text: `the pools want ${sum} connections (${list}), but ${name} takes ${most} and keeps 3 of them` })]
  })
}

/** A pool named by database leads to a service that is there. */
const pooled = (draft: Draft): readonly Problem[] => [...draft.services.values()].flatMap((service) => typeof service.pool !== 'object' ? [] : Object.keys(service.pool)
  .filter((name) => !draft.names.includes(name))
  .map((name) => atService(draft, 'unknown-service', service, ['pool', name], { value: name, near: nearest(name, draft.names), expected: some(draft.names) }, 'key')))

const unsafe = (draft: Draft): readonly Problem[] => draft.environment === 'dev' ? [] : [...draft.services.values()].flatMap((service) =>
  (kindOf(service.kind).unsafe?.(service) ?? []).map(({ what, path }) => atService(draft, 'unsafe-database', service, path, { value: what, other: draft.environment })))
