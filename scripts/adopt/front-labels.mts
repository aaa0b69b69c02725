import type { ComposeService } from './compose-service.mts'
import { resolveText, type Values } from './compose-text.mts'
import { sayExact, type FrontInput, type FrontRoute } from './front-route.mts'
import type { Notes } from './notes.mts'
import { readLabels, readRule } from './traefik.mts'
import { entries, get, textOf } from './tree.mts'

/** The routes of a service by its labels for traefik, else by its variables for nginx-proxy. */
export const ofLabels = (service: ComposeService, { notes, values }: FrontInput): readonly FrontRoute[] => {
  const labels = get(service.tree, 'labels')
  const texts = Object.fromEntries([...entries(labels), ...entries(get(get(service.tree, 'deploy'), 'labels'))].map(([name, value]) => [resolveText(name, values).text, textOf(value) ?? '']))
  const found = readLabels(texts)
  const at = entries(labels)[0]?.[1].at ?? service.at
  if (!found) return virtualHost(service, values, notes)
  if (found.others.length > 0) notes.left(service.name, at, `labels ${found.others.join(', ')}`, "they speak to traefik, and the stack has gantry's proxy", 'what has a key of `route:` goes there; the rest into a template')
  return found.routers.flatMap(({ name, rule, middlewares, port }) => {
    const { text, missing } = resolveText(rule, values)
    const routes = missing.length > 0 ? undefined : readRule(text)
    if (!routes) { notes.left(service.name, at, `rule ${rule}`, missing.length > 0 ? `${missing.join(' and ')} is set nowhere` : 'it says more than a host and a path', 'write `route: { path: /, host: app.example.com }`'); return [] }
    return routes.map(({ host, path, isExact }): FrontRoute => {
      if (isExact) sayExact(service.name, at, `Path(\`${path}\`)`, notes)
      notes.took(service.name, at, `rule ${text} of the router ${name}`, `route ${host ?? ''}${path}`, 'it asks for a host and a path alone')
      return { to: service.name, path, host, port, strip: path !== '/' && middlewares.some((one) => found.strips[one]?.includes(path.replace(/(.)\/$/, '$1')) ?? false), websocket: false, at }
    })
  })
}

/** nginx-proxy reads its hosts from a variable of each service. */
const virtualHost = (service: ComposeService, values: Values, notes: Notes): readonly FrontRoute[] => {
  const variable = (name: string) => service.variables.find((one) => one.name === name)
  const hosts = variable('VIRTUAL_HOST')
  if (!hosts) return []
  const port = Number(resolveText(variable('VIRTUAL_PORT')?.text ?? '', values).text)
  return resolveText(hosts.text, values).text.split(',').map((host) => host.trim()).filter((host) => /^[a-z0-9.-]+$/i.test(host)).map((host): FrontRoute => {
    notes.took(service.name, hosts.at, `VIRTUAL_HOST ${host}`, `route ${host}/`, 'nginx-proxy reads its hosts there')
    return { to: service.name, path: '/', host: host.toLowerCase(), port: port > 0 ? port : undefined, strip: false, websocket: false, at: hosts.at }
  })
}
