import type { Environment, Tier } from '../stack/environment.mts'
import { defined } from '../stack/defined.mts'
import type { Service } from '../stack/service.mts'
import { addressVariables, portsOf } from './address.mts'
import { clickhouseKeeping } from './clickhouse-keeping.mts'
import { commandOf, developed } from './development.mts'
import { seatOf, type Ground } from './ground.mts'
import { healthOf, runtimeIn } from './health.mts'
import { kindOf } from './index.mts'
import type { DockerfileFacts, Filled, Kind, Surroundings } from './kind.mts'
import { languageOf } from './recipe-asked.mts'
import { imageFacts, isBuilt, stageOf } from './recipe.mts'
import { threadVariables } from './threads.mts'
import type { Recipe } from './image-recipe.mts'
import type { Build, Mount, NetworkName, RateLimit, Route, SecretUse, Workload } from './workload.mts'

/** A service among the others: everything `fill` has to look at. */
export type Neighbourhood = Surroundings & {
  readonly services: ReadonlyMap<string, Service>
  readonly tier: Tier
  /** Whether that is the first one: what serves everybody stands there. */
  readonly isFirstTier: boolean
  /** What its image is made of, where gantry renders the Dockerfile. */
  readonly recipe?: Recipe
  /** What stands before the names of images that are built. */
  readonly registry?: string
  /** The service that builds the image this one uses. */
  readonly owner: string | undefined
  /** The service's own variables, expanded, apart into what anyone may read and what comes from `.env`. */
  readonly variables: Pick<Workload, 'variables' | 'privateVariables'>
  readonly secretParts: ReadonlyMap<string, NonNullable<SecretUse['parts']>>
  /** What one client may ask of routes that say nothing of it; sites have none. */
  readonly limit: RateLimit | false
  /** The machine, where services run on it without containers. */
  readonly ground?: Ground
}

const defaultReady = 60_000

/** One service with what its kind knows and what the environment changes: the neutral form every target reads. */
export const fill = (service: Service, around: Neighbourhood): Workload => {
  const workload = inContainer(service, around)
  const { ground } = around
  if (!ground || ground.services.has(service.name)) return workload
  return usedServices(service, around).some(({ name }) => ground.services.has(name)) ? { ...workload, callsHost: true } : workload
}

const inContainer = (service: Service, around: Neighbourhood): Workload => {
  const kind = kindOf(service.kind)
  const filled = kind.fill(service, around)
  const { recipe } = around
  const image = imageFacts(service, recipe, around.facts)
  const dev = isBuilt(service, recipe) ? undefined : developed(service, kind, { ...around, image })
  const ready = service.ready ?? Math.max(around.tier.ready ?? defaultReady, dev?.ready ?? 0)
  const ports = portsOf(service)
  const used = usedServices(service, around)
  const running = used.filter(({ kind: of }) => of !== 'external')
  const secrets = secretsOf(service, filled, used, around)
  const builds = service.build && !dev?.image
  const resources = resourcesOf(service, filled)
  return {
    name: service.name, tier: around.tier.name, runs: kind.runs, scheduled: service.scheduled, ready, ports,
    image: dev?.image ?? (builds ? builtName(service, around) : service.image ?? filled.image ?? ''),
    networks: networksOf(service, kind, used),
    needs: running.filter(({ name }) => service.needs.includes(name)).map(({ name, kind: of }) => ({ service: name, until: kindOf(of).runs === 'job' ? 'done' as const : 'ready' as const })),
    wants: running.filter(({ name }) => service.wants.includes(name)).map(({ name }) => name),
    resources,
    backup: service.backup, replicas: service.replicas, singleton: service.singleton, secrets,
    variables: without(around.variables.privateVariables, {
      ...filled.variables, ...threadVariables(service, { ...around, resources, language: recipe?.language ?? (kind.recipe && languageOf(kind.recipe)) }), ...Object.assign({}, ...used.map((other) => addressVariables(other, around.stack, seatOf(around.ground, service.name, other.name)))),
      ...secretFiles(service, used), ...dev?.variables, ...around.variables.variables,
    }),
    privateVariables: around.variables.privateVariables,
    mounts: mountsOf([...filled.mounts ?? [], ...dev?.mounts ?? [], ...service.mounts.map((mount) => seeded(mount, recipe, service.user ?? filled.user))]),
    routes: service.routes.map(({ limit = filled.site ? false : around.limit, ...route }): Route => ({ ...route, service: service.name, port: ports.find(({ name }) => name === route.port) ?? ports[0] ?? noPort, ...limit ? { limit } : {} })),
    publish: service.publish,
    capabilities: filled.capabilities ?? [], readOnlyRoot: true,
    stop: { grace: service.stop.grace ?? filled.stop?.grace ?? 10_000, ...defined({ signal: service.stop.signal ?? filled.stop?.signal }) },
    restart: service.restart ?? (kind.runs === 'job' ? 'no' : 'unless-stopped'),
    logging: { driver: service.logging.driver ?? 'json-file', options: service.logging.driver && service.logging.driver !== 'json-file' ? service.logging.options : { 'max-size': '10m', 'max-file': '3', ...service.logging.options } },
    ...defined({
      build: builds ? buildOf(service, around) : undefined,
      recipe, imageLimit: service.imageLimit,
      command: commandFor(service, filled, image, dev?.command, secrets),
      entrypoint: dev?.entrypoint,
      workdir: dev?.workdir ?? service.workdir,
      user: service.user === 'image' ? undefined : service.user ?? filled.user,
      health: healthOf(service, filled, { isDev: around.isDev, ready, ...recipe ? { runtime: runtimeIn(recipe) } : {} }),
      site: filled.site, reload: filled.reload, then: filled.then, compose: service.compose, keeps: service.backup.isOn ? (service.backup.clickhouse && clickhouseKeeping(service.backup.clickhouse)) ?? kind.keeping?.(service, around) : undefined,
    }),
  }
}

