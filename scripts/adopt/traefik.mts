/** What a rule of traefik asks for. */
export type TraefikRoute = { readonly host: string | undefined; readonly path: string; /** Nothing below the path is asked for. */ readonly isExact?: true }

/** `Host(`a.b`) && PathPrefix(`/api`)` → hosts and paths; undefined where the rule says more than that. */
export const readRule = (rule: string): readonly TraefikRoute[] | undefined => {
  const found = rule.split('||').map((part) => {
    const terms = part.split('&&').map((term) => /^\s*\(?\s*(Host|PathPrefix|Path)\(([^()]*)\)\s*\)?\s*$/.exec(term))
    if (terms.includes(null)) return undefined
    const all = (name: RegExp) => terms.flatMap((term) => term && name.test(term[1] ?? '') ? [...(term[2] ?? '').matchAll(/[`'"]([^`'"]+)[`'"]/g)].map(([, text = '']) => text) : [])
    const [hosts, exact] = [all(/^Host$/), all(/^Path$/)]
    const paths = [...all(/^PathPrefix$/), ...exact]
    return (hosts.length > 0 ? hosts : [undefined]).flatMap((host) => (paths.length > 0 ? paths : ['/']).map((path) => ({ host, path, ...exact.includes(path) ? { isExact: true as const } : {} })))
  })
  return found.includes(undefined) ? undefined : found.flatMap((one) => one ?? [])
}

/** What labels of traefik say of one service. */
export type TraefikService = { readonly routers: readonly { readonly name: string; readonly rule: string; readonly middlewares: readonly string[]; readonly port: number | undefined }[]; readonly strips: Readonly<Record<string, readonly string[]>>; readonly others: readonly string[] }

/** Labels `traefik.…` → routers, the port and the prefixes that are taken off; undefined where there are none. */
export const readLabels = (labels: Readonly<Record<string, string>>): TraefikService | undefined => {
  const mine = Object.entries(labels).filter(([name]) => name.startsWith('traefik.'))
  if (mine.length === 0 || labels['traefik.enable'] === 'false') return undefined
  const find = (pattern: RegExp) => mine.flatMap(([name, value]) => { const match = pattern.exec(name); return match ? [[match[1] ?? '', value] as const] : [] })
  const middlewares = new Map(find(/^traefik\.http\.routers\.([^.]+)\.middlewares$/i))
  const services = new Map(find(/^traefik\.http\.routers\.([^.]+)\.service$/i))
  const ports = new Map(find(/^traefik\.http\.services\.([^.]+)\.loadbalancer\.server\.port$/i).map(([name, value]) => [name, Number(value)]))
  const known = /\.(rule|middlewares|entrypoints|tls|tls\.certresolver|service|priority)$|\.loadbalancer\.server\.(port|scheme)$|\.stripprefix\.prefixes$|^traefik\.(enable|docker\.network)$|redirectscheme|constraint-label/i
  return {
    routers: find(/^traefik\.http\.routers\.([^.]+)\.rule$/i).map(([name, rule]) => ({ name, rule, middlewares: (middlewares.get(name) ?? '').split(',').map((one) => one.trim().replace(/@.*$/, '')), port: ports.get(services.get(name) ?? name) ?? [...ports.values()][0] })),
    strips: Object.fromEntries(find(/^traefik\.http\.middlewares\.([^.]+)\.stripprefix\.prefixes$/i).map(([name, value]) => [name, value.split(',').map((one) => one.trim())])),
    others: mine.map(([name]) => name).filter((name) => !known.test(name)),
  }
}
