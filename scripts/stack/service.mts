import type { Mount, Port, Publish, RateLimit, Route, SecretUse } from '../kinds/workload.mts'
import type { LimitInput, recipeNames, ServiceInput } from './keys.mts'
import { parseCpus, parseDuration, parseMemory } from './units.mts'
import { splitWords } from './words.mts'

type HealthInput = Exclude<ServiceInput['health'], string | false | undefined>

/** How the stack file says a service is probed. */
export type Probe =
  | { readonly by: 'path'; readonly path: string; readonly port?: string }
  | { readonly by: 'command'; readonly command: readonly string[] }
  | { readonly by: 'tcp' | 'grpc'; readonly port?: string }
  | { readonly by: 'nothing' }

export type HealthTimings = { readonly interval?: number; readonly timeout?: number; readonly retries?: number; readonly startPeriod?: number; readonly startInterval?: number }

/** `limit: false` is none; without it the proxy's own holds. */
export type RouteSpec = Omit<Route, 'service' | 'port' | 'limit'> & { readonly port?: string; readonly limit?: RateLimit | false }

/** A recipe as the stack file writes it; folders are relative to the build folder. */
export type RecipeSpec = {
  readonly name?: RecipeName
  readonly variant?: 'slim' | 'alpine' | 'distroless'
  readonly source?: readonly string[]
  /** `false` is none. */
  readonly build?: readonly string[] | false
  readonly output?: string
  readonly package?: string
}

export type RecipeName = (typeof recipeNames)[number]

/** A service with its short forms spelled out and its units counted; nothing a kind adds is in it yet. */
export type Service = {
  readonly name: string
  readonly kind: string
  readonly version?: string
  readonly image?: string
  /** Largest size of its image, in bytes. */
  readonly imageLimit?: number
  /** `isNamed`: the stack file itself says which Dockerfile. */
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly isNamed: boolean; readonly target?: string }
  /** What the stack file says of the Dockerfile to render; undefined when it does not ask for one. */
  readonly recipe?: RecipeSpec
  readonly packages: { readonly build: readonly string[]; readonly run: readonly string[] }
  readonly cgo: boolean
  /** Beside the build folder or in it, relative to the stack folder. */
  readonly include: readonly string[]
  readonly command?: readonly string[]
  readonly workdir?: string
  readonly user?: string
  readonly ports: readonly Port[]
  readonly probe?: Probe
  readonly timings: HealthTimings
  readonly routes: readonly RouteSpec[]
  readonly tier?: string
  readonly ready?: number
  readonly needs: readonly string[]
  readonly wants: readonly string[]
  readonly secrets: readonly SecretUse[]
  readonly variables: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly publish: readonly Publish[]
  readonly limits: { readonly cpus?: number; readonly memory?: number; readonly pids?: number }
  readonly reservations: { readonly cpus?: number; readonly memory?: number }
  readonly gpus?: number | 'all'
  readonly replicas: number
  readonly singleton: boolean
  readonly scheduled: boolean
  readonly pool?: number | Readonly<Record<string, number>>
  readonly dev: { readonly command?: readonly string[]; readonly image?: string; readonly mount?: Readonly<Record<string, string>>; readonly reload?: boolean; readonly port?: number }
  /** Undefined when it never runs without a container. */
  readonly native?: { readonly command?: readonly string[]; readonly workdir?: string; readonly reload?: boolean }
  readonly stop: { readonly grace?: number; readonly signal?: string }
  readonly restart?: 'no' | 'always' | 'unless-stopped' | 'on-failure'
  readonly logging: { readonly driver?: string; readonly options: Readonly<Record<string, string>> }
  readonly compose?: Readonly<Record<string, unknown>>
  /** The checked values of the keys that only its kind has. */
  readonly own: Readonly<Record<string, unknown>>
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
/** Drops undefined values, so that an optional key is either there or not. */
export const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>

