/** A route as far as its server is concerned. */
type Hosted = { readonly path: string; readonly host?: string }

/** One `server`: the host it answers to, none for any, and its routes. */
export type ServerGroup<R> = { readonly host: string | undefined; readonly isDefault: boolean; readonly routes: readonly R[] }

/** Routes apart by host. Those without a host hold for every one, except where a host has its own of the same path. */
export const serverGroups = <R extends Hosted>(routes: readonly R[], domain: string | undefined): readonly ServerGroup<R>[] => {
  const hosts = [...new Set(routes.flatMap(({ host }) => host ?? []))].filter((host) => host !== domain).sort()
  return [
    { host: domain, isDefault: true, routes: routesFor(domain, routes) },
    ...hosts.map((host) => ({ host, isDefault: false, routes: routesFor(host, routes) })),
  ]
}

const routesFor = <R extends Hosted>(host: string | undefined, routes: readonly R[]): readonly R[] => {
  const everywhere = routes.filter((route) => route.host === undefined)
  const own = host === undefined ? [] : routes.filter((route) => route.host === host)
  return [...new Map([...everywhere, ...own].map((route) => [route.path, route])).values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
