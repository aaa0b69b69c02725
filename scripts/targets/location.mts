import type { Protocol } from '../kinds/workload.mts'

/** One path of a server: exactly it, or everything that begins with it. It leads to a route, or back with the slash that was missing. */
export type Location<R> = { readonly path: string; readonly isExact: boolean; readonly isRedirect: boolean; readonly route: R }

/** What every server in front of routes makes of them: a prefix ends at a slash, and the shorter spelling of it is never lost. */
export const locationsOf = <R extends { readonly path: string; readonly protocol: Protocol }>(routes: readonly R[]): readonly Location<R>[] => {
  const paths = new Set(routes.map(({ path }) => path))
  return routes.flatMap((route): readonly Location<R>[] => {
    const bare = route.path.replace(/\/$/, '')
    const below = { path: `${bare}/`, isExact: false, isRedirect: false, route }
    if (route.path === '/') return [below]
    if (route.path === bare) return [{ ...below, path: bare, isExact: true }, ...paths.has(`${bare}/`) ? [] : [below]]
    return [...paths.has(bare) || route.protocol === 'grpc' ? [] : [{ ...below, path: bare, isExact: true, isRedirect: true }], below]
  })
}
