import type { Route } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { memoryAmount } from './amount.mts'
import { cacheText, originOf } from './nginx-cache.mts'
import { needsTlsText, serverTexts } from './nginx-entrance.mts'
import { headersText } from './nginx-headers.mts'
import { limitTexts } from './nginx-limits.mts'
import type { Proxy } from './nginx-location.mts'
import { tlsText, type TlsPlace } from './nginx-tls.mts'
import { schemeVariable, trustText } from './nginx-trust.mts'
import { addressOf, upstreamOf } from './nginx-upstream.mts'
import { canResolve, canServeHttp2, hostVariable, isGrpc, routesOf } from './nginx-version.mts'
import { patternOf } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** What differs between a proxy in a container, which follows the names of others, and one on the machine itself. */
export type ProxySetting = {
  readonly templates: Templates
  readonly version: string
  readonly openssl: string
  /** The one folder to write in. */
  readonly tmp: string
  readonly listen: string
  /** Where an environment with TLS speaks it; without, it does not here. */
  readonly tls?: TlsPlace
  /** Where a route leads when it never moves; without, Docker's name server is asked. */
  readonly addressOf?: (route: Route) => string
}

/** A body above this goes straight to the service: the container's memory is no place to collect it. */
const largestCollected = 16 * 1024 ** 2

/** The proxy in front of every route of an environment. */
export const proxyText = (environment: Environment, setting: ProxySetting): string => {
  const { templates, version, tmp, tls: place } = setting
  const { tls, proxy: { bodyLimit, trust, headers, connections } } = environment
  const routes = routesOf(environment)
  const common = proxyOf(environment, routes, setting)
  const [scheme, host] = [schemeVariable(trust), hostVariable(version)]
  return templates.text('nginx/proxy.conf', {
    scheme, host,
    bodyLimit: memoryAmount(bodyLimit).toLowerCase().replace('b', ''),
    requestBuffering: bodyLimit > largestCollected ? 'off' : undefined,
    http2: canServeHttp2(version) ? 'on' : undefined,
    resolver: setting.addressOf ? undefined : templates.text('nginx/resolver.conf', {}).trimEnd(),
    tls: tls && place && tlsText(tls, place, setting, templates),
    trust: trustText(trust, templates), needsTls: needsTlsText(environment, setting),
    headers: headersText(headers, { scheme, grpc: routes.some(isGrpc), templates }),
    ...limitTexts(routes, connections, templates),
    cache: cacheText(routes, { scheme, host, tmp, templates }),
    stripped: joined([...common.stripped].map(([path, variable]) => templates.text('nginx/stripped.conf', { path, variable, pattern: patternOf(path.replace(/\/$/, '')) }))),
    upstreams: common.hasUpstreams ? joined(upstreamTexts(routes, setting)) : undefined,
    servers: joined(serverTexts(environment, setting, common)),
  })
}

const proxyOf = (environment: Environment, routes: readonly Route[], { templates, version, addressOf }: ProxySetting): Proxy => {
  const paths = [...new Set(routes.filter(({ strip }) => strip).map(({ path }) => path))].filter((path) => path !== '/').sort()
  const { headers, connections } = environment.proxy
  return {
    templates, headers, connections, origin: originOf(environment),
    hasUpstreams: addressOf !== undefined || canResolve(version),
    stripped: new Map(paths.map((path, index) => [path, `rest_${index + 1}`])),
  }
}

const upstreamTexts = (routes: readonly Route[], { templates, addressOf: fixed }: ProxySetting): readonly string[] => {
  const upstreams = new Map(routes.map((route) => [upstreamOf(route), (fixed ?? addressOf)(route)]))
  return [...upstreams].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, address]) =>
    templates.text('nginx/upstream.conf', { name, address, zone: fixed ? undefined : name, failures: fixed ? 'max_fails=0' : 'resolve max_fails=3 fail_timeout=2s' }))
}

/** Texts one after the other; undefined when there is none. */
const joined = (texts: readonly string[]): string | undefined => texts.length === 0 ? undefined : texts.map((text) => text.trimEnd()).join('\n\n')
