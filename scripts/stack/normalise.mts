import type { Mount, Port, Publish, SecretUse } from '../kinds/workload.mts'
import { serviceBackupOf } from './backups.mts'
import { defined } from './defined.mts'
import type { ServiceInput } from './keys.mts'
import { plainPath } from './plain-path.mts'
import { buildOf, contextOf, imageOf, packagesOf, recipeOf } from './service-build.mts'
import { probeOf, timingsOf } from './service-probe.mts'
import { routeOf } from './service-route.mts'
import type { Service } from './service.mts'
import { parseCpus, parseDuration, parseMemory } from './units.mts'
import { wordsOf } from './words.mts'

/** A checked service of the stack file → the same in one form. */
export const normalise = (name: string, input: ServiceInput): Service => ({
  name, kind: input.kind, own: input as Readonly<Record<string, unknown>>,
  ports: portsOf(input),
  timings: timingsOf(input.health),
  routes: [...input.route === undefined ? [] : [input.route], ...input.routes ?? []].map(routeOf),
  needs: input.needs ?? [], wants: input.wants ?? [],
  secrets: (input.secrets ?? []).map((use) => typeof use === 'string' ? { name: use } : defined(use) as SecretUse),
  variables: Object.fromEntries(Object.entries(input.variables ?? {}).filter(([, value]) => value !== null).map(([key, value]) => [key, String(value)])),
  mounts: (input.volumes ?? []).map(mountOf),
  publish: (input.publish ?? []).map(publishOf),
  limits: defined({ cpus: parseCpus(input.limits?.cpus), memory: parseMemory(input.limits?.memory), pids: input.limits?.pids }),
  reservations: defined({ cpus: parseCpus(input.reservations?.cpus), memory: parseMemory(input.reservations?.memory) }),
  packages: packagesOf(input.packages),
  cgo: input.cgo ?? false,
  include: (input.include ?? []).map((path) => plainPath(`${contextOf(input)}/${path}`)),
  replicas: input.replicas ?? 1,
  singleton: input.singleton ?? false,
  scheduled: input.schedule !== undefined,
  dev: defined({ ...input.dev, command: wordsOf(input.dev?.command) }),
  stop: stopOf(input.stop),
  backup: serviceBackupOf(input.backup),
  logging: loggingOf(input.logging),
  ...defined({
    version: input.version === undefined ? undefined : String(input.version), ...imageOf(input.image), build: buildOf(input), recipe: recipeOf(input.recipe),
    command: wordsOf(input.command), workdir: input.workdir, native: nativeOf(input.native), user: userOf(input.user), probe: probeOf(input.health), tier: input.tier,
    ready: parseDuration(input.ready), gpus: input.gpus, pool: input.pool, restart: input.restart, compose: input.compose,
  }),
})

const nativeOf = (native: ServiceInput['native']): Service['native'] =>
  native === false ? undefined : typeof native === 'object' ? defined({ ...native, command: wordsOf(native.command), workdir: native.workdir === undefined ? undefined : plainPath(native.workdir) }) : {}

const userOf = (user: ServiceInput['user']): string | undefined =>
  user === undefined ? undefined : /^\d+$/.test(String(user)) ? `${user}:${user}` : String(user)

const portsOf = ({ port, ports }: ServiceInput): readonly Port[] =>
  Object.entries({ ...port === undefined ? {} : { http: port }, ...ports }).map(([name, value]) => typeof value === 'number'
    ? { name, number: value, protocol: name === 'grpc' ? 'grpc' : name === 'tcp' ? 'tcp' : 'http' }
    : { name, number: value.port, protocol: value.protocol ?? 'http' })

type VolumeInput = NonNullable<ServiceInput['volumes']>[number]
const mountOf = (volume: VolumeInput): Mount => {
  if (typeof volume !== 'string') {
    const readOnly = volume.read_only ?? false
    if (volume.tmpfs) return { type: 'tmpfs', path: volume.path, ...defined({ size: parseMemory(volume.size) }) }
    if (volume.bind !== undefined) return { type: 'bind', source: plainPath(volume.bind), path: volume.path, readOnly }
    return { type: 'volume', name: volume.name ?? '', path: volume.path, readOnly, cache: volume.cache ?? false }
  }
  const [source = '', path = '', mode] = volume.split(':')
  const readOnly = mode === 'ro'
  return /^[./~]/.test(source)
    ? { type: 'bind', source: plainPath(source), path, readOnly }
    : { type: 'volume', name: source, path, readOnly, cache: false }
}

/** `8080`, `8080:80`, `127.0.0.1:8080:80/udp`; loopback unless an address is given. */
const publishOf = (publish: NonNullable<ServiceInput['publish']>[number]): Publish => {
  const match = /^(?:(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):)?(\d+)(?::(\d+))?(?:\/(tcp|udp))?$/.exec(String(publish))
  const host = Number(match?.[2])
  return { address: match?.[1] ?? '127.0.0.1', host, port: Number(match?.[3] ?? host), protocol: match?.[4] === 'udp' ? 'udp' : 'tcp' }
}

const stopOf = (stop: ServiceInput['stop']): Service['stop'] =>
  typeof stop === 'string' ? defined({ grace: parseDuration(stop) }) : defined({ grace: parseDuration(stop?.grace), signal: stop?.signal })

const loggingOf = (logging: ServiceInput['logging']): Service['logging'] => ({
  options: { ...defined({ 'max-size': logging?.max_size, 'max-file': logging?.max_file === undefined ? undefined : String(logging.max_file) }), ...logging?.options },
  ...defined({ driver: logging?.driver }),
})
