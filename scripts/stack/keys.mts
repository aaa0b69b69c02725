import * as v from 'valibot'
import { build, health, imageKey, packages, port, publish, recipe, route, secretUse, volume } from './parts.mts'
import { fixedMap, freeMap } from './shape.mts'
import { buildPath, command, cpus, doc, duration, folder, image, insidePath, label, memory, names, notYet, pattern, portName, portNumber, raw, routePath, scalar, titled, variableName, whole } from './values.mts'

/** The keys that every kind of service may have; with their parts, their values and schema.mts the one place that declares the stack file. */

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
    clickhouse: v.optional(doc(v.union([v.boolean(), fixedMap({
      disk: v.optional(doc(v.string(), 'A disk of its configuration, named in `backups.allowed_disk`.', 'backups')),
      path: v.optional(doc(insidePath, 'The folder of that disk in the container.', '/var/lib/clickhouse/backups')),
    })]), 'It is a ClickHouse, which backs its databases up itself.')),
    rpo: v.optional(doc(duration, 'How old its last verified backup may be; that of the environment unless told.')),
  })]), 'Whether and how what it keeps is backed up; `true` unless told.')),
  compose: v.optional(doc(raw, 'Raw keys for the compose file, merged last; other targets do not know them.')),
}

const commonSchema = fixedMap({ kind: v.string(), ...commonKeys })

/** A checked service as the stack file writes it, short forms and all; a kind's own keys stand beside these. */
export type ServiceInput = v.InferOutput<typeof commonSchema>
