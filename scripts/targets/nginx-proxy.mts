import type { Route } from '../kinds/workload.mts'
import { memoryAmount } from './amount.mts'
import { locationsText, type Proxy } from './nginx-location.mts'
import { serverGroups, type ServerGroup } from './nginx-server.mts'
import { addressOf, upstreamOf } from './nginx-upstream.mts'
import { canResolve, canServeHttp2, hostVariable, isGrpcOnly, routesOf } from './nginx-version.mts'
import { patternOf, serverName } from './nginx-word.mts'
import type { RenderInput } from './target.mts'

/** A body above this goes straight to the service: the container's memory is no place to collect it. */
const largestCollected = 16 * 1024 ** 2

/** The proxy in front of every route of an environment. */
export const proxyText = (input: RenderInput): string => {
  const { environment: { proxyVersion, bodyLimit, http }, templates } = input
  const routes = routesOf(input.environment)
  const proxy = proxyOf(input, routes)
  return templates.text('nginx/proxy.conf', {
    bodyLimit: memoryAmount(bodyLimit).toLowerCase().replace('b', ''),
    http2: canServeHttp2(proxyVersion) ? 'on' : undefined,
    requestBuffering: bodyLimit > largestCollected ? 'off' : undefined,
    host: hostVariable(proxyVersion),
    stripped: joined([...proxy.stripped].map(([path, variable]) => templates.text('nginx/stripped.conf', { path, variable, pattern: patternOf(path.replace(/\/$/, '')) }))),
    upstreams: canResolve(proxyVersion) ? joined(upstreamTexts(input, routes)) : undefined,
    servers: joined(serverGroups(routes, http.domain).map((group) => serverText(group, proxy))),
  })
}

const proxyOf = ({ environment: { proxyVersion }, templates }: RenderInput, routes: readonly Route[]): Proxy => {
  const paths = [...new Set(routes.filter(({ strip }) => strip).map(({ path }) => path))].filter((path) => path !== '/').sort()
  return {
    templates,
    resolves: canResolve(proxyVersion),
    listen: !canServeHttp2(proxyVersion) && isGrpcOnly(routes) ? '80 http2' : '80',
    stripped: new Map(paths.map((path, index) => [path, `rest_${index + 1}`])),
  }
}

const upstreamTexts = ({ templates }: RenderInput, routes: readonly Route[]): readonly string[] => {
  const upstreams = new Map(routes.map((route) => [upstreamOf(route), addressOf(route)]))
  return [...upstreams].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, address]) => templates.text('nginx/upstream.conf', { name, address }))
}

const serverText = ({ host, isDefault, routes }: ServerGroup, proxy: Proxy): string => proxy.templates.text('nginx/server.conf', {
  listen: isDefault ? proxy.listen.replace('80', '80 default_server') : proxy.listen,
  name: host === undefined ? '_' : serverName(host),
  locations: joined(locationsText(routes, proxy)),
  missing: routes.some(({ path }) => path === '/') ? undefined : proxy.templates.text('nginx/missing.conf', {}).trimEnd(),
})

const joined = (texts: readonly string[]): string | undefined => texts.length === 0 ? undefined : texts.map((text) => text.trimEnd()).join('\n\n')
