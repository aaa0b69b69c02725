import { plainPath } from '../stack/service.mts'
import type { ComposeService } from './compose-service.mts'
import { resolveText, type Values } from './compose-text.mts'
import { imageFacts, languageOf } from './dockerfile-facts.mts'
import { knownImage, repositoryOf } from './image-table.mts'
import { locationsOf, readNginx, type Location } from './nginx-conf.mts'
import type { Notes, Place } from './notes.mts'
import type { ProjectFiles } from './project-files.mts'
import { readLabels, readRule } from './traefik.mts'
import { entries, get, textOf } from './tree.mts'

/** A route that a proxy of the compose file had, by the compose name of the service it leads to. */
export type FrontRoute = { readonly to: string; readonly path: string; readonly host: string | undefined; readonly port: number | undefined; readonly strip: boolean; readonly websocket: boolean; readonly at: Place }

/** Files that an nginx of the compose file served. */
export type FrontFiles = { readonly by: string; readonly path: string; readonly folder: string; readonly isAlias: boolean; readonly fallback: string | undefined; readonly host: string | undefined; readonly at: Place }

/** What stood in front of the services, and what becomes of it. */
export type Front = { readonly routes: readonly FrontRoute[]; readonly files: readonly FrontFiles[]; readonly dropped: ReadonlySet<string>; readonly body: string | undefined }

export type FrontInput = { readonly services: readonly ComposeService[]; readonly files: ProjectFiles; readonly values: Values; readonly notes: Notes }

/** Reads every proxy of a compose file: nginx by its mounted files, traefik by the labels of the services. */
export const readFront = (input: FrontInput): Front => {
  const nginx = input.services.filter(isNginx).map((service) => ofNginx(service, input))
  const traefik = input.services.flatMap((service) => ofLabels(service, input))
  const proxies = input.services.filter((service) => !service.build && knownImage(service.image).isProxy)
  for (const { name, at, image } of proxies) input.notes.took(name, at, `service ${name} (${image})`, "gantry's own proxy", traefik.some(({ to }) => to !== name) ? 'its rules became routes' : 'a stack has a proxy of its own')
  for (const { name, at, image } of input.services.filter(isUnread)) input.notes.left(name, at, `the rules of ${image ?? name}`, 'only those of nginx and traefik are read: it stays, as a container behind the proxy of the stack', 'write its rules as `route:` of the services they lead to, and remove it')
  return {
    routes: [...nginx.flatMap(({ routes }) => routes), ...traefik.filter(({ to }) => !proxies.some(({ name }) => name === to))], files: nginx.flatMap(({ files }) => files),
    dropped: new Set([...proxies.map(({ name }) => name), ...nginx.flatMap(({ dropped }) => dropped === undefined ? [] : [dropped])]), body: nginx.find(({ body }) => body)?.body,
  }
}

/** A proxy whose own language is not read here. */
const isUnread = ({ image, build }: ComposeService): boolean => !build && /^(caddy|haproxy|envoyproxy\/envoy|jc21\/nginx-proxy-manager|lscr\.io\/linuxserver\/swag|kong)$/.test(repositoryOf(image ?? ''))

const isNginx = ({ image, build }: ComposeService): boolean => build !== undefined || languageOf(image ?? '') === 'nginx' || repositoryOf(image ?? '') === 'nginx'

type Text = { readonly path: string; readonly text: string }
type OfNginx = { readonly routes: readonly FrontRoute[]; readonly files: readonly FrontFiles[]; readonly dropped: string | undefined; readonly body: string | undefined }
const nothing: OfNginx = { routes: [], files: [], dropped: undefined, body: undefined }

/** The files of nginx that a service mounts, or that its Dockerfile copies. */
const confTexts = (service: ComposeService, { files }: FrontInput): readonly Text[] => {
  const texts = (path: string): readonly Text[] => files.isFolder(path) ? files.list(path).filter((name) => !name.endsWith('/')).flatMap((name) => texts(`${path}/${name}`)) : /\.(conf|template|tmpl)$/.test(path) || !path.includes('.') ? [files.read(path)].flatMap((text) => text === undefined ? [] : [{ path, text }]) : []
  const mounted = service.volumes.filter(({ type, path, source }) => type === 'bind' && path.startsWith('/etc/nginx') && !source.startsWith('/')).flatMap(({ source }) => texts(source))
  if (!service.build) return mounted
  const context = plainPath(service.build.context)
  const facts = imageFacts(files, context, service.build.dockerfile, service.build.target)
  if (languageOf(facts?.base ?? '') !== 'nginx') return []
  const copied = [...(facts?.text ?? '').matchAll(/^\s*(?:COPY|ADD)\s+((?:--(?!from)\S+\s+)*)(\S+)\s+(\/etc\/nginx\S*)/gim)].map(([, , source = '']) => plainPath(`${context}/${source}`))
  return [...mounted, ...copied.flatMap(texts)]
}

