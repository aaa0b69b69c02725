import * as v from 'valibot'
import type { ProblemCode } from './problem.mts'
import { parseCpus, parseDuration, parseMemory } from './units.mts'

/** The keys that every kind of service may have; with schema.mts the one place that declares the stack file. */

export const checked = <S extends v.GenericSchema>(schema: S, test: (value: v.InferOutput<S>) => boolean, code: ProblemCode) =>
  v.pipe(schema, v.check(test, code))
export const pattern = (regex: RegExp, code: ProblemCode) => v.pipe(v.string(), v.regex(regex, code))
export const doc = <S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text))

/** Names of stacks, services, tiers and environments: DNS labels. */
export const label = pattern(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'bad-name')
export const secretName = pattern(/^[a-z][a-z0-9_]{0,62}$/, 'bad-name')
const portName = pattern(/^[a-z][a-z0-9_-]{0,30}$/, 'bad-name')
const variableName = pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, 'bad-variable-name')

export const duration = checked(v.string(), (text) => parseDuration(text) !== undefined, 'bad-duration')
export const memory = checked(v.union([v.string(), v.number()]), (value) => parseMemory(value) !== undefined, 'bad-memory')
const cpus = checked(v.union([v.number(), v.string()]), (value) => parseCpus(value) !== undefined, 'bad-cpus')
const whole = (least: number, most: number) =>
  checked(v.number(), (value) => Number.isInteger(value) && value >= least && value <= most, 'bad-number')
