import type { Route } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { memoryAmount } from './amount.mts'
import { locationsText, type Proxy } from './nginx-location.mts'
import { serverGroups, type ServerGroup } from './nginx-server.mts'
import { addressOf, upstreamOf } from './nginx-upstream.mts'
import { canResolve, canServeHttp2, hostVariable, isGrpcOnly, routesOf } from './nginx-version.mts'
import { patternOf, serverName } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** What differs between a proxy in a container, which follows the names of others, and one on the machine itself. */
export type ProxySetting = {
  readonly templates: Templates
  readonly version: string
  readonly listen: string
  /** Where a route leads when it never moves; without, Docker's name server is asked. */
  readonly addressOf?: (route: Route) => string
}

/** A body above this goes straight to the service: the container's memory is no place to collect it. */
const largestCollected = 16 * 1024 ** 2

/** The proxy in front of every route of an environment. */
export const proxyText = (environment: Environment, setting: ProxySetting): string => {
  const { templates, version } = setting
  const { bodyLimit, http } = environment
  const routes = routesOf(environment)
  const proxy = proxyOf(routes, setting)
  return templates.text('nginx/proxy.conf', {
    bodyLimit: memoryAmount(bodyLimit).toLowerCase().replace('b', ''),
    http2: canServeHttp2(version) ? 'on' : undefined,
    requestBuffering: bodyLimit > largestCollected ? 'off' : undefined,
    host: hostVariable(version),
    resolver: setting.addressOf ? undefined : templates.text('nginx/resolver.conf', {}).trimEnd(),
    stripped: joined([...proxy.stripped].map(([path, variable]) => templates.text('nginx/stripped.conf', { path, variable, pattern: patternOf(path.replace(/\/$/, '')) }))),
    upstreams: proxy.hasUpstreams ? joined(upstreamTexts(routes, setting)) : undefined,
    servers: joined(serverGroups(routes, http.domain).map((group) => serverText(group, proxy))),
  })
}

const proxyOf = (routes: readonly Route[], { templates, version, listen, addressOf }: ProxySetting): Proxy => {
  const paths = [...new Set(routes.filter(({ strip }) => strip).map(({ path }) => path))].filter((path) => path !== '/').sort()
  return {
    templates, listen,
    hasUpstreams: addressOf !== undefined || canResolve(version),
    isHttp2Only: !canServeHttp2(version) && isGrpcOnly(routes),
    stripped: new Map(paths.map((path, index) => [path, `rest_${index + 1}`])),
  }
}

const upstreamTexts = (routes: readonly Route[], { templates, addressOf: fixed }: ProxySetting): readonly string[] => {
  const upstreams = new Map(routes.map((route) => [upstreamOf(route), (fixed ?? addressOf)(route)]))
  return [...upstreams].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, address]) =>
    templates.text('nginx/upstream.conf', { name, address, zone: fixed ? undefined : name, failures: fixed ? 'max_fails=0' : 'resolve max_fails=3 fail_timeout=2s' }))
}

const serverText = ({ host, isDefault, routes }: ServerGroup<Route>, { templates, listen, isHttp2Only, ...proxy }: Proxy): string => templates.text('nginx/server.conf', {
  listen: [listen, isDefault && 'default_server', isHttp2Only && 'http2'].filter(Boolean).join(' '),
  name: host === undefined ? '_' : serverName(host),
  locations: joined(locationsText(routes, { templates, listen, isHttp2Only, ...proxy })),
  missing: routes.some(({ path }) => path === '/') ? undefined : templates.text('nginx/missing.conf', {}).trimEnd(),
})

const joined = (texts: readonly string[]): string | undefined => texts.length === 0 ? undefined : texts.map((text) => text.trimEnd()).join('\n\n')