const ofNginx = (service: ComposeService, input: FrontInput): OfNginx => {
  const { notes, services } = input
  const found = confTexts(service, input)
  if (found.length === 0) return nothing
  const parsed = found.map(({ path, text }) => ({ path, root: readNginx(text) }))
  for (const { path, root } of parsed) if (!root) notes.left(service.name, { file: path, line: 0, column: 0 }, path, 'its braces do not match, so it was not read', 'write its locations as `route:` of the services')
  const readings = parsed.flatMap(({ path, root }) => root ? [{ path, ...locationsOf(root) }] : [])
  const all = readings.flatMap(({ path, locations }) => locations.map((location) => ({ location, at: { file: path, line: location.line, column: 1 } })))
  const names = new Set(services.map(({ name }) => name))
  const routes = all.flatMap(({ location, at }) => routesOf(service.name, location, at, names, notes))
  const files = all.flatMap(({ location, at }) => location.files ? hostsOf(location).map((host): FrontFiles => ({ by: service.name, path: location.path, host, at, ...location.files ?? { folder: '', isAlias: false, fallback: undefined } })) : [])
  for (const { path, others } of readings) if (others.length > 0) notes.left(service.name, { file: path, line: 0, column: 0 }, `${path}: ${others.join(', ')}`, "gantry writes its proxy's file itself", 'what is really needed goes into a template of the same name in templates/nginx/')
  if (routes.length === 0) return { ...nothing, files: files.filter(({ path }) => path !== '/'), body: readings.find(({ body }) => body)?.body }
  const serves = files.length > 0
  if (!serves) notes.took(service.name, service.at, `service ${service.name}`, "gantry's own proxy", `${found.map(({ path }) => path).join(', ')} only passes requests on: its locations became routes`)
  return { routes, files, dropped: serves ? undefined : service.name, body: readings.find(({ body }) => body)?.body }
}

const hostsOf = ({ hosts }: Location): readonly (string | undefined)[] => hosts.length > 0 ? hosts : [undefined]

const routesOf = (by: string, location: Location, at: Place, names: ReadonlySet<string>, notes: Notes): readonly FrontRoute[] => {
  const left = (why: string, instead: string): readonly FrontRoute[] => { notes.left(by, at, `location ${location.path}`, why, instead); return [] }
  if (location.trouble !== undefined) return left(location.trouble, 'write a `route:` at the service that answers there, or let that service answer')
  if (!location.to) return []
  const { host, port, strip } = location.to
  if (!names.has(host)) return left(`it passes on to ${host}, which is no service here`, 'write `kind: external`, or a route at the service that is meant')
  return hostsOf(location).map((one) => {
    notes.took(host, at, `location ${location.path} of ${by}`, `route ${one ?? ''}${location.path}`, `it passes on to ${host}:${port}`)
    return { to: host, path: location.path, host: one, port, strip, websocket: location.websocket, at }
  })
}

const ofLabels = (service: ComposeService, { notes, values }: FrontInput): readonly FrontRoute[] => {
  const labels = get(service.tree, 'labels')
  const texts = Object.fromEntries([...entries(labels), ...entries(get(get(service.tree, 'deploy'), 'labels'))].map(([name, value]) => [resolveText(name, values).text, textOf(value) ?? '']))
  const found = readLabels(texts)
  const at = entries(labels)[0]?.[1].at ?? service.at
  if (!found) return virtualHost(service, values, notes)
  if (found.others.length > 0) notes.left(service.name, at, `labels ${found.others.join(', ')}`, "they speak to traefik, and the stack has gantry's proxy", 'what has a key of `route:` goes there; the rest into a template')
  return found.routers.flatMap(({ name, rule, middlewares }) => {
    const { text, missing } = resolveText(rule, values)
    const routes = missing.length > 0 ? undefined : readRule(text)
    if (!routes) { notes.left(service.name, at, `rule ${rule}`, missing.length > 0 ? `${missing.join(' and ')} is set nowhere` : 'it says more than a host and a path', 'write `route: { path: /, host: app.example.com }`'); return [] }
    return routes.map(({ host, path }): FrontRoute => {
      notes.took(service.name, at, `rule ${text} of the router ${name}`, `route ${host ?? ''}${path}`, 'it asks for a host and a path alone')
      return { to: service.name, path, host, port: found.port, strip: path !== '/' && middlewares.some((one) => found.strips[one]?.includes(path.replace(/(.)\/$/, '$1')) ?? false), websocket: false, at }
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
