import * as v from 'valibot'
import type { ProblemCode } from './problem.mts'
import { fixedMap, freeMap } from './shape.mts'
import { parseCpus, parseDuration, parseMemory } from './units.mts'

/** The keys that every kind of service may have; with schema.mts the one place that declares the stack file. */

type Json = Readonly<Record<string, unknown>>
/** A rule of ours, and what an editor may know of it: keywords of JSON schema, with `title` for what the value is. */
export const checked = <S extends v.GenericSchema>(schema: S, test: (value: v.InferOutput<S>) => boolean, code: ProblemCode, json: Json = {}) =>
  v.pipe(schema, v.check(test, code), v.metadata(json))
/** A text of a certain form. */
export const pattern = (regex: RegExp, code: ProblemCode, title = 'text') => v.pipe(v.string(code), v.regex(regex, code), v.metadata({ title }))
const titled = <S extends v.GenericSchema>(schema: S, title: string) => v.pipe(schema, v.metadata({ title }))
/** What a key is for, and what holds when it is not there. */
export const doc = <S extends v.GenericSchema>(schema: S, text: string, preset?: unknown) =>
  v.pipe(schema, v.description(text), v.metadata(preset === undefined ? {} : { default: preset }))
const notYet = <S extends v.GenericSchema>(schema: S, text: string) => doc(schema, `${text} No effect yet.`)

/** Names of stacks, services, tiers and environments: DNS labels. */
export const label = pattern(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'bad-name', 'name')
export const secretName = pattern(/^[a-z][a-z0-9_]{0,62}$/, 'bad-name', 'name of a secret')
const portName = pattern(/^[a-z][a-z0-9_-]{0,30}$/, 'bad-name', 'name of a port')
const stageName = pattern(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'bad-name', 'name of a stage')
const variableName = pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, 'bad-variable-name', 'name of a variable')

