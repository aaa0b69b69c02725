import type { Route } from '../kinds/workload.mts'
import { addressOf, upstreamOf } from './nginx-upstream.mts'
import { insideQuotes, nginxWord, patternOf } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** What the locations of a proxy have in common. */
export type Proxy = {
  readonly templates: Templates
  readonly listen: string
  readonly resolves: boolean
  /** Stripped path → the variable with what is left of an address. */
  readonly stripped: ReadonlyMap<string, string>
}

/** The locations of one server. */
export const locationsText = (routes: readonly Route[], proxy: Proxy): readonly string[] => {
  const paths = new Set(routes.map(({ path }) => path))
  return routes.flatMap((route) => {
    const bare = route.path.replace(/\/$/, '')
    if (route.path === '/') return [locationText('/', route, proxy)]
    if (route.path === bare) return [locationText(`= ${nginxWord(bare)}`, route, proxy), ...paths.has(`${bare}/`) ? [] : [locationText(nginxWord(`${bare}/`), route, proxy)]]
    return [...paths.has(bare) || route.port.protocol === 'grpc' ? [] : [redirectText(bare, proxy)], locationText(nginxWord(route.path), route, proxy)]
  })
}

const redirectText = (bare: string, { templates }: Proxy): string =>
  templates.text('nginx/redirect.conf', { from: nginxWord(bare), to: insideQuotes(`${bare}/`) })

const locationText = (match: string, route: Route, { templates, resolves, stripped }: Proxy): string => {
  const { strip, websocket, path, port } = route
  const bare = path.replace(/\/$/, '')
  const rest = strip ? stripped.get(path) : undefined
  const isGrpc = port.protocol === 'grpc'
  const target = resolves ? upstreamOf(route) : '$address'
  const values = { match, address: resolves ? undefined : addressOf(route), stripped: rest && patternOf(bare) }
  if (isGrpc) return templates.text('nginx/grpc.conf', { ...values, upstream: target })
  return templates.text('nginx/location.conf', {
    ...values,
    upstream: rest ? `${target}$${rest}` : target,
    prefix: rest && nginxWord(bare),
    websocket: websocket ? 'yes' : undefined,
    buffering: websocket ? 'off' : undefined,
    silence: websocket ? '1h' : undefined,
  })
}
