import { plainPath } from '../stack/plain-path.mts'
import type { ComposeService } from './compose-service.mts'
import { imageFacts, languageOf } from './dockerfile-facts.mts'
import { sayExact, type FrontFiles, type FrontInput, type FrontRoute } from './front-route.mts'
import { locationsOf, readNginx, type Location } from './nginx-conf.mts'
import type { Notes, Place } from './notes.mts'

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

/** What the nginx of a service does: a mere proxy gives way, one that serves files too becomes a site. */
export const ofNginx = (service: ComposeService, input: FrontInput): OfNginx => {
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
  const { host, port, strip, others } = location.to
  if (!names.has(host)) return left(`it passes on to ${host}, which is no service here`, 'write `kind: external`, or a route at the service that is meant')
  if (location.isExact) sayExact(by, at, `location = ${location.path}`, notes)
  if (others.length > 0) notes.left(by, at, `${others.join(', ')} behind location ${location.path}`, `a route leads to one service, here ${host}`, `where they run the same, write \`replicas:\` at ${host}`)
  return hostsOf(location).map((one) => {
    notes.took(host, at, `location ${location.path} of ${by}`, `route ${one ?? ''}${location.path}`, `it passes on to ${host}:${port}`)
    return { to: host, path: location.path, host: one, port, strip, websocket: location.websocket, at }
  })
}
