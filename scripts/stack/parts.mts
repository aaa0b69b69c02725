import * as v from 'valibot'
import { fixedMap } from './shape.mts'
import { address, buildPath, command, doc, duration, folder, healthPath, host, image, insidePath, label, memory, notYet, origin, packageName, pattern, portName, portNumber, rate, raw, routePath, secretName, stageName, text, variableName, whole } from './values.mts'

/** Parts of a service that have keys of their own, with the short forms in which each may be written. */

/** A port of a service. */
export const port = fixedMap({
  port: doc(portNumber, 'Its number.'),
  protocol: v.optional(doc(v.picklist(['http', 'tcp', 'udp', 'grpc']), 'What is spoken there.', 'http')),
})
/** How to know that a service is healthy. */
export const health = v.union([healthPath, v.literal(false), fixedMap({
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
/** What the proxy passes on to a service. */
export const route = fixedMap({
  path: doc(routePath, 'What the path of a request begins with; the longest match wins.'),
  host: v.optional(doc(host, 'Only for this host name.')),
  port: v.optional(doc(portName, 'Name of the port; the first one unless told.')),
  strip: v.optional(doc(v.boolean(), 'Removes the path before the request is passed on.', false)),
  websocket: v.optional(doc(v.boolean(), 'Passes protocol upgrades and long silent connections.', false)),
  limit: v.optional(doc(limit, 'What one client may ask of it, `10r/s`; more is answered 429. `false` for no limit; the proxy\'s unless told.')),
  cache: v.optional(doc(cache, 'How long its answers are kept: `5m`, or with the origin of a CDN. Requests that carry a cookie or credentials are always passed on.')),
  auth: v.optional(notYet(v.union([v.string(), raw]), 'Who is let in.')),
})
/** A secret that a service reads. */
export const secretUse = v.union([secretName, fixedMap({
  name: doc(secretName, 'Its name: the file is `/run/secrets/<name>`.'),
  as: v.optional(doc(variableName, 'Variable that a wrapper sets from the file when the process starts.')),
  value: v.optional(doc(text, 'Text of the file, with `{{db.password}}`, `{{secrets.name}}` and `${NAME}` in it.')),
})])
/** What is mounted into a service. */
export const volume = v.union([pattern(/^[^\0\n\r:]+:[^\0\n\r:]+(?::(?:ro|rw))?$/, 'bad-volume', 'volume'), fixedMap({
  name: v.optional(doc(label, 'A named volume, kept until it is removed by hand.')),
  bind: v.optional(doc(folder, 'A folder or file of the stack folder, or an absolute path.')),
  tmpfs: v.optional(doc(v.boolean(), 'In memory, gone with the container.', false)),
  path: doc(insidePath, 'Where it stands in the container.'),
  size: v.optional(doc(memory, 'Largest size of a tmpfs.')),
  read_only: v.optional(doc(v.boolean(), 'The service can not write to it.', false)),
  cache: v.optional(doc(v.boolean(), 'Never backed up.', false)),
})])
/** A port of this machine that leads to a service. */
export const publish = v.union([portNumber, pattern(new RegExp(`^(?:${address}:)?\\d{1,5}(?::\\d{1,5})?(?:/(?:tcp|udp))?$`), 'bad-publish', 'address:port:port')])
/** What an image is built from. */
export const build = v.union([folder, fixedMap({
  context: doc(folder, 'The folder that is sent to the build.'),
  dockerfile: v.optional(doc(folder, 'Name of the Dockerfile inside it.', 'Dockerfile')),
  target: v.optional(doc(stageName, 'Stage of the Dockerfile to build; the last one unless told.')),
})])
/** Recipes of Dockerfiles that gantry renders. */
export const recipeNames = ['python-web', 'python-worker', 'node-web', 'node-worker', 'go-web', 'static-web'] as const
/** What a Dockerfile is rendered from. */
export const recipe = v.union([v.picklist(recipeNames), fixedMap({
  name: v.optional(doc(v.picklist(recipeNames), 'Its name; that of the kind unless told, else what the files of the folder speak of.')),
  variant: v.optional(doc(v.picklist(['slim', 'alpine', 'distroless']), 'What the image is made from; `slim` unless told, `alpine` for sites and for Go without C. `distroless` has the program and the libraries it needs, and no shell.')),
  source: v.optional(doc(v.pipe(v.array(buildPath), v.minLength(1, 'bad-source')), 'Folders and files of the build folder that go into the image; all of it unless told, `src` where it is the whole project.')),
  build: v.optional(doc(v.union([v.literal(false), command]), 'Command that builds a Node program or a site; `npm run build` where package.json has that script, `false` for none.')),
  output: v.optional(doc(buildPath, 'Folder with the files of a site: `dist` after a build, else its `root`.')),
  package: v.optional(doc(buildPath, 'Folder of the Go program; the build folder unless told.')),
})])
/** Packages of the operating system, for the build alone or for the image as well. */
export const packages = v.union([fixedMap({
  build: v.optional(doc(v.array(packageName), 'Only where packages are installed or compiled, never in the image.')),
  run: v.optional(doc(v.array(packageName), 'In the image, and where it is built.')),
}), v.array(packageName)])
/** The image to run, or how large the one that is built may be. */
export const imageKey = v.union([image, fixedMap({
  name: v.optional(doc(image, 'The image to run.')),
  max: v.optional(doc(memory, 'Largest size the image may have.')),
})])
