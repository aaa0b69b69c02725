import * as v from 'valibot'
import { kindNames, kinds } from '../kinds/index.mts'
import type { Kind } from '../kinds/kind.mts'
import { commonKeys, doc, duration, host, image, label, memory, pattern, portNumber, raw, secretName, type ServiceInput } from './keys.mts'

/** One place declares the stack file: the checker, the JSON schema and docs/stack-file.md are made from it. */

/** Keys that only some kinds have, with the names of those kinds. */
export const kindKeys: Readonly<Record<string, readonly string[]>> = Object.values<Kind>(kinds).reduce<Record<string, string[]>>((found, kind) => {
  for (const key of Object.keys(kind.keys)) (found[key] ??= []).push(kind.name)
  return found
}, {})

/** A service before the environment's changes are merged into it. */
export const serviceSchema = v.strictObject({
  kind: doc(v.picklist(kindNames, 'unknown-kind'), 'What it is.'),
  ...commonKeys,
  ...Object.assign({}, ...Object.values<Kind>(kinds).map(({ keys }) => keys)) as v.ObjectEntries,
})

/** Changes of an environment: any service key, null removes. */
const overlay = v.nullable(v.record(v.string(), v.unknown()))

const entry = v.union([portNumber, pattern(/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]):\d{1,5}$/, 'bad-publish')])
const proxy = v.strictObject({
  version: v.optional(doc(pattern(/^\d+\.\d+(\.\d+)?$/, 'bad-image'), 'Version of nginx; `"1.30"` unless told.')),
  body: v.optional(doc(memory, 'Largest request body; 10M unless told.')),
})

export const environmentSchema = v.nullable(v.strictObject({
  http: v.optional(doc(entry, 'Port, or address:port, the proxy publishes; 127.0.0.1:8080 in dev, 80 elsewhere.')),
  https: v.optional(entry),
  domain: v.optional(doc(host, 'Host name the stack answers for.')),
  tls: v.optional(v.union([v.picklist(['selfsigned', 'letsencrypt', 'files']), raw])),
  reload: v.optional(doc(v.boolean(), 'Source edits are live without a rebuild; on in dev.')),
  monitoring: v.optional(v.union([v.boolean(), raw])), tracing: v.optional(v.boolean()), logs: v.optional(v.picklist(['loki', 'elk'])),
  subnet: v.optional(doc(pattern(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, 'bad-subnet'), 'Fixed addresses, divided among the three networks.')),
  images: v.optional(doc(v.record(v.string(), image), 'Public image names and the ones to use instead.')),
  proxy: v.optional(proxy),
  services: v.optional(doc(v.record(label, overlay), 'Changes to services: maps merge, lists replace, null removes.')),
}))

export const stackSchema = v.strictObject({
  name: doc(label, 'Name of the stack; the compose project is `<name>-<environment>`.'),
  tiers: v.optional(doc(v.record(label, v.nullable(v.strictObject({
    ready: v.optional(doc(duration, 'How long its services may take to become ready.')),
    build: v.optional(doc(duration, 'How long its images may take to build.')),
  }))), 'Groups of services; the order here is the order of start.')),
  services: doc(v.record(label, serviceSchema), 'The services by name.'),
  secrets: v.optional(doc(v.record(secretName, v.nullable(v.strictObject({
    generate: v.optional(doc(v.picklist(['hex32', 'base64url32', 'none']), 'How the value comes to be; `none` is asked for.')),
  }))), 'Secrets by name.')),
  environments: v.optional(doc(v.record(label, environmentSchema), 'Environments by name.')),
  proxy: v.optional(doc(proxy, 'The proxy that routes imply.')),
})

export type StackInput = Omit<v.InferOutput<typeof stackSchema>, 'services'> & { readonly services: Readonly<Record<string, ServiceInput>> }
export type EnvironmentInput = NonNullable<v.InferOutput<typeof environmentSchema>>

/** Keys whose feature comes with a later release: accepted, with a warning. */
export const keysWithoutEffect: Readonly<Record<'service' | 'environment' | 'route', readonly string[]>> = {
  service: ['recipe', 'autoscale', 'schedule', 'cgo', 'packages', 'include', 'native', 'backup'],
  environment: ['https', 'tls', 'monitoring', 'tracing', 'logs'],
  route: ['limit', 'cache', 'auth'],
}
