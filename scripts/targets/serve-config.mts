import type { Route } from '../kinds/workload.mts'
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
}

export type Address = { readonly host: string; readonly port: number }

type Listening = { readonly listen: { readonly address: string; readonly port: number }; /** Answers /health on loopback. */ readonly statusPort?: number }

/** What gantry's own server does in place of nginx: pass requests on, or serve the files of a folder. */
export type ProxyConfig = Listening & { readonly routes: readonly ServedRoute[]; readonly domain?: string; /** Bytes; 0 is no limit. */ readonly bodyLimit: number }
export type SiteConfig = Listening & { readonly site: { /** Absolute. */ readonly root: string; readonly fallback: string } }
export type ServeConfig = ProxyConfig | SiteConfig

type Input = Pick<NativeInput, 'workload' | 'environment'> & { readonly place: Pick<NativePlace, 'listen' | 'statusPort' | 'addressOf'> }

/** The configuration of gantry's own server, for the same workloads and places as nginx's. */
export const serveConfig = ({ workload, environment, place }: Input): ServeConfig => {
  const { statusPort, addressOf } = place
  const { host: address, port } = addressIn(place.listen)
  const listening = { listen: { address, port }, ...statusPort === undefined ? {} : { statusPort } }
  if (workload.isEntry) {
    const { bodyLimit, http: { domain } } = environment
    return { ...listening, routes: routesOf(environment).map((route) => servedRoute(route, addressOf)), bodyLimit, ...domain === undefined ? {} : { domain } }
  }
  if (!workload.site) throw new Error(`${workload.name} is neither the proxy nor a site`)
  return { ...listening, site: { root: workload.site.root, fallback: workload.site.fallback } }
}

const servedRoute = ({ path, host, strip, websocket, service, port }: Route, addressOf: NativePlace['addressOf']): ServedRoute => ({
  path, ...host === undefined ? {} : { host }, strip, websocket, protocol: port.protocol === 'grpc' ? 'grpc' : 'http', to: addressIn(addressOf(service, port.name)),
})

/** `127.0.0.1:8080`, `[::1]:8080`, or `8080` for every interface. */
const addressIn = (text: string): Address => {
  const end = text.lastIndexOf(':')
  return { host: text.slice(0, Math.max(0, end)).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(end + 1)) }
}
