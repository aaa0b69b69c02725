import type { Environment, Tls } from '../stack/environment.mts'
import type { Route } from '../kinds/workload.mts'
import { locationsText, type Proxy } from './nginx-location.mts'
import type { ProxySetting } from './nginx-proxy.mts'
import { serverGroups, type ServerGroup } from './nginx-server.mts'
import { portOf, type TlsPlace } from './nginx-tls.mts'
import { canReject, canServeHttp2, isGrpc, isGrpcOnly, routesOf } from './nginx-version.mts'
import { nginxWord, patternOf, serverName } from './nginx-word.mts'

type Entrance = Environment & { readonly tls: Tls }
type Setting = ProxySetting & { readonly tls: TlsPlace }
type Group = ServerGroup<Route>

/** What a server answers to. */
type Door = { readonly plain: string | undefined; readonly secure: string | undefined; readonly names: readonly string[]; readonly acme: string | undefined; readonly leading: string | undefined }

/** Every server: those with routes and, with TLS, one that leads to it and one for strangers. */
export const serverTexts = (environment: Environment, setting: ProxySetting, proxy: Proxy): readonly string[] => {
  const routes = routesOf(environment)
  const groups = serverGroups(routes, environment.http.domain)
  if (isSecure(environment) && speaksTls(setting)) return secureTexts(groups, environment, setting, proxy)
  const isHttp2Only = !canServeHttp2(setting.version) && isGrpcOnly(routes)
  return groups.map((group) => serverText(group, { plain: listening(setting.listen, group.isDefault && 'default_server', isHttp2Only && 'http2'), secure: undefined, names: group.host === undefined ? [] : [group.host], acme: undefined, leading: undefined }, proxy))
}

const isSecure = (environment: Environment): environment is Entrance => environment.tls !== undefined
const speaksTls = (setting: ProxySetting): setting is Setting => setting.tls !== undefined

const secureTexts = (groups: readonly Group[], environment: Entrance, setting: Setting, proxy: Proxy): readonly string[] => {
  const { tls: { names, addresses, redirect } } = environment
  const [isLed, isPlainElsewhere] = [redirect && trusts(environment), redirect && !trusts(environment)]
  const hosts = groups.flatMap(({ host, isDefault }) => isDefault || host === undefined ? [] : [host])
  const main = [...names.filter((name) => !hosts.includes(name)), ...addresses]
  const acme = acmeText(setting)
  const doorOf = ({ host = '', isDefault, routes }: Group): Door => ({
    plain: isPlainElsewhere ? undefined : listening(setting.listen, isDefault && !redirect && 'default_server'), secure: secureListening(setting), names: isDefault ? main : [host],
    acme: isPlainElsewhere || routes.some(({ path }) => path.replace(/\/$/, '') === acmePath) ? undefined : acme,
    leading: isLed ? setting.templates.text('nginx/lead-to-tls.conf', { port: portOf(environment.https?.port) }).trimEnd() : undefined,
  })
  // Without a name of its own nobody gets to the main server, unless over plain HTTP.
  const reached = groups.filter(({ isDefault }) => !isDefault || main.length > 0 || !redirect)
  return [...reached.map((group) => serverText(group, doorOf(group), proxy)), ...guardTexts(environment, setting)]
}

/** Whether the scheme of a request is not only that of its connection: then one server has both, and leads to TLS who has not used it. */
const trusts = ({ proxy }: Environment): boolean => proxy.trust.length > 0

/** Which requests those are; undefined where the connection tells it. */
export const needsTlsText = (environment: Environment, { templates, tls }: ProxySetting): string | undefined => environment.tls?.redirect && tls && trusts(environment)
  ? templates.text('nginx/needs-tls.conf', { challenges: tls.webroot === undefined ? undefined : `"~^http ${patternOf(acmePath)}/"` }).trimEnd()
  : undefined

/** What leads to TLS, and what turns strangers away. */
const guardTexts = (environment: Entrance, setting: Setting): readonly string[] => {
  const { tls: { names, addresses, redirect, rejects }, https } = environment
  const { templates, listen, version } = setting
  return [
    ...redirect && !trusts(environment) ? [templates.text('nginx/to-https.conf', { listen, names: namesText([...names, ...addresses]), port: portOf(https?.port), acme: acmeText(setting) })] : [],
    templates.text('nginx/refuse.conf', {
      plain: redirect ? listening(listen, 'default_server') : undefined, secure: secureListening(setting, 'default_server'),
      rejects: rejects && canReject(version) ? 'on' : undefined,
    }),
  ]
}

const secureListening = ({ tls, version }: Setting, ...words: readonly string[]): string => listening(tls.listen, ...words, 'ssl', !canServeHttp2(version) && 'http2')

const acmePath = '/.well-known/acme-challenge'
const acmeText = ({ tls: { webroot }, templates }: Setting): string | undefined => webroot === undefined ? undefined : templates.text('nginx/acme.conf', { root: nginxWord(webroot) }).trimEnd()

const serverText = ({ routes }: Group, { names, ...door }: Door, proxy: Proxy): string => {
  const { templates, connections } = proxy
  const [hasGrpc, isLimited] = [routes.some(isGrpc), connections > 0 || routes.some(({ limit }) => limit)]
  const partial = (name: string, isThere: boolean) => isThere ? templates.text(`nginx/${name}.conf`, {}).trimEnd() : undefined
  return templates.text('nginx/server.conf', {
    ...door, names: names.length === 0 ? '_' : namesText(names),
    locations: locationsText(routes, proxy).map((text) => text.trimEnd()).join('\n\n') || undefined,
    missing: partial('missing', !routes.some(({ path }) => path === '/')),
    errors: partial('errors', true), tooMany: partial('too-many', isLimited),
    grpcErrors: partial('grpc-errors', hasGrpc), grpcTooMany: partial('grpc-too-many', hasGrpc && isLimited),
  })
}

const listening = (listen: string, ...words: readonly (string | false)[]): string => [listen, ...words.filter(Boolean)].join(' ')

/** IPv6 stands in brackets, as in an address. */
const namesText = (names: readonly string[]): string => names.map((name) => name.includes(':') ? `[${name}]` : serverName(name)).join(' ')
