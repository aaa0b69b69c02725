import { portsOf } from '../../kinds/address.mts'
import { kindOf } from '../../kinds/index.mts'
import { atEnvironment, atService, type Check, type Draft } from '../draft.mts'
import { entryOf } from '../entry.mts'
import { nearest } from '../issues.mts'
import type { Problem } from '../problem.mts'
import type { Service } from '../service.mts'
import { problemAt, type Path } from '../source.mts'

/** Ports are there where they are named, no two things take the same one, and databases stay inside. */
export const ports: Check = (draft) => [...services(draft).flatMap((service) => [...twice(draft, service), ...named(draft, service)]), ...published(draft), ...routed(draft)]

const services = (draft: Draft): readonly Service[] => [...draft.services.values()]

const twice = (draft: Draft, service: Service): readonly Problem[] => service.ports.flatMap((port, index) => {
  const first = service.ports.findIndex(({ number }) => number === port.number)
  return first === index ? [] : [atService(draft, 'port-clash', service, ['ports', port.name], { value: port.number, other: `its port \`${service.ports[first]?.name}\`` })]
})

/** Ports that routes and probes ask for by name. */
const named = (draft: Draft, service: Service): readonly Problem[] => {
  const known = portsOf(service).map(({ name }) => name)
  const unknown = (name: string, path: readonly (string | number)[]) =>
    atService(draft, 'unknown-port', service, path, { value: name, near: nearest(name, known), expected: known.join(', ') || 'none' })
  const probe = service.probe
  const asked = probe && 'port' in probe ? probe.port : undefined
  return [
    ...asked === undefined || known.includes(asked) ? [] : [unknown(asked, ['health', probe?.by === 'tcp' ? 'tcp' : 'port'])],
    ...probe && probe.by !== 'command' && probe.by !== 'nothing' && known.length === 0 ? [atService(draft, 'missing-key', service, ['health'], { value: 'port' }, 'key')] : [],
    ...service.routes.flatMap((route, index): readonly Problem[] => {
      const at: Path = service.own.route === undefined ? ['routes', index] : ['route']
      if (known.length === 0) return [atService(draft, 'no-port', service, at, { other: service.name })]
      return route.port === undefined || known.includes(route.port) ? [] : [unknown(route.port, [...at, 'port'])]
    }),
  ]
}

const published = (draft: Draft): readonly Problem[] => {
  const entry = entryOf(draft.environment, draft.settings)
  const hasProxy = services(draft).some(({ routes }) => routes.length > 0)
  const taken: { service: string; address: string; host: number; protocol: string }[] =
    hasProxy ? [{ service: 'the proxy', address: entry.address, host: entry.port, protocol: 'tcp' }] : []
  return services(draft).flatMap((service) => service.publish.flatMap((publish, index): readonly Problem[] => {
    const at = ['publish', index]
    if (publish.host < 1 || publish.host > 65_535 || publish.port < 1 || publish.port > 65_535) return [atService(draft, 'bad-port', service, at, { value: Math.max(publish.host, publish.port) })]
    if (kindOf(service.kind).home === 'database' && draft.environment !== 'dev') return [atService(draft, 'publish-database', service, at, { other: draft.environment })]
    if (service.replicas > 1) return [atService(draft, 'publish-replicas', service, at, { value: service.replicas })]
    const clash = taken.find((other) => other.host === publish.host && other.protocol === publish.protocol && (other.address === publish.address || other.address === '' || publish.address === '0.0.0.0'))
    taken.push({ service: service.name, ...publish })
    return clash ? [atService(draft, 'port-clash', service, at, { value: publish.host, other: clash.service })] : []
  }))
}

const routed = (draft: Draft): readonly Problem[] => {
  const taken = new Map<string, string>()
  return services(draft).flatMap((service) => service.routes.flatMap(({ path, host }, index) => {
    const key = `${host ?? ''} ${path.replace(/(.)\/$/, '$1')}`
    const other = taken.get(key)
    taken.set(key, other ?? service.name)
    const at: Path = service.own.route === undefined ? ['routes', index] : ['route']
    return other === undefined ? [] : [atService(draft, 'route-clash', service, at, { value: `${host ?? ''}${path}`, other })]
  }))
}

/** A fixed subnet is a private one, large enough to be divided among the three networks. */
export const subnet: Check = (draft) => {
  const text = draft.settings.subnet
  if (text === undefined) return []
  const [address = '', bits = ''] = text.split('/')
  const bytes = address.split('.').map(Number)
  const [a = 0, b = 0] = bytes
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const isAligned = number % 2 ** (32 - Number(bits)) === 0
  return isPrivate && isAligned && bytes.every((byte) => byte < 256) && Number(bits) >= 8 && Number(bits) <= 26 ? [] : [atEnvironment(draft, 'bad-subnet', ['subnet'], { value: text })]
}

/** Names that companions take. */
export const reserved: Check = (draft) => services(draft).filter(({ name }) => name === 'proxy')
  .map(({ name }) => problemAt(draft.source, 'reserved-name', ['services', name], { value: name }, 'key'))