const wordsOf = (command: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof command === 'string' ? splitWords(command) ?? [command] : command

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

const imageOf = (image: ServiceInput['image']): { readonly image: string | undefined; readonly imageLimit: number | undefined } =>
  typeof image === 'string' ? { image, imageLimit: undefined } : { image: image?.name, imageLimit: parseMemory(image?.max) }

const buildOf = ({ build, dockerfile }: ServiceInput): Service['build'] => {
  if (build === undefined) return undefined
  const { context, dockerfile: own, target } = typeof build === 'string' ? { context: build, dockerfile: undefined, target: undefined } : build
  const named = own ?? dockerfile
  return { context: plainPath(context), dockerfile: named ?? 'Dockerfile', isNamed: named !== undefined, ...defined({ target }) }
}

const contextOf = ({ build }: ServiceInput): string => typeof build === 'string' ? build : build?.context ?? '.'

const recipeOf = (recipe: ServiceInput['recipe']): RecipeSpec | undefined => {
  if (typeof recipe === 'string' || recipe === undefined) return recipe && { name: recipe }
  const { source, output, package: program, build, ...rest } = recipe
  return defined({
    ...rest, source: source?.map(plainPath), output: output === undefined ? undefined : plainPath(output),
    package: program === undefined ? undefined : plainPath(program), build: build === false ? build : wordsOf(build),
  })
}

/** A list is what the image has; what is only compiled with stands apart. */
const packagesOf = (packages: ServiceInput['packages'] = []): Service['packages'] =>
  'length' in packages ? { build: [], run: packages } : { build: packages.build ?? [], run: packages.run ?? [] }

/** `./a/../b/` → `b`; the stack folder itself is `.`. */
export const plainPath = (path: string): string => {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.'
}

const portsOf = ({ port, ports }: ServiceInput): readonly Port[] =>
  Object.entries({ ...port === undefined ? {} : { http: port }, ...ports }).map(([name, value]) => typeof value === 'number'
    ? { name, number: value, protocol: name === 'grpc' ? 'grpc' : name === 'tcp' ? 'tcp' : 'http' }
    : { name, number: value.port, protocol: value.protocol ?? 'http' })

const probeOf = (health: ServiceInput['health']): Probe | undefined => {
  if (health === undefined) return undefined
  if (health === false) return { by: 'nothing' }
  if (typeof health === 'string') return { by: 'path', path: health }
  const port = defined({ port: health.port })
  const command = wordsOf(health.command)
  return command ? { by: 'command', command }
    : health.path !== undefined ? { by: 'path', path: health.path, ...port }
    : health.tcp !== undefined ? { by: 'tcp', port: health.tcp }
    : health.grpc ? { by: 'grpc', ...port } : undefined
}

const timingsOf = (health: ServiceInput['health']): HealthTimings => {
  const given: Partial<HealthInput> = typeof health === 'object' ? health : {}
  return defined({
    interval: parseDuration(given.interval), timeout: parseDuration(given.timeout), retries: given.retries,
    startPeriod: parseDuration(given.start_period), startInterval: parseDuration(given.start_interval),
  })
}

const routeOf = (route: NonNullable<ServiceInput['route']>): RouteSpec => {
  const { path, host, port, strip, websocket, limit, cache } = typeof route === 'string' ? { path: route } as Exclude<typeof route, string> : route
  const { ttl, cdn } = typeof cache === 'string' ? { ttl: cache, cdn: undefined } : cache ?? {}
  return {
    path, strip: strip ?? false, websocket: websocket ?? false,
    ...defined({ host, port, limit: limit === undefined ? undefined : limitOf(limit), cache: ttl === undefined ? undefined : { ttl: parseDuration(ttl) ?? 0, ...defined({ cdn }) } }),
  }
}

/** A rate with its burst; `false` is none. */
export const limitOf = (limit: LimitInput): RateLimit | false => {
  if (limit === false) return false
  const { rate, burst } = typeof limit === 'string' ? { rate: limit, burst: undefined } : limit
  const [count = 0, isSecond] = [Number.parseInt(rate, 10), rate.endsWith('s')]
  return { rate, burst: burst ?? Math.max(10, isSecond ? 2 * count : Math.ceil(count / 30)) }
}

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
