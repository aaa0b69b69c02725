import type { Route } from '../kinds/workload.mts'
import { locationsOf } from './location.mts'
import { cachedText } from './nginx-cache.mts'
import { limitText } from './nginx-limits.mts'
import { addressOf, upstreamOf } from './nginx-upstream.mts'
import { isGrpc } from './nginx-version.mts'
import { insideQuotes, nginxWord, patternOf } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** What the locations of a proxy have in common. */
export type Proxy = {
  readonly templates: Templates
  /** Those of every answer. */
  readonly headers: Readonly<Record<string, string>>
  /** What pages of ours call themselves when they ask a CDN. */
  readonly origin: string | undefined
  /** How many one client may hold; 0 is no limit. */
  readonly connections: number
  /** Whether there is an upstream for every address; without, a name is asked for with each request. */
  readonly hasUpstreams: boolean
  /** Stripped path → the variable with what is left of an address. */
  readonly stripped: ReadonlyMap<string, string>
}

/** The locations of one server. */
export const locationsText = (routes: readonly Route[], proxy: Proxy): readonly string[] =>
  locationsOf(routes.map((route) => ({ ...route, protocol: route.port.protocol }))).map(({ path, isExact, isRedirect, route }) =>
    isRedirect ? redirectText(path, proxy) : locationText(isExact ? `= ${nginxWord(path)}` : nginxWord(path), route, proxy))

const redirectText = (bare: string, { templates }: Proxy): string =>
  templates.text('nginx/redirect.conf', { from: nginxWord(bare), to: insideQuotes(`${bare}/`) })

const locationText = (match: string, route: Route, { templates, hasUpstreams, stripped, headers, origin, connections }: Proxy): string => {
  const { strip, websocket, path } = route
  const bare = path.replace(/\/$/, '')
  const rest = strip ? stripped.get(path) : undefined
  const target = hasUpstreams ? upstreamOf(route) : '$address'
  const values = { match, address: hasUpstreams ? undefined : addressOf(route), stripped: rest && patternOf(bare), limit: limitText(route, connections, templates) }
  if (isGrpc(route)) return templates.text('nginx/grpc.conf', { ...values, upstream: target, limited: values.limit && '429' })
  return templates.text('nginx/location.conf', {
    ...values,
    upstream: rest ? `${target}$${rest}` : target,
    prefix: rest && nginxWord(bare),
    cached: cachedText(route, headers, origin, templates),
    websocket: websocket ? 'yes' : undefined,
    buffering: websocket ? 'off' : undefined,
    silence: websocket ? '1h' : undefined,
  })
}
