import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { framed } from './nginx-frame.mts'
import { proxyText } from './nginx-proxy.mts'
import { siteText } from './nginx-site.mts'
import { nginxWord } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** Where the host's own nginx finds and puts things. */
export type NativePlace = {
  /** As `nginx -v` says it: 1.22.1. */
  readonly version: string
  /** A folder that is there and its own, absolute. */
  readonly tmp: string
  /** The host's table of types, absolute; without it the common ones are rendered. */
  readonly mimeTypes: string | undefined
  /** `127.0.0.1:8080`, or a port alone for every interface. */
  readonly listen: string
  /** Where TLS is spoken and with which pair, both absolute; without it there is none here. */
  readonly tls?: { readonly listen: string; readonly certificate: string; readonly key: string }
  /** Answers /health and /status on loopback; without it there is no such server. */
  readonly statusPort?: number
  /** As whom its workers run; only an nginx started by root may be told. */
  readonly user?: string
  /** Where a port of a service is reached, as `host:port`. */
  readonly addressOf: (service: string, port: string) => string
}

export type NativeInput = {
  /** The proxy, or a site whose root is a folder of this host. */
  readonly workload: Workload
  readonly environment: Environment
  readonly templates: Templates
  readonly source: string
  readonly place: NativePlace
}

/** What every OpenSSL knows that may be here: nginx does not say which one it runs with. */
const oldest = '1.1.1'

/** An nginx file for the host's own nginx, of any version from 1.18 on: the same routes and answers as in a container, other places. */
export const nativeNginx = ({ workload, environment, templates, source, place }: NativeInput): string => {
  const { version, tmp, listen, tls, addressOf } = place
  const text = workload.isEntry
    ? proxyText(environment, { templates, version, openssl: oldest, tmp, listen, ...tls ? { tls } : {}, addressOf: ({ service, port }) => addressOf(service, port.name) })
    : workload.site && siteText(workload.site, listen, templates)
  if (text === undefined) throw new Error(`${workload.name} is neither the proxy nor a site`)
  return framed(text, {
    source, tmp,
    status: place.statusPort === undefined ? undefined : { listen: `127.0.0.1:${place.statusPort}`, purpose: 'Whether it runs, and figures.' },
    types: place.mimeTypes === undefined ? templates.text('nginx/types.conf', {}).trimEnd() : `include ${nginxWord(place.mimeTypes)};`,
    // What fits the 1024 files a process of an ordinary user may open.
    connections: 480, openFiles: undefined, user: place.user, writable: undefined,
  }, workload, templates)
}
