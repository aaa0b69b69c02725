import type { Route } from '../kinds/workload.mts'

/** One `server`: the host it answers to, none for any, and its routes. */
export type ServerGroup = { readonly host: string | undefined; readonly isDefault: boolean; readonly routes: readonly Route[] }

/** Routes apart by host. Those without a host hold for every one, except where a host has its own of the same path. */
export const serverGroups = (routes: readonly Route[], domain: string | undefined): readonly ServerGroup[] => {
  const hosts = [...new Set(routes.flatMap(({ host }) => host ?? []))].filter((host) => host !== domain).sort()
  return [
    { host: domain, isDefault: true, routes: routesFor(domain, routes) },
    ...hosts.map((host) => ({ host, isDefault: false, routes: routesFor(host, routes) })),
  ]
}

const routesFor = (host: string | undefined, routes: readonly Route[]): readonly Route[] => {
  const everywhere = routes.filter((route) => route.host === undefined)
  const own = host === undefined ? [] : routes.filter((route) => route.host === host)
  return [...new Map([...everywhere, ...own].map((route) => [route.path, route])).values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
