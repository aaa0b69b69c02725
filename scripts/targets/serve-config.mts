import type { RateLimit, Route } from '../kinds/workload.mts'
import type { Environment, ProxySettings, Tls } from '../stack/environment.mts'
import { cdnHeaders, secondsOf } from './kept-answer.mts'
import { originOf } from './nginx-cache.mts'
import { routesOf } from './nginx-version.mts'
import type { NativeInput, NativePlace } from './nginx-native.mts'

/** A route as gantry's own server reads it. */
export type ServedRoute = {
  readonly path: string
  readonly host?: string
  readonly strip: boolean
  readonly websocket: boolean
  readonly protocol: 'http' | 'grpc'
  readonly to: Address
  readonly limit?: RateLimit
  readonly cache?: Cache
}

/** How long everybody may keep an answer, and the headers that let a CDN have it. */
export type Cache = { readonly seconds: number; readonly headers: Readonly<Record<string, string>> }

export type Address = { readonly host: string; readonly port: number }

type Listening = { readonly listen: { readonly address: string; readonly port: number }; /** Answers /health on loopback. */ readonly statusPort?: number }

/** TLS as gantry's own server speaks it. */
export type TlsConfig = Pick<Tls, 'names' | 'addresses' | 'security' | 'redirect' | 'rejects'> & {
  readonly listen: Listening['listen']
  /** Absolute, as its key. */
  readonly certificate: string
  readonly key: string
}

/** What gantry's own server does in place of nginx: pass requests on, or serve the files of a folder. */
export type ProxyConfig = Listening & Pick<ProxySettings, 'bodyLimit' | 'trust' | 'connections' | 'headers'> & { readonly routes: readonly ServedRoute[]; readonly domain?: string; readonly tls?: TlsConfig }
export type SiteConfig = Listening & { readonly site: { /** Absolute. */ readonly root: string; readonly fallback: string } }
export type ServeConfig = ProxyConfig | SiteConfig

type TlsPlace = NonNullable<NativePlace['tls']>

type Input = Pick<NativeInput, 'workload' | 'environment'> & { readonly place: Pick<NativePlace, 'listen' | 'tls' | 'statusPort' | 'addressOf'> }

/** The configuration of gantry's own server, for the same workloads and places as nginx's. */
export const serveConfig = ({ workload, environment, place }: Input): ServeConfig => {
  const { statusPort } = place
  const listening = { listen: listenOn(place.listen), ...statusPort === undefined ? {} : { statusPort } }
  if (workload.isEntry) return { ...listening, ...proxyOf(environment, place) }
  if (!workload.site) throw new Error(`${workload.name} is neither the proxy nor a site`)
  return { ...listening, site: { root: workload.site.root, fallback: workload.site.fallback } }
}

const proxyOf = (environment: Environment, { addressOf, tls: place }: Input['place']): Omit<ProxyConfig, keyof Listening> => {
  const { http: { domain }, tls, proxy: { bodyLimit, trust, connections, headers } } = environment
  return {
    routes: routesOf(environment).map((route) => servedRoute(route, addressOf, originOf(environment))), bodyLimit, trust, connections, headers,
    ...domain === undefined ? {} : { domain }, ...tls && place ? { tls: tlsOf(tls, place) } : {},
  }
}

const servedRoute = ({ path, host, strip, websocket, service, port, limit, cache }: Route, addressOf: NativePlace['addressOf'], origin: string | undefined): ServedRoute => ({
  path, ...host === undefined ? {} : { host }, strip, websocket, protocol: port.protocol === 'grpc' ? 'grpc' : 'http', to: addressIn(addressOf(service, port.name)),
  ...limit ? { limit } : {}, ...cache ? { cache: { seconds: secondsOf(cache), headers: cdnHeaders(cache, origin) } } : {},
})

const tlsOf = ({ names, addresses, security, redirect, rejects }: Tls, { listen, certificate, key }: TlsPlace): TlsConfig =>
  ({ listen: listenOn(listen), certificate, key, names, addresses, security, redirect, rejects })

const listenOn = (text: string): Listening['listen'] => {
  const { host: address, port } = addressIn(text)
  return { address, port }
}

/** `127.0.0.1:8080`, `[::1]:8080`, or `8080` for every interface. */
const addressIn = (text: string): Address => {
  const end = text.lastIndexOf(':')
  return { host: text.slice(0, Math.max(0, end)).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(end + 1)) }
}
