import { portsOf } from '../../kinds/address.mts'
import { kindOf } from '../../kinds/index.mts'
import { atEnvironment, atService, type Check, type Draft } from '../draft.mts'
import { entryOf, tlsEntryOf } from '../entry.mts'
import { nearest } from '../nearest.mts'
import { isMap } from '../merge.mts'
import type { Problem } from '../problem.mts'
import type { Service } from '../service.mts'
import type { RouteSpec } from '../service-route.mts'
import type { Path } from '../source.mts'

/** Ports are there where they are named, no two things take the same one, and databases stay inside. */
export const ports: Check = (draft) => [...services(draft).flatMap((service) => [...twice(draft, service), ...named(draft, service)]), ...published(draft), ...routed(draft)]

const services = (draft: Draft): readonly Service[] => [...draft.services.values()]

const twice = (draft: Draft, service: Service): readonly Problem[] => {
  const { port, ports: byName } = service.own
  const short = port !== undefined && isMap(byName) && 'http' in byName
    ? [atService(draft, 'port-clash', service, ['port'], { message: '`port:` is short for `ports: { http: … }`, which is there too', hint: 'keep one of the two' }, 'key')] : []
  return [...short, ...service.ports.flatMap((one, index) => {
    const first = service.ports.findIndex(({ number, protocol }) => number === one.number && (protocol === 'udp') === (one.protocol === 'udp'))
    return first === index ? [] : [atService(draft, 'port-clash', service, ['ports', one.name], { value: one.number, other: `its port \`${service.ports[first]?.name}\`` })]
  })]
}

/** Each route with what the file says of it, and where. */
export const routesOf = ({ own, routes }: Service): readonly { readonly route: RouteSpec; readonly written: unknown; readonly at: Path }[] => {
  const listed = Array.isArray(own.routes) ? own.routes : []
  const written = [...own.route === undefined ? [] : [{ written: own.route, at: ['route'] }], ...listed.map((one: unknown, index) => ({ written: one, at: ['routes', index] }))]
  return routes.flatMap((route, index) => written[index] ? [{ route, ...written[index] }] : [])
}

/** Ports that routes and probes ask for by name. */
const named = (draft: Draft, service: Service): readonly Problem[] => {
  const all = portsOf(service)
  const known = all.map(({ name }) => name)
  const unknown = (name: string, path: Path) =>
    atService(draft, 'unknown-port', service, path, { value: name, near: nearest(name, known), expected: known.join(', ') || 'none' })
  const probe = service.probe
  const asked = probe && 'port' in probe ? probe.port : undefined
  return [
    ...asked === undefined || known.includes(asked) ? [] : [unknown(asked, ['health', probe?.by === 'tcp' ? 'tcp' : 'port'])],
    ...probe && probe.by !== 'command' && probe.by !== 'nothing' && asked === undefined && known.length === 0 ? [atService(draft, 'missing-key', service, ['health'], { value: 'port', expected: 'port: 3000' }, 'key')] : [],
    ...routesOf(service).flatMap(({ route, at }): readonly Problem[] => {
      if (known.length === 0) return [atService(draft, 'no-port', service, at, { other: service.name })]
      if (route.port !== undefined && !known.includes(route.port)) return [unknown(route.port, [...at, 'port'])]
      const port = all.find(({ name }) => name === route.port) ?? all[0]
      return port?.protocol === 'http' || port?.protocol === 'grpc' ? [] : [atService(draft, 'no-port', service, at, { message: `a route leads to the port \`${port?.name}\` of ${service.name}, which speaks ${port?.protocol} and not http`, hint: 'remove the route, or give it a `port:` that speaks http or grpc' })]
    }),
  ]
}

const everywhere: ReadonlySet<string> = new Set(['', '0.0.0.0', '[::]'])

const published = (draft: Draft): readonly Problem[] => {
  const entry = entryOf(draft.environment, draft.settings)
  const hasProxy = services(draft).some(({ routes }) => routes.length > 0)
  const taken: { service: string; address: string; host: number; protocol: string }[] =
    hasProxy ? [entry, ...draft.settings.tls === undefined ? [] : [tlsEntryOf(draft.environment, draft.settings)]].map(({ address, port }) => ({ service: 'the proxy', address, host: port, protocol: 'tcp' })) : []
  return services(draft).flatMap((service) => service.publish.flatMap((publish, index): readonly Problem[] => {
    const at = ['publish', index]
    if (publish.host < 1 || publish.host > 65_535 || publish.port < 1 || publish.port > 65_535) return [atService(draft, 'bad-port', service, at, { value: publish.host < 1 || publish.host > 65_535 ? publish.host : publish.port })]
    if (kindOf(service.kind).home === 'database' && draft.environment !== 'dev') return [atService(draft, 'publish-database', service, at, { other: draft.environment })]
    if (service.replicas > 1) return [atService(draft, 'publish-replicas', service, at, { value: service.replicas })]
    const clash = taken.find((other) => other.host === publish.host && other.protocol === publish.protocol && (other.address === publish.address || everywhere.has(other.address) || everywhere.has(publish.address)))
    taken.push({ service: service.name, ...publish })
    return clash ? [atService(draft, 'port-clash', service, at, { value: publish.host, other: clash.service })] : []
  }))
}

const routed = (draft: Draft): readonly Problem[] => {
  const taken = new Map<string, string>()
  return services(draft).flatMap((service) => routesOf(service).flatMap(({ route: { path, host }, written, at }) => {
    const key = `${host ?? ''} ${path.replace(/(.)\/$/, '$1')}`
    const other = taken.get(key)
    taken.set(key, other ?? service.name)
    return other === undefined ? [] : [atService(draft, 'route-clash', service, isMap(written) ? [...at, 'path'] : at, { value: `${host ?? ''}${path}`, other })]
  }))
}

/** A fixed subnet is a private one, large enough to be divided among the three networks. */
export const subnet: Check = (draft) => {
  const text = draft.settings.subnet
  if (text === undefined) return []
  const [address = '', bits = ''] = text.split('/')
  const bytes = address.split('.').map(Number)
  const [a = 0, b = 0] = bytes
  const widest = a === 10 ? 8 : a === 172 && b >= 16 && b < 32 ? 12 : a === 192 && b === 168 ? 16 : 33
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const isAligned = number % 2 ** (32 - Number(bits)) === 0
  return isAligned && bytes.every((byte) => byte < 256) && Number(bits) >= widest && Number(bits) <= 26 ? [] : [atEnvironment(draft, 'bad-subnet', ['subnet'], { value: text })]
}
