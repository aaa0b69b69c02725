import type { RateLimit, Route } from '../kinds/workload.mts'
import { defined } from './defined.mts'
import type { ServiceInput } from './keys.mts'
import type { LimitInput } from './parts.mts'
import { parseDuration } from './units.mts'

/** `limit: false` is none; without it the proxy's own holds. */
export type RouteSpec = Omit<Route, 'service' | 'port' | 'limit'> & { readonly port?: string; readonly limit?: RateLimit | false }

/** A route with what it leaves out. */
export const routeOf = (route: NonNullable<ServiceInput['route']>): RouteSpec => {
  const { path, host, port, strip, websocket, limit, cache } = typeof route === 'string' ? { path: route } as Exclude<typeof route, string> : route
  const { ttl, cdn } = typeof cache === 'string' ? { ttl: cache, cdn: undefined } : cache ?? {}
  return {
    path, strip: strip ?? false, websocket: websocket ?? false,
    ...defined({ host, port, limit: limit === undefined ? undefined : limitOf(limit), cache: ttl === undefined ? undefined : { ttl: parseDuration(ttl) ?? 0, ...defined({ cdn }) } }),
  }
}

/** A rate with its burst; `false` is none. */
export const limitOf = (limit: LimitInput): RateLimit | false => {
  if (limit === false) return false
  const { rate, burst } = typeof limit === 'string' ? { rate: limit, burst: undefined } : limit
  const [count = 0, isSecond] = [Number.parseInt(rate, 10), rate.endsWith('s')]
  return { rate, burst: burst ?? Math.max(10, isSecond ? 2 * count : Math.ceil(count / 30)) }
}