/** A time with its unit: `90s`, `4m`, `250ms`. */
export const duration = checked(v.string('bad-duration'), (text) => parseDuration(text) !== undefined, 'bad-duration', { title: 'time', pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$' })
/** An amount of memory with its unit: `512M`, `2G`. */
export const memory = checked(v.string('bad-memory'), (text) => parseMemory(text) !== undefined, 'bad-memory', { title: 'memory', pattern: '^\\d+(\\.\\d+)?[kmgtKMGT][iI]?[bB]?$' })
const cpus = checked(v.union([v.pipe(v.number(), v.metadata({ minimum: 0.01, maximum: 1024 })), v.pipe(v.string(), v.metadata({ pattern: '^(\\d+m|\\d*\\.?\\d+)$' }))], 'bad-cpus'), (value) => parseCpus(value) !== undefined, 'bad-cpus', { title: 'processors' })
/** A whole number in a range, both ends in it. */
export const whole = (least: number, most: number) =>
  checked(v.number(), (value) => Number.isInteger(value) && value >= least && value <= most, 'bad-number', { title: 'whole number', type: 'integer', minimum: least, maximum: most })
/** A port, from 1 to 65535. */
export const portNumber = checked(v.number(), (value) => Number.isInteger(value) && value >= 1 && value <= 65_535, 'bad-port', { title: 'port number', type: 'integer', minimum: 1, maximum: 65_535 })
/** Text that goes to a process as it is; NUL can not. */
const text = checked(v.string(), (value) => !value.includes('\0'), 'bad-text', { title: 'text' })
const word = checked(v.string('bad-command'), (value) => !value.includes('\0'), 'bad-command')
const command = titled(v.union([word, v.pipe(v.array(word), v.minLength(1, 'bad-command'))]), 'text or list of words')
export const folder = pattern(/^[^\0\n\r:]+$/, 'bad-folder', 'folder or file')
const insidePath = pattern(/^\/[^\0\n\r:]*$/, 'bad-path', 'path')
export const image = pattern(/^[a-z0-9][\w.:/@-]{0,254}$/, 'bad-image', 'image')
export const host = pattern(/^(?=.{1,253}$)(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/, 'bad-host', 'host name')
const routePath = pattern(/^\/[A-Za-z0-9._~!&()+,=:@%/-]*$/, 'bad-route', 'path')
const healthPath = pattern(/^\/[A-Za-z0-9._~!&()+,=:@%?/-]*$/, 'bad-route', 'path')
const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
export const address = `(?:${octet}(?:\\.${octet}){3}|\\[[0-9a-f:]+\\])`
const names = v.array(label)
const scalar = titled(v.union([text, v.number(), v.boolean()]), 'value')
export const raw = freeMap(v.string(), v.unknown())

const port = fixedMap({
  port: doc(portNumber, 'Its number.'),
  protocol: v.optional(doc(v.picklist(['http', 'tcp', 'udp', 'grpc']), 'What is spoken there.', 'http')),
})
const health = v.union([healthPath, v.literal(false), fixedMap({
  path: v.optional(doc(healthPath, 'HTTP path that answers 2xx or 3xx.')),
  command: v.optional(doc(command, 'A command inside the container; exit 0 is healthy.')),
  tcp: v.optional(doc(portName, 'Name of a port that has to accept a connection.')),
  grpc: v.optional(doc(v.literal(true), 'Asks the standard gRPC health service.')),
  port: v.optional(doc(portName, 'Name of the port that `path` and `grpc` ask; the first one unless told.')),
  interval: v.optional(doc(duration, 'Time between two probes; 5s in dev, 10s elsewhere.')),
  timeout: v.optional(doc(duration, 'Time a probe may take; 3s in dev, 5s elsewhere.')),
  retries: v.optional(doc(whole(1, 100), 'Failures in a row until it counts as unhealthy; 2 in dev, 3 elsewhere.')),
  start_period: v.optional(doc(duration, 'Time in which failures do not count; as long as `ready` unless told.')),
  start_interval: v.optional(doc(duration, 'Time between two probes while it starts.', '500ms')),
})])
/** An origin or an address on the web, without a query. */
export const url = pattern(/^https?:\/\/[A-Za-z0-9.[\]:-]+(?:\/[A-Za-z0-9._~/-]*)?$/, 'bad-url', 'address')
const origin = pattern(/^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/, 'bad-url', 'origin')
/** An address or a network of addresses. */
export const network = checked(pattern(new RegExp(`^(?:${octet}(?:\\.${octet}){3}(?:/(?:3[0-2]|[12]?\\d))?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:/(?:12[0-8]|1[01]\\d|\\d{1,2}))?)$`), 'bad-subnet', 'network'), (text) => !text.includes(':') || URL.canParse(`http://[${text.replace(/\/.*/, '')}]`), 'bad-subnet')
const rate = pattern(/^[1-9]\d{0,5}r\/[sm]$/, 'bad-rate', 'rate')
/** How much one client may ask. */
export const limit = v.union([v.literal(false), rate, fixedMap({
  rate: doc(rate, 'Requests of one client per second or minute: `10r/s`, `30r/m`.'),
  burst: v.optional(doc(whole(0, 1_000_000), 'How many more at once; twice the rate of a second unless told, at least 10.')),
})])
export type LimitInput = v.InferOutput<typeof limit>
const cache = v.union([duration, fixedMap({
  ttl: doc(duration, 'How long an answer is kept.'),
  cdn: v.optional(doc(origin, 'Origin of the CDN that fetches these from here.')),
})])
const route = fixedMap({
  path: doc(routePath, 'What the path of a request begins with; the longest match wins.'),
  host: v.optional(doc(host, 'Only for this host name.')),
  port: v.optional(doc(portName, 'Name of the port; the first one unless told.')),
  strip: v.optional(doc(v.boolean(), 'Removes the path before the request is passed on.', false)),
  websocket: v.optional(doc(v.boolean(), 'Passes protocol upgrades and long silent connections.', false)),
  limit: v.optional(doc(limit, 'What one client may ask of it, `10r/s`; more is answered 429. `false` for no limit; the proxy\'s unless told.')),
  cache: v.optional(doc(cache, 'How long its answers are kept: `5m`, or with the origin of a CDN. Requests that carry a cookie or credentials are always passed on.')),
  auth: v.optional(notYet(v.union([v.string(), raw]), 'Who is let in.')),
})
const secretUse = v.union([secretName, fixedMap({
  name: doc(secretName, 'Its name: the file is `/run/secrets/<name>`.'),
  as: v.optional(doc(variableName, 'Variable that a wrapper sets from the file when the process starts.')),
  value: v.optional(doc(text, 'Text of the file, with `{{db.password}}`, `{{secrets.name}}` and `${NAME}` in it.')),
})])
const volume = v.union([pattern(/^[^\0\n\r:]+:[^\0\n\r:]+(?::(?:ro|rw))?$/, 'bad-volume', 'volume'), fixedMap({
  name: v.optional(doc(label, 'A named volume, kept until it is removed by hand.')),
  bind: v.optional(doc(folder, 'A folder or file of the stack folder, or an absolute path.')),
  tmpfs: v.optional(doc(v.boolean(), 'In memory, gone with the container.', false)),
  path: doc(insidePath, 'Where it stands in the container.'),
  size: v.optional(doc(memory, 'Largest size of a tmpfs.')),
  read_only: v.optional(doc(v.boolean(), 'The service can not write to it.', false)),
  cache: v.optional(doc(v.boolean(), 'Never backed up.', false)),
})])
const publish = v.union([portNumber, pattern(new RegExp(`^(?:${address}:)?\\d{1,5}(?::\\d{1,5})?(?:/(?:tcp|udp))?$`), 'bad-publish', 'address:port:port')])
const build = v.union([folder, fixedMap({
  context: doc(folder, 'The folder that is sent to the build.'),
  dockerfile: v.optional(doc(folder, 'Name of the Dockerfile inside it.', 'Dockerfile')),
  target: v.optional(doc(stageName, 'Stage of the Dockerfile to build; the last one unless told.')),
})])
/** A folder or file of a build: it goes into a Dockerfile, where other characters would have a meaning. */
const buildPath = pattern(/^(?!-)[\w.@+-]+(?:\/[\w.@+-]+)*\/?$/, 'bad-source', 'folder or file')
const packageName = pattern(/^[A-Za-z0-9][A-Za-z0-9+._:~=-]{0,120}$/, 'bad-package', 'name of a package')
/** Recipes of Dockerfiles that gantry renders. */
export const recipeNames = ['python-web', 'python-worker', 'node-web', 'node-worker', 'go-web', 'static-web'] as const
const recipe = v.union([v.picklist(recipeNames), fixedMap({
  name: v.optional(doc(v.picklist(recipeNames), 'Its name; that of the kind unless told, else what the files of the folder speak of.')),
  variant: v.optional(doc(v.picklist(['slim', 'alpine', 'distroless']), 'What the image is made from; `slim` unless told, `alpine` for sites and for Go without C. `distroless` has the program and the libraries it needs, and no shell.')),
  source: v.optional(doc(v.pipe(v.array(buildPath), v.minLength(1, 'bad-source')), 'Folders and files of the build folder that go into the image; all of it unless told, `src` where it is the whole project.')),
  build: v.optional(doc(v.union([v.literal(false), command]), 'Command that builds a Node program or a site; `npm run build` where package.json has that script, `false` for none.')),
  output: v.optional(doc(buildPath, 'Folder with the files of a site: `dist` after a build, else its `root`.')),
  package: v.optional(doc(buildPath, 'Folder of the Go program; the build folder unless told.')),
})])
const packages = v.union([fixedMap({
  build: v.optional(doc(v.array(packageName), 'Only where packages are installed or compiled, never in the image.')),
  run: v.optional(doc(v.array(packageName), 'In the image, and where it is built.')),
}), v.array(packageName)])
const imageKey = v.union([image, fixedMap({
  name: v.optional(doc(image, 'The image to run.')),
  max: v.optional(doc(memory, 'Largest size the image may have.')),
})])
const amounts = { cpus: v.optional(doc(cpus, 'Processors: `0.5`, `2`, `250m`.')), memory: v.optional(doc(memory, 'Memory: `512M`, `2G`.')) }

/** Keys of a service that do not depend on its kind. */
export const commonKeys = {
  version: v.optional(doc(titled(v.union([pattern(/^[\w][\w.-]*$/, 'bad-image'), v.number()]), 'version'), 'Version of the kind\'s image, as in `3.13` or `18-alpine`.')),
  image: v.optional(doc(imageKey, 'Image to run in place of the kind\'s own; `{ max: 200M }` limits the size of the one that is built.')),
  build: v.optional(doc(build, 'Folder with the source; its Dockerfile is rendered unless it has one. Services that build the same folder share one image.')),
  dockerfile: v.optional(doc(folder, 'Name of the Dockerfile inside the build folder.', 'Dockerfile')),
  recipe: v.optional(doc(recipe, 'What the Dockerfile is rendered from, where the kind and the files of the folder do not say it; takes the place of one in the folder.')),
  command: v.optional(doc(command, 'Words of the command; a string is split at spaces and never given to a shell.')),
  workdir: v.optional(doc(insidePath, 'Folder the command starts in; the image\'s own unless told.')),
  user: v.optional(doc(titled(v.union([v.number(), pattern(/^(image|[a-z_][a-z0-9_-]*|\d+)(:[a-z0-9_-]+)?$/, 'bad-user')]), 'user'), '`uid:gid` of the process, or `image` for the image\'s own user.')),
  port: v.optional(doc(v.union([portNumber, port]), 'The port it listens on: short for `ports: { http: … }`.')),
  ports: v.optional(doc(freeMap(portName, v.union([portNumber, port])), 'Ports by name; the first is the main one. `grpc` and `tcp` speak what they are called, others http.')),
  health: v.optional(doc(health, 'How to know that it is healthy: a path, a command, a port, gRPC, or `false` for nothing.')),
  route: v.optional(doc(v.union([routePath, route]), 'What the proxy passes on to it.')),
  routes: v.optional(doc(v.array(v.union([routePath, route])), 'The same for more than one.')),
  tier: v.optional(doc(label, 'The tier it belongs to; unless told the latest of those it needs, else the first.')),
  ready: v.optional(doc(duration, 'How long it may take to become ready; the tier\'s budget, else 60s.')),
  needs: v.optional(doc(names, 'Services that have to be ready (jobs: done) before it starts; each gives its address as `DB_HOST`, `DB_PORT` ….')),
  wants: v.optional(doc(names, 'Services it uses when they are there; gives their addresses, waits for nothing.')),
  secrets: v.optional(doc(v.array(secretUse), 'Secrets it reads, each as the file `/run/secrets/<name>`, which `<NAME>_FILE` names.')),
  variables: v.optional(doc(freeMap(variableName, v.nullable(scalar)), 'Environment variables; `${NAME}` is taken from `.env`, `{{db.host}}` from another service.')),
  volumes: v.optional(doc(v.array(volume), '`name:/path`, `./folder:/path`, or a map; `:ro` for read-only.')),
  publish: v.optional(doc(v.array(publish), 'Host ports, on loopback unless an address is given: `8080`, `"8080:80"`, `"0.0.0.0:53:53/udp"`.')),
  limits: v.optional(doc(fixedMap({ ...amounts, pids: v.optional(doc(whole(1, 1_000_000), 'Processes and threads.', 512)) }), 'What it may use at most.')),
  reservations: v.optional(doc(fixedMap(amounts), 'What is kept for it.')),
  gpus: v.optional(doc(v.union([v.literal('all'), whole(1, 64)]), 'Number of GPUs, or `all`.')),
  replicas: v.optional(doc(whole(0, 1000), 'How many of it run side by side.', 1)),
  autoscale: v.optional(notYet(fixedMap({
    min: doc(whole(1, 1000), 'Fewest replicas.'), max: doc(whole(1, 1000), 'Most replicas.'), cpu: v.optional(doc(whole(1, 100), 'Percent of the limit to aim at.')),
  }), 'Replicas by load.')),
  singleton: v.optional(doc(v.boolean(), 'Never two at once: a scheduler, a bot.', false)),
  schedule: v.optional(notYet(v.string(), 'When a job runs, as a cron line.')),
  cgo: v.optional(doc(v.boolean(), 'Go with C libraries, which `packages:` names.', false)),
  packages: v.optional(doc(packages, 'Packages of the operating system for its image: a list, or `build:` and `run:`.')),
  include: v.optional(doc(v.array(buildPath), 'Folders and files beside the build folder that go into its image, as in `[../models]`; for Go also those in it that the program reads.')),
  native: v.optional(doc(v.union([v.boolean(), fixedMap({
    command: v.optional(doc(command, 'Command without a container; what development or the image runs unless told.')),
    workdir: v.optional(doc(folder, 'Folder of the stack it starts in; the build folder unless told.')),
    reload: v.optional(doc(v.boolean(), '`false` when the command reloads by itself.', true)),
  })]), 'How it runs without a container (`dev --native`); `false` for never.')),
  pool: v.optional(doc(v.union([whole(1, 100_000), freeMap(label, whole(1, 100_000))]), 'Database connections each replica may open: a number, or one by service; the sum has to fit into the database.')),
  dev: v.optional(doc(fixedMap({
    command: v.optional(doc(command, 'Command in development.')),
    image: v.optional(doc(image, 'Image in development.')),
    mount: v.optional(doc(freeMap(folder, insidePath), 'Folders of the source, and where they stand in the container.')),
    reload: v.optional(doc(v.boolean(), '`false` when the command reloads by itself.', true)),
    port: v.optional(notYet(portNumber, 'The port of a development server.')),
  }), 'What is different while developing.')),
  stop: v.optional(doc(v.union([duration, fixedMap({
    grace: v.optional(doc(duration, 'Time it has to end by itself before it is killed; 10s unless told.')),
    signal: v.optional(doc(pattern(/^SIG[A-Z0-9+]+$/, 'bad-signal', 'signal'), 'Signal that asks it to end; the image\'s own unless told.')),
  })]), 'Grace before it is killed, and the signal.')),
  restart: v.optional(doc(v.picklist(['no', 'always', 'unless-stopped', 'on-failure']), '`unless-stopped` unless told; jobs `no`.')),
  logging: v.optional(doc(fixedMap({
    driver: v.optional(doc(v.string(), 'Log driver of the engine.', 'json-file')),
    max_size: v.optional(doc(v.string(), 'Size at which a log file is rotated.', '10m')),
    max_file: v.optional(doc(whole(1, 1000), 'Log files that are kept.', 3)),
    options: v.optional(doc(freeMap(v.string(), v.string()), 'Further options of the driver.')),
  }), 'Log driver and rotation.')),
  backup: v.optional(doc(v.union([v.boolean(), fixedMap({
    live: v.optional(doc(v.boolean(), 'Its volumes may be copied while it runs; otherwise it is stopped for that.', false)),
    sqlite: v.optional(doc(v.array(insidePath), 'SQLite files in its container: copied by SQLite itself, while it runs.')),
    rpo: v.optional(doc(duration, 'How old its last verified backup may be; that of the environment unless told.')),
  })]), 'Whether and how what it keeps is backed up; `true` unless told.')),
  compose: v.optional(doc(raw, 'Raw keys for the compose file, merged last; other targets do not know them.')),
}

const commonSchema = fixedMap({ kind: v.string(), ...commonKeys })

/** A checked service as the stack file writes it, short forms and all; a kind's own keys stand beside these. */
export type ServiceInput = v.InferOutput<typeof commonSchema>
