import type { Front } from './front.mts'
import type { Crew, Member } from './member.mts'
import { speaksHttp } from './image-table.mts'

/** What of a service is reached from outside. */
export type Reached = { readonly routes: readonly RouteOut[]; readonly publish: readonly string[]; readonly devPublish: readonly string[] }
export type RouteOut = { readonly path: string; readonly host?: string; readonly port?: string; readonly strip?: true; readonly websocket?: true }

/** What is reached from outside, service by service, and where the proxy stands in dev. */
export type Entrances = { readonly of: ReadonlyMap<Member, Reached>; readonly http: number | undefined; readonly domain: string | undefined }

/** Tools that look into others: they stay beside the application. */
const tools = /^(adminer|phpmyadmin|pgadmin|pgadmin4|mailhog|mailpit|mongo-express|redis-?commander|redisinsight|flower|portainer|prometheus|grafana|jaeger|kibana|dozzle|traefik|cadvisor|node-exporter)/

/** Shares the host's ports out among routes and published ports: one service gets `/`, a proxy's rules go before. */
export const entrancesOf = (crew: Crew, front: Front): Entrances => {
  const { members, notes } = crew
  const hosts = [...new Set(front.routes.flatMap(({ host }) => host === undefined || host.endsWith('localhost') ? [] : [host]))]
  const [domain] = hosts.length === 1 ? hosts : []
  const routed = new Map<Member, readonly RouteOut[]>()
  const seen = new Set<string>()
  for (const route of front.routes) {
    const member = crew.byHost.get(route.to)
    const host = route.host === domain ? undefined : route.host
    const key = `${host ?? ''} ${route.path.replace(/(.)\/$/, '$1')}`
    if (!member || seen.has(key)) continue
    if (!/^\/[A-Za-z0-9._~!&()+,=:@%/-]*$/.test(route.path) || host !== undefined && !/^[a-z0-9*.-]+$/.test(host)) { notes.left(member.label, route.at, `${route.host ?? ''}${route.path}`, 'it is no plain host and path', 'write `route: { path: /, host: app.example.com }`'); continue }
    if (kept(member) === undefined) { notes.left(member.label, route.at, `${route.host ?? ''}${route.path}`, `${member.label} has no port that speaks http`, 'write its `port:` and a `route:`'); continue }
    seen.add(key)
    const port = member.ports.find(({ number }) => number === route.port)
    routed.set(member, [...routed.get(member) ?? [], { path: route.path, ...host === undefined ? {} : { host }, ...port && port !== member.ports[0] ? { port: port.name } : {}, ...route.strip ? { strip: true as const } : {}, ...route.websocket ? { websocket: true as const } : {} }])
  }
  const first = seen.has(' /') || domain === undefined && hosts.length > 0 ? undefined : chosen(crew)
  if (first) routed.set(first.member, [...routed.get(first.member) ?? [], { path: '/' }])
  const serves = new Set(front.files.map(({ by }) => by))
  const of = new Map(members.map((member) => [member, { routes: routed.get(member) ?? [], ...publishedOf(member, crew, routed.has(member) || serves.has(member.source.name)) }]))
  const http = first?.host ?? members.filter(({ source }) => serves.has(source.name)).flatMap(({ source }) => source.ports.flatMap(({ host }) => host ?? []))[0] ?? [...routed.keys()].flatMap((member) => member.source.ports.flatMap(({ host }) => host ?? []))[0]
  const taken = new Set([...of.values()].flatMap(({ publish, devPublish }) => [...publish, ...devPublish].map((text) => Number(/(\d+)(?::\d+)?(?:\/\w+)?$/.exec(text)?.[1]))))
  return { of, http: http !== undefined && http > 1023 && !taken.has(http) ? http : taken.has(8080) ? [8081, 8082, 8088, 8090, 8888].find((port) => !taken.has(port)) : undefined, domain }
}