const builtName = ({ name }: Service, { registry, stack, owner, environment }: Neighbourhood): string =>
  `${registry === undefined ? '' : `${registry}/`}${stack}/${owner ?? name}:${environment}`

/** What the service takes from `.env` goes before what others give: a name never stands in both. */
const without = (names: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !Object.hasOwn(names, name)))

const noPort = { name: 'http', number: 0, protocol: 'http' } as const

const usedServices = (service: Service, { services }: Neighbourhood): readonly Service[] =>
  [...new Set([...service.needs, ...service.wants])].flatMap((name) => services.get(name) ?? [])

/** Its own network and those of the services it calls; a published database also gets a way out, which publishing takes. */
const networksOf = (service: Service, kind: Kind, used: readonly Service[]): readonly NetworkName[] => {
  const homes = [kind.home, ...kind.calls ? used.map((other) => kindOf(other.kind).home) : [], ...kind.home === 'database' && service.publish.length > 0 ? ['backend' as const] : []]
  return (['frontend', 'backend', 'database'] as const).filter((network) => homes.includes(network))
}

const resourcesOf = (service: Service, { limits }: Filled): Workload['resources'] => ({
  limits: {
    cpus: service.limits.cpus ?? Math.max(limits.cpus, service.reservations.cpus ?? 0),
    memory: service.limits.memory ?? Math.max(limits.memory, service.reservations.memory ?? 0),
    pids: service.limits.pids ?? 512,
  },
  reservations: service.reservations,
  ...defined({ gpus: service.gpus }),
})

/** What it reads: its kind's secrets, the passwords of what it uses, then its own. */
const secretsOf = (service: Service, filled: Filled, used: readonly Service[], { stack, secretParts }: Neighbourhood): readonly SecretUse[] => {
  const passwords = used.flatMap((other) => kindOf(other.kind).address?.(other, { stack }).password ?? [])
  const own = service.secrets.map((use) => ({ ...use, ...defined({ parts: secretParts.get(use.name) }) }))
  const all: readonly SecretUse[] = [...[...filled.secrets ?? [], ...passwords].map((name) => ({ name })), ...external(used), ...own]
  return [...new Map(all.map((use) => [use.name, use])).values()]
}

/** What a service elsewhere asks for is handed to those who use it. */
const external = (used: readonly Service[]): readonly SecretUse[] => used.filter(({ kind }) => kind === 'external').flatMap(({ secrets }) => secrets)

const secretFiles = (service: Service, used: readonly Service[]): Readonly<Record<string, string>> =>
  Object.fromEntries([...external(used), ...service.secrets].filter(({ as }) => as === undefined)
    .map(({ name }) => [`${name.toUpperCase()}_FILE`, `/run/secrets/${name}`]))

/** A wrapper that sets variables from secrets takes the place of the entry point, so it has to know the whole command. */
const commandFor = (service: Service, filled: Filled, image: DockerfileFacts | undefined, dev: readonly string[] | undefined, secrets: readonly SecretUse[]) => {
  const given = service.command ?? filled.command
  const isWrapped = service.build && secrets.some(({ as }) => as)
  return dev ?? (isWrapped ? commandOf(image, given) : given)
}

/** The build of its image; of a rendered Dockerfile the stage that is wanted here. */
const buildOf = (service: Service, { owner = service.name, recipe, reload }: Neighbourhood): Build | undefined => {
  if (!service.build) return undefined
  const { context, dockerfile, target } = service.build
  return recipe ? { context, owner, target: stageOf(service, recipe, reload) } : { context, dockerfile, owner, ...defined({ target }) }
}

/** Whether the image brings the folder of a volume along, with the right owner. */
const seeded = (mount: Mount, recipe: Recipe | undefined, user: string | undefined): Mount =>
  mount.type === 'volume' && recipe?.folders.some((folder) => folder.path === mount.path && folder.user === user) ? { ...mount, isSeeded: true } : mount

/** The last mount of a path wins; a read-only root needs a place for temporary files. */
const mountsOf = (mounts: readonly Mount[]): readonly Mount[] =>
  [...new Map([{ type: 'tmpfs', path: '/tmp' } as Mount, ...mounts].map((mount) => [mount.path, mount])).values()]

/** Every environment has at least this tier. */
export const onlyTier: Environment['tiers'][number] = { name: 'all' }
