import * as v from 'valibot'
import { kindNames, kinds } from '../kinds/index.mts'
import type { Kind } from '../kinds/kind.mts'
import { commonKeys, type ServiceInput } from './keys.mts'
import { limit } from './parts.mts'
import { fixedMap, freeMap } from './shape.mts'
import { address, checked, doc, duration, folder, host, image, label, memory, network, pattern, portNumber, raw, secretName, url, whole } from './values.mts'

/** One place declares the stack file: the checker, the JSON schema and docs/stack-file.md are made from it. */

/** Keys that only some kinds have, with the names of those kinds. */
export const kindKeys: Readonly<Record<string, readonly string[]>> = Object.values<Kind>(kinds).reduce<Record<string, string[]>>((found, kind) => {
  for (const key of Object.keys(kind.keys)) (found[key] ??= []).push(kind.name)
  return found
}, {})

/** A service before the environment's changes are merged into it. */
export const serviceSchema = fixedMap({
  kind: doc(v.picklist(kindNames, 'unknown-kind'), 'What it is.'),
  ...commonKeys,
  ...Object.assign({}, ...Object.values<Kind>(kinds).map(({ keys }) => keys)) as v.ObjectEntries,
})

/** Changes of an environment: any service key, null removes; checked when they are merged into the service. */
export const overlay = v.nullable(raw)

const entry = v.union([portNumber, checked(pattern(new RegExp(`^(?:${address}:)?\\d{1,5}$`), 'bad-entry', 'address:port'), (text) => {
  const port = Number(text.split(':').at(-1))
  return port >= 1 && port <= 65_535
}, 'bad-entry')])
const version = pattern(/^\d+\.\d+(\.\d+)?$/, 'bad-image', 'version')
/** A header's value: what nginx can put between double quotes. */
const headerValue = pattern(/^[\x20-\x21\x23\x25-\x5b\x5d-\x7e]+$/, 'bad-header', 'value of a header')
const header = v.union([v.literal(false), headerValue])
const proxy = fixedMap({
  version: v.optional(doc(version, 'Version of nginx.', '1.30')),
  openssl: v.optional(doc(version, 'Version of the OpenSSL in its image; follows from the version of nginx unless told.')),
  body: v.optional(doc(memory, 'Largest request body.', '10M')),
  trust: v.optional(doc(v.array(network), 'Networks of proxies in front of this one: what they say of the client is believed.')),
  connections: v.optional(doc(whole(0, 65_535), 'Connections one client may hold at a time; 100 unless told, 0 for any number, as in dev.')),
  limit: v.optional(doc(limit, 'Rate of every route that has no `limit` of its own; `100r/s` unless told, none in dev and for static sites.')),
  headers: v.optional(doc(fixedMap({
    csp: v.optional(doc(header, 'Content-Security-Policy; only what comes from here and from CDNs of routes unless told.')),
    frame: v.optional(doc(header, 'X-Frame-Options.', 'DENY')),
    referrer: v.optional(doc(header, 'Referrer-Policy.', 'strict-origin-when-cross-origin')),
    permissions: v.optional(doc(header, 'Permissions-Policy.')),
    opener: v.optional(doc(header, 'Cross-Origin-Opener-Policy.', 'same-origin')),
    resource: v.optional(doc(header, 'Cross-Origin-Resource-Policy.', 'same-origin')),
    hsts: v.optional(doc(header, 'Strict-Transport-Security, over TLS and outside dev.', 'max-age=63072000; includeSubDomains')),
  }), 'Security headers of every answer; `false` leaves one to the services.')),
})
export type ProxyInput = v.InferOutput<typeof proxy>

const tls = v.union([v.picklist(['selfsigned', 'letsencrypt', 'files']), fixedMap({
  from: doc(v.picklist(['selfsigned', 'letsencrypt', 'files']), 'Where the certificate comes from: an authority of your own on this machine, an ACME server, or files.'),
  names: v.optional(doc(v.array(host), 'Further host names of the certificate, beside the domain and the hosts of routes.')),
  security: v.optional(doc(v.picklist(['intermediate', 'modern']), 'Mozilla\'s guideline: TLS 1.2 and 1.3, or 1.3 alone.', 'intermediate')),
  redirect: v.optional(doc(v.boolean(), 'Whether plain HTTP leads to HTTPS; not in dev.')),
  email: v.optional(doc(pattern(/^[^\s@]+@[^\s@]+$/, 'bad-email', 'mail address'), 'Whom the ACME server may write to.')),
  directory: v.optional(doc(url, 'Directory of another ACME server than Let\'s Encrypt.')),
  staging: v.optional(doc(url, 'A directory to try first; Let\'s Encrypt has its own.')),
  ca: v.optional(doc(folder, 'Certificate of the authority behind `directory`, when it is not a public one.')),
  profile: v.optional(doc(pattern(/^[a-z0-9_-]{1,64}$/, 'bad-name', 'name of a profile'), 'ACME profile, as `shortlived`.')),
  image: v.optional(doc(image, 'Image of certbot.')),
  certificate: v.optional(doc(folder, 'Certificate and chain in PEM, with `from: files`.')),
  key: v.optional(doc(folder, 'Its key in PEM.')),
})])

/** Where images are pushed to and pulled from: what stands before their names. */
const registry = pattern(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/, 'bad-registry', 'registry')