const kept = ({ ports, kind }: Member): number | undefined => kind === 'static-web' ? ports[0]?.number ?? 80 : ports[0] && (ports[0].protocol === 'http' || ports[0].protocol === 'grpc') ? ports[0].number : undefined

const fronts = /^(front|web|www|client|ui|app|site|nginx|gateway|proxy)/

/** The one of several http services that answers at `/`. */
const chosen = ({ members, notes }: Crew): { readonly member: Member; readonly host: number | undefined } | undefined => {
  const possible = members.flatMap((member, index) => {
    const port = member.source.ports.find(({ port: number, protocol }) => protocol === 'tcp' && number === kept(member)) ?? (member.kind === 'static-web' ? member.source.ports[0] : undefined)
    const isTool = tools.test(member.label) || tools.test(member.source.image?.split('/').at(-1) ?? '')
    return port && !isOff(member) && !member.known.isDatabase && member.known.speaks !== 'tcp' && !member.kind.endsWith('-worker') && speaksHttp(port.port) && (member.kind === 'static-web' || member.ports[0]?.protocol === 'http') ? [{ member, port, isTool, index }] : []
  })
  const rank = ({ member, port, isTool }: (typeof possible)[number]): number => (isTool ? 100 : 0) + (port.host === 80 ? -1 : member.kind === 'static-web' ? 0 : fronts.test(member.label) ? 1 : 2)
  const [best, ...rest] = possible.toSorted((a, b) => rank(a) - rank(b) || a.index - b.index)
  if (!best) return undefined
  const { member, port } = best
  notes.took(member.label, port.at, `the published port ${port.host ?? port.port}`, 'the route /', rest.length === 0 ? 'it is the one port that speaks http' : `of the ${possible.length} that speak http it is the one a visitor meets first`)
  return { member, host: port.host }
}

/** Whether no environment starts it. */
export const isOff = ({ source }: Member): boolean => source.profiles.length > 0

const everywhere: ReadonlySet<string> = new Set(['', '0.0.0.0', '[::]', '::'])

const publishedOf = (member: Member, { notes }: Crew, isRouted: boolean): Pick<Reached, 'publish' | 'devPublish'> => {
  const { label, kind, known, ports, source } = member
  const isData = kind === 'postgres' || kind === 'redis' || known.isDatabase === true
  const found = source.ports.flatMap(({ address, host, port, protocol, at }): readonly { text: string }[] => {
    const says = `ports: ${host === undefined ? '' : `${host}:`}${port}`
    const isHttp = protocol === 'tcp' && !isData && (ports.find(({ number }) => number === port)?.protocol === 'http' || (port === 443 || port === 8443) && !isData)
    if (isRouted && protocol === 'tcp' && (port === kept(member) || port === 443)) { if (port === 443) notes.left(label, at, says, 'TLS ends at the proxy of the stack', 'write `tls:` and `https:` in the environment'); return [] }
    if (host === undefined) { notes.took(label, at, says, 'a port inside the stack', 'it took any free port of the host; a route or `publish:` opens one'); return [] }
    const isOpen = address === undefined || everywhere.has(address)
    const on = isOpen ? isData || isHttp ? '' : '0.0.0.0:' : /^\d+\.\d+\.\d+\.\d+$/.test(address) && address !== '127.0.0.1' ? `${address}:` : ''
    const text = `${on}${host === port ? on === '' ? host : `${host}:${port}` : `${host}:${port}`}${protocol === 'udp' ? '/udp' : ''}`
    notes.took(label, at, says, `\`publish: ${text}\`${isData ? ' in dev' : ''}`, isData ? 'a database is reached from this machine alone, and never outside dev' : on === '0.0.0.0:' ? 'it does not speak http, and was open to everybody' : isOpen ? 'the proxy is the one way in; this one is reached from this machine alone' : 'it had an address')
    return [{ text }]
  })
  const texts = [...new Set(found.map(({ text }) => text))]
  return isData ? { publish: [], devPublish: texts } : { publish: texts, devPublish: [] }
}