export const portNumber = checked(v.number(), (value) => Number.isInteger(value) && value >= 1 && value <= 65_535, 'bad-port')
/** Text that goes to a process as it is; NUL can not. */
const text = checked(v.string(), (value) => !value.includes('\0'), 'bad-text')
const command = v.union([text, v.pipe(v.array(text), v.minLength(1, 'bad-text'))])
const path = pattern(/^[^\0\n\r:]+$/, 'bad-text')
const insidePath = pattern(/^\/[^\0\n\r:]*$/, 'bad-text')
export const image = pattern(/^[a-z0-9][\w.:/@-]{0,254}$/, 'bad-image')
export const host = pattern(/^(?=.{1,253}$)(\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/, 'bad-host')
const routePath = pattern(/^\/[A-Za-z0-9._~!&'()*+,=:@%/-]*$/, 'bad-route')
const names = v.array(label)
const scalar = v.union([text, v.number(), v.boolean()])
export const raw = v.record(v.string(), v.unknown())

const port = v.strictObject({
  port: portNumber,
  protocol: v.optional(doc(v.picklist(['http', 'tcp', 'udp', 'grpc']), 'What is spoken there; `http` unless told.')),
})
const healthTimings = {
  interval: v.optional(duration), timeout: v.optional(duration), retries: v.optional(whole(1, 100)),
  start_period: v.optional(duration), start_interval: v.optional(duration),
}
const health = v.union([routePath, v.literal(false), v.strictObject({
  path: v.optional(doc(routePath, 'HTTP path that answers 2xx or 3xx.')),
  port: v.optional(doc(portName, 'Name of the port it is asked on; the first one unless told.')),
  command: v.optional(doc(command, 'A command inside the container; exit 0 is healthy.')),
  tcp: v.optional(doc(portName, 'Name of a port that has to accept a connection.')),
  grpc: v.optional(doc(v.literal(true), 'Asks the standard gRPC health service.')),
  ...healthTimings,
})])
const route = v.strictObject({
  path: routePath,
  host: v.optional(host),
  port: v.optional(doc(portName, 'Name of the port; the first one unless told.')),
  strip: v.optional(doc(v.boolean(), 'Removes the path before the request is passed on.')),
  websocket: v.optional(doc(v.boolean(), 'Passes protocol upgrades and long silent connections.')),
  limit: v.optional(v.union([v.string(), raw])), cache: v.optional(v.union([v.string(), raw])), auth: v.optional(v.union([v.string(), raw])),
})
const secretUse = v.union([secretName, v.strictObject({
  name: secretName,
  as: v.optional(doc(variableName, 'Variable that a wrapper sets from the file when the process starts.')),
  value: v.optional(doc(text, 'A text with `{{service.field}}`, `{{secret.name}}` and `${NAME}` in it.')),
})])
const volume = v.union([pattern(/^[^\0\n\r:]+(?::[^\0\n\r:]+){0,2}$/, 'bad-volume'), v.strictObject({
  name: v.optional(label), bind: v.optional(path), tmpfs: v.optional(v.boolean()), path: insidePath,
  size: v.optional(memory), read_only: v.optional(v.boolean()), cache: v.optional(doc(v.boolean(), 'Never backed up.')),
})])
const publish = v.union([portNumber, pattern(/^(?:(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]):)?\d{1,5}(?::\d{1,5})?(?:\/(?:tcp|udp))?$/, 'bad-publish')])
const build = v.union([path, v.strictObject({ context: path, dockerfile: v.optional(path), target: v.optional(label) })])

/** Keys of a service that do not depend on its kind. */
export const commonKeys = {
  version: v.optional(doc(v.union([pattern(/^[\w][\w.-]*$/, 'bad-image'), v.number()]), 'Version of the kind\'s image, quoted: `"3.13"`.')),
  image: v.optional(doc(image, 'Image to run in place of the kind\'s own.')),
  build: v.optional(doc(build, 'Folder with a Dockerfile; services that build the same folder share one image.')),
  dockerfile: v.optional(doc(path, 'Name of the Dockerfile inside the build folder.')),
  recipe: v.optional(raw),
  command: v.optional(doc(command, 'Words of the command; a string is split at spaces and never given to a shell.')),
  workdir: v.optional(doc(insidePath, 'Folder the command starts in; `/app` for built services.')),
  user: v.optional(doc(v.union([v.number(), pattern(/^(image|[a-z_][a-z0-9_-]*|\d+)(:[a-z0-9_-]+)?$/, 'bad-user')]), '`uid:gid` of the process, or `image` for the image\'s own user.')),
  port: v.optional(doc(v.union([portNumber, port]), 'The port it listens on: short for `ports: { http: … }`.')),
  ports: v.optional(doc(v.record(portName, v.union([portNumber, port])), 'Ports by name; the first is the main one.')),
  health: v.optional(doc(health, 'How to know that it is healthy: a path, a command, a port, gRPC, or `false` for nothing.')),
  route: v.optional(doc(v.union([routePath, route]), 'What the proxy passes on to it.')),
  routes: v.optional(v.array(v.union([routePath, route]))),
  tier: v.optional(doc(label, 'The tier it belongs to; the first unless told.')),
  ready: v.optional(doc(duration, 'How long it may take to become ready.')),
  needs: v.optional(doc(names, 'Services that have to be ready before it starts.')),
  wants: v.optional(doc(names, 'Services it uses when they are there.')),
  secrets: v.optional(doc(v.array(secretUse), 'Secrets it reads, each as the file `/run/secrets/<name>`.')),
  variables: v.optional(doc(v.record(variableName, v.nullable(scalar)), 'Environment variables; `${NAME}` is taken from `.env`, `{{db.host}}` from another service.')),
  volumes: v.optional(doc(v.array(volume), '`name:/path`, `./folder:/path`, or a map; `:ro` for read-only.')),
  publish: v.optional(doc(v.array(publish), 'Host ports, on loopback unless an address is given.')),
  limits: v.optional(doc(v.strictObject({ cpus: v.optional(cpus), memory: v.optional(memory), pids: v.optional(whole(1, 1_000_000)) }), 'What it may use at most.')),
  reservations: v.optional(doc(v.strictObject({ cpus: v.optional(cpus), memory: v.optional(memory) }), 'What is kept for it.')),
  gpus: v.optional(doc(v.union([v.literal('all'), whole(1, 64)]), 'Number of GPUs, or `all`.')),
  replicas: v.optional(doc(whole(0, 1000), 'How many of it run side by side.')),
  autoscale: v.optional(v.strictObject({ min: whole(1, 1000), max: whole(1, 1000), cpu: v.optional(whole(1, 100)) })),
  singleton: v.optional(doc(v.boolean(), 'Never two at once.')),
  schedule: v.optional(v.string()), cgo: v.optional(v.boolean()), packages: v.optional(v.array(v.string())),
  include: v.optional(v.array(v.string())), native: v.optional(v.union([v.boolean(), raw])), backup: v.optional(v.union([v.boolean(), raw])),
  pool: v.optional(doc(v.union([whole(1, 100_000), v.record(label, whole(1, 100_000))]), 'Database connections each replica may open: a number, or one by service.')),
  dev: v.optional(doc(v.strictObject({
    command: v.optional(doc(command, 'Command in development.')),
    image: v.optional(doc(image, 'Image in development.')),
    mount: v.optional(doc(v.record(path, insidePath), 'Folders of the source, and where they stand in the container.')),
    reload: v.optional(doc(v.boolean(), '`false` when the command reloads by itself.')),
    port: v.optional(portNumber),
  }), 'What is different while developing.')),
  stop: v.optional(doc(v.union([duration, v.strictObject({ grace: v.optional(duration), signal: v.optional(pattern(/^SIG[A-Z0-9+]+$/, 'bad-signal')) })]), 'Grace before it is killed, and the signal.')),
  restart: v.optional(doc(v.picklist(['no', 'always', 'unless-stopped', 'on-failure']), '`unless-stopped` unless told; jobs never.')),
  logging: v.optional(doc(v.strictObject({ driver: v.optional(v.string()), max_size: v.optional(v.string()), max_file: v.optional(whole(1, 1000)), options: v.optional(v.record(v.string(), v.string())) }), 'Log driver and rotation; json-file, 10 MB × 3.')),
  compose: v.optional(doc(raw, 'Raw keys for the compose file, merged last; other targets do not know them.')),
}

const commonSchema = v.strictObject({ kind: v.string(), ...commonKeys })

/** A checked service as the stack file writes it, short forms and all; a kind's own keys stand beside these. */
export type ServiceInput = v.InferOutput<typeof commonSchema>