const count = whole(0, 10_000)
const backups = fixedMap({
  folder: v.optional(doc(folder, 'Where runs are kept, each environment in a folder of its own.', 'backups')),
  keep: v.optional(doc(fixedMap({
    last: v.optional(doc(count, 'The last runs.', 3)),
    daily: v.optional(doc(count, 'The last one of so many days.', 7)),
    weekly: v.optional(doc(count, 'Of so many weeks.', 4)),
    monthly: v.optional(doc(count, 'Of so many months.', 6)),
    yearly: v.optional(doc(count, 'Of so many years.', 0)),
    verified: v.optional(doc(whole(1, 10_000), 'Never fewer verified runs than these.', 3)),
  }), 'How many verified runs are kept; others never push them out.')),
  drill: v.optional(doc(v.picklist(['daily', 'weekly', 'never']), 'How often a backup is restored into a scratch server.', 'weekly')),
  encrypt: v.optional(doc(v.array(pattern(/^age1[0-9a-z]{20,200}$/, 'bad-recipient', 'recipient of age')), 'Whom archives are encrypted for.')),
  offsite: v.optional(doc(v.array(fixedMap({
    to: doc(pattern(/^[^\0\n\r\s-][^\0\n\r]{0,400}$/, 'bad-destination', 'destination'), 'As the tool writes it: `remote:bucket/path`, `sftp:user@host:/path`.'),
    by: v.optional(doc(v.picklist(['rclone', 'restic']), 'The tool that copies.', 'rclone')),
  })), 'Copies of finished and verified runs elsewhere.')),
  rpo: v.optional(doc(duration, 'How old the last verified backup may be.', '26h')),
  webhook: v.optional(doc(url, 'Told what came of a run, as JSON.')),
  ping: v.optional(doc(url, 'Asked when a run begins (`/start`), ends, or fails (`/fail`).')),
})

const noEffect = ' No effect yet.'
export const environmentSchema = v.nullable(fixedMap({
  http: v.optional(doc(entry, 'Port, or address:port, the proxy publishes; 127.0.0.1:8080 in dev, 80 elsewhere.')),
  https: v.optional(doc(entry, 'The same for TLS; 127.0.0.1:8443 in dev, 443 elsewhere.')),
  domain: v.optional(doc(host, 'Host name the stack answers for.')),
  tls: v.optional(doc(tls, 'TLS, and where its certificate comes from; plain HTTP unless told.')),
  reload: v.optional(doc(v.boolean(), 'Source edits are live without a rebuild; on in dev.')),
  monitoring: v.optional(doc(v.union([v.boolean(), raw]), `Prometheus, Grafana and alerts.${noEffect}`)),
  tracing: v.optional(doc(v.boolean(), `Traces.${noEffect}`)),
  logs: v.optional(doc(v.picklist(['loki', 'elk']), `Central logs.${noEffect}`)),
  subnet: v.optional(doc(pattern(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, 'bad-subnet', 'subnet'), 'Fixed addresses, divided among the three networks: `172.28.0.0/22`.')),
  images: v.optional(doc(freeMap(v.string(), image), 'Public image names and the ones to use instead.')),
  registry: v.optional(doc(v.union([v.literal(false), registry]), 'The same as at the top, for this environment; `false` for none.')),
  backups: v.optional(doc(backups, 'The same as at the top, for this environment.')),
  proxy: v.optional(doc(proxy, 'The proxy that routes imply, in this environment.')),
  services: v.optional(doc(freeMap(label, overlay), 'Changes to services: maps merge, lists replace, null removes.')),
}))

export const stackSchema = fixedMap({
  name: doc(label, 'Name of the stack; the compose project is `<name>-<environment>`.'),
  tiers: v.optional(doc(freeMap(label, v.nullable(fixedMap({
    ready: v.optional(doc(duration, 'How long its services may take to become ready; 60s unless told.')),
    build: v.optional(doc(duration, 'How long its images may take to build.')),
  }))), 'Groups of services; the order here is the order of start.')),
  services: doc(freeMap(label, serviceSchema), 'The services by name.'),
  secrets: v.optional(doc(freeMap(secretName, v.nullable(fixedMap({
    generate: v.optional(doc(v.picklist(['hex32', 'base64url32', 'none']), 'How the value comes to be; `none` is asked for.', 'none')),
  }))), 'Secrets by name.')),
  environments: v.optional(doc(freeMap(label, environmentSchema), 'Environments by name; `dev` and `prod` unless told.')),
  registry: v.optional(doc(registry, 'What stands before the names of the images that are built: `registry.example.com/team`. `build --push` sends them there.')),
  backups: v.optional(doc(backups, 'How what services keep is backed up.')),
  proxy: v.optional(doc(proxy, 'The proxy that routes imply.')),
})

export type StackInput = Omit<v.InferOutput<typeof stackSchema>, 'services'> & { readonly services: Readonly<Record<string, ServiceInput>> }
export type EnvironmentInput = NonNullable<v.InferOutput<typeof environmentSchema>>

/** Keys whose feature comes with a later release: accepted, with a warning. */
export const keysWithoutEffect: Readonly<Record<'service' | 'environment' | 'route', readonly string[]>> = {
  service: ['autoscale', 'schedule'],
  environment: ['monitoring', 'tracing', 'logs'],
  route: ['auth'],
}
