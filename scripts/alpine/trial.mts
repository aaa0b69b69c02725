import type { Mount, Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { homeFolder } from '../stack/home.mts'
import { closureOf, type Subject } from './subject.mts'
import type { Variant } from './variant.mts'

/** The throw-away project of an environment; no stack and environment together are called so. */
export const trialProject = ({ project }: Pick<Environment, 'project'>): string => `${project}_alpine`

/** Where its files stand. */
export const trialFolder = ({ name }: Pick<Environment, 'name'>): string => `${homeFolder(name)}/alpine`

/** The image of a recipe as a variant, or of something that is only needed (`own`); no stack has images of such a name. */
export const trialImage = ({ project }: Pick<Environment, 'project'>, name: string, variant: Variant | 'own'): string => `gantry-alpine/${project}/${name}:${variant}`

/** How often a service that is compared is asked for its health while it starts, in milliseconds: both variants alike, and finer than it matters. */
const lookEvery = 200

/** An environment as a throw-away project: these services with what they need, in the images of one variant, beside everything that runs. */
export const trialOf = (environment: Environment, subjects: readonly Subject[], variant: Variant): Environment => {
  const recipes = new Set(subjects.map(({ recipe }) => recipe.name))
  const compared = new Set(subjects.map(({ workload }) => workload.name))
  const workloads = closureOf(environment, [...compared])
  const shared = new Set(workloads.filter(({ name }) => !compared.has(name)).flatMap(volumesOf))
  const dress = (workload: Workload): Workload => {
    const { build, recipe, health, ...rest } = workload
    const isCompared = compared.has(workload.name)
    const mounts = rest.mounts.map((mount, index) => ownMount(mount, index, workload.name, isCompared && variant === 'alpine' ? shared : undefined))
    const image = !build ? rest.image : recipe && recipes.has(recipe.name) ? trialImage(environment, recipe.name, variant) : trialImage(environment, recipe?.name ?? build.owner, 'own')
    return {
      ...rest, image, mounts, publish: [], routes: [], scheduled: false, replicas: 1, restart: 'no', ...health ? { health: isCompared ? { ...health, startInterval: lookEvery } : health } : {},
      compose: { ...bare(rest.compose), ...build ? { pull_policy: 'never' } : {}, ...recipe?.health && !health ? { healthcheck: { disable: true } } : {} },
    }
  }
  const { subnet: _fixed, ...free } = environment
  return { ...free, project: trialProject(environment), secrets: secretsOf(environment, workloads), workloads: workloads.map(dress) }
}

const volumesOf = ({ mounts }: Workload): readonly string[] => mounts.flatMap((mount) => mount.type === 'volume' && mount.name ? [mount.name] : [])

/** Nothing of the machine is written to; a second variant begins with volumes of its own, but for those it shares with what it needs. */
const ownMount = (mount: Mount, index: number, service: string, shared: ReadonlySet<string> | undefined): Mount => {
  if (mount.type === 'bind' && !mount.readOnly) return { type: 'volume', name: `${service}-bind-${index}${shared ? '-alpine' : ''}`, path: mount.path, readOnly: false, cache: true }
  return mount.type === 'volume' && mount.name && shared && !shared.has(mount.name) ? { ...mount, name: `${mount.name}-alpine` } : mount
}

// What would meet the running stack, or the machine.
const meeting = new Set(['container_name', 'ports', 'network_mode', 'networks', 'volumes', 'restart', 'profiles', 'build', 'image', 'hostname'])

const bare = (raw: Workload['compose']): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(raw ?? {}).filter(([key]) => !meeting.has(key)))

/** Only the secrets that these read: nobody is asked for another one. */
const secretsOf = ({ secrets }: Environment, workloads: readonly Workload[]): Environment['secrets'] => {
  const read = new Set(workloads.flatMap((workload) => workload.secrets.flatMap(({ name, parts }) => parts ? parts.flatMap((part) => typeof part === 'string' ? [] : [part.secret]) : [name])))
  return Object.fromEntries(Object.entries(secrets).filter(([name]) => read.has(name)))
}
