import * as v from 'valibot'
import { kindNames, kinds } from '../kinds/index.mts'
import type { Kind } from '../kinds/kind.mts'
import { address, checked, commonKeys, doc, duration, host, image, label, memory, pattern, portNumber, raw, secretName, type ServiceInput } from './keys.mts'
import { fixedMap, freeMap } from './shape.mts'

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
const proxy = fixedMap({
  version: v.optional(doc(pattern(/^\d+\.\d+(\.\d+)?$/, 'bad-image', 'version'), 'Version of nginx.', '1.30')),
  body: v.optional(doc(memory, 'Largest request body.', '10M')),
})

const noEffect = ' No effect yet.'
export const environmentSchema = v.nullable(fixedMap({
  http: v.optional(doc(entry, 'Port, or address:port, the proxy publishes; 127.0.0.1:8080 in dev, 80 elsewhere.')),
  https: v.optional(doc(entry, `The same for TLS.${noEffect}`)),
  domain: v.optional(doc(host, 'Host name the stack answers for.')),
  tls: v.optional(doc(v.union([v.picklist(['selfsigned', 'letsencrypt', 'files']), raw]), `Where its certificate comes from.${noEffect}`)),
  reload: v.optional(doc(v.boolean(), 'Source edits are live without a rebuild; on in dev.')),
  monitoring: v.optional(doc(v.union([v.boolean(), raw]), `Prometheus, Grafana and alerts.${noEffect}`)),
  tracing: v.optional(doc(v.boolean(), `Traces.${noEffect}`)),
  logs: v.optional(doc(v.picklist(['loki', 'elk']), `Central logs.${noEffect}`)),
  subnet: v.optional(doc(pattern(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, 'bad-subnet', 'subnet'), 'Fixed addresses, divided among the three networks: `172.28.0.0/22`.')),
  images: v.optional(doc(freeMap(v.string(), image), 'Public image names and the ones to use instead.')),
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
  proxy: v.optional(doc(proxy, 'The proxy that routes imply.')),
})

export type StackInput = Omit<v.InferOutput<typeof stackSchema>, 'services'> & { readonly services: Readonly<Record<string, ServiceInput>> }
export type EnvironmentInput = NonNullable<v.InferOutput<typeof environmentSchema>>

/** Keys whose feature comes with a later release: accepted, with a warning. */
export const keysWithoutEffect: Readonly<Record<'service' | 'environment' | 'route', readonly string[]>> = {
  service: ['recipe', 'autoscale', 'schedule', 'cgo', 'packages', 'include', 'backup'],
  environment: ['https', 'tls', 'monitoring', 'tracing', 'logs'],
  route: ['limit', 'cache', 'auth'],
}
