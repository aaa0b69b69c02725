import { locationsOf, type Location } from '../targets/location.mts'
import { serverGroups } from '../targets/nginx-server.mts'
import type { ProxyConfig, ServedRoute } from '../targets/serve-config.mts'
import { gateOf, type Stopped } from './gate.mts'
import { hostOf } from './host.mts'
import { bytesOf, escaped, readTarget, type RequestPath } from './path.mts'

/** What a proxy has to know of a request. */
export type Asked = { readonly target: string; readonly host?: string | undefined; readonly isSecure?: boolean; readonly upgrade?: string | undefined; readonly length?: number | undefined }

/** A request on its way to a service. */
export type Passing = {
  readonly do: 'pass'
  readonly route: ServedRoute
  /** What the service is asked for. */
  readonly target: string
  /** What was cut off it. */
  readonly prefix?: string
  readonly isWebsocket: boolean
  /** Whether the service may be silent for long. */
  readonly isPatient: boolean
}

/** What becomes of a request: it is passed on, sent elsewhere, or answered with an error. */
export type Decision =
  | Passing
  | Stopped
  | { readonly do: 'redirect'; readonly status: 308; readonly to: string }
  | { readonly do: 'refuse'; readonly status: 400 | 404 | 413 | 501 }

/** How a proxy decides: the same locations and servers that its nginx file would have. */
export const routerOf = ({ routes, domain, bodyLimit, tls }: Pick<ProxyConfig, 'routes' | 'domain' | 'bodyLimit' | 'tls'>): ((asked: Asked) => Decision) => {
  const servers = serverGroups(routes, domain).map(({ host, isDefault, routes: own }) => ({ host: host?.toLowerCase(), isDefault, find: finderOf(own) }))
  const gate = tls && gateOf(tls)
  return ({ target, host, isSecure = false, upgrade, length = 0 }) => {
    const stopped = gate?.({ target, host, isSecure })
    if (stopped) return stopped
    const path = readTarget(target)
    if (!path) return { do: 'refuse', status: 400 }
    const location = serverFor(servers, hostOf(target, host))?.find(path.plain)
    if (bodyLimit > 0 && length > bodyLimit && location?.route.protocol !== 'grpc') return { do: 'refuse', status: 413 }
    if (!location) return { do: 'refuse', status: 404 }
    if (location.isRedirect) return { do: 'redirect', status: 308, to: `${location.path}/${path.query}` }
    return passed(location.route, path, upgrade)
  }
}

/** A host's own server, else the one with the longest wildcard, else the default. */
const serverFor = <S extends { readonly host: string | undefined; readonly isDefault: boolean }>(servers: readonly S[], host: string): S | undefined => {
  const wild = servers.filter((server) => server.host?.startsWith('*.') && host.endsWith(server.host.slice(1)) && host.length >= server.host.length)
  return servers.find((server) => server.host === host)
    ?? wild.sort((a, b) => (b.host?.length ?? 0) - (a.host?.length ?? 0))[0]
    ?? servers.find(({ isDefault }) => isDefault)
}

/** The exact location of a path, else the longest that it begins with. */
const finderOf = (routes: readonly ServedRoute[]) => {
  const locations = locationsOf(routes).map((location) => ({ ...location, path: bytesOf(location.path) }))
  const exact = new Map(locations.filter(({ isExact }) => isExact).map((location) => [location.path, location]))
  const prefixes = locations.filter(({ isExact }) => !isExact).sort((a, b) => b.path.length - a.path.length)
  return (plain: string): Location<ServedRoute> | undefined => exact.get(plain) ?? prefixes.find(({ path }) => plain.startsWith(path))
}

const passed = (route: ServedRoute, asked: RequestPath, upgrade: string | undefined): Decision => {
  const { path, protocol, strip, websocket } = route
  if (protocol === 'grpc') return { do: 'refuse', status: 501 }
  const passing = { do: 'pass', route, isWebsocket: websocket && upgrade?.toLowerCase() === 'websocket', isPatient: websocket } as const
  const bare = path.replace(/\/$/, '')
  if (!strip || bare === '') return { ...passing, target: asked.written + asked.query }
  return { ...passing, target: stripped(asked, bytesOf(bare)), prefix: bytesOf(bare) }
}

/** What is left of a target: in the client's spelling where it begins with the prefix, else in the plain one. */
const stripped = ({ written, query, plain }: RequestPath, bare: string): string => {
  if (written === bare) return `/${query}`
  if (written.startsWith(`${bare}/`)) return written.slice(bare.length) + query
  return (escaped(plain.slice(bare.length)) || '/') + query
}
