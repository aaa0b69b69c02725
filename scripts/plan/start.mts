import { buildSteps } from '../build/steps.mts'
import { compose } from '../docker/compose.mts'
import { container } from '../docker/container.mts'
import { volume } from '../docker/volume.mts'
import type { Workload } from '../kinds/workload.mts'
import { doorOf } from '../stack/entry.mts'
import type { Environment } from '../stack/environment.mts'
import type { PairSteps } from '../tls/pair-steps.mts'
import { placeOf } from '../targets/place.mts'
import { goalsOf } from './goals.mts'
import type { Step } from './step.mts'

/** How a stack is to be brought up. */
export type Start = {
  readonly workloads: readonly Workload[]
  /** Whether that is the whole stack, so that containers of removed services can go. */
  readonly isAll: boolean
  /** Services whose images are built first. */
  readonly build: readonly Workload[]
  readonly buildWhy: string
  /** The commits that the files of images were last changed by, by service. */
  readonly revisions: ReadonlyMap<string, string>
  /** Those that have to read their files again, or to look up names, once everything is up. */
  readonly reload: readonly Workload[]
  /** Names of the project's volumes that are there already. */
  readonly volumes: ReadonlySet<string>
  /** What a proxy with TLS needs. */
  readonly pairs: PairSteps
}

/** Where the compose file of an environment stands. */
export const composeFile = (environment: Environment): string => placeOf(environment)('compose', 'compose.yaml')

/** Images in the order of their tiers, then containers, then everything started in order of need; all of it after `after`. */
export const startSteps = (environment: Environment, { workloads, isAll, build, buildWhy, revisions, reload, volumes, pairs }: Start, after: readonly string[]): readonly Step[] => {
  const commands = compose(composeFile(environment))
  const builds = buildSteps(environment, build, { output: 'load', revisions, why: buildWhy }, after)
  const create: Step = {
    id: 'create', after: [...after, ...builds.map(({ id }) => id)], do: 'run', quiet: true,
    argv: isAll ? commands.createAll() : commands.create(workloads.map(({ name }) => name)),
    why: 'containers, networks and volumes as the file says; changed ones anew',
  }
  const reloads = reload.map(({ name, reload: command = [] }): Step => ({
    id: `reload ${name}`, after: ['create'], do: 'run', quiet: true, argv: container.exec(`${environment.project}-${name}-1`, command), why: 'it reads its files and looks up names anew',
  }))
  const owned = ownSteps(environment, workloads, volumes)
  const between = [...owned, ...pairs.between]
  return [...builds, create, ...between, {
    id: 'wait', after: ['create', ...between.map(({ id }) => id)], do: 'wait', project: environment.project, goals: goalsOf(environment, workloads),
    why: 'each is started when what it needs is ready',
  }, ...reloads.map((step) => ({ ...step, after: ['wait'] })), ...reload.some(({ isEntry }) => isEntry) ? [{
    id: 'answer', after: ['wait', ...reloads.map(({ id }) => id)], do: 'answer' as const, door: doorOf(environment), routes: workloads.flatMap(askable), budget: 5000,
    why: 'until the proxy has found what was started',
  }] : [], ...pairs.afterwards]
}

/**
 * A new volume belongs to root unless the image has its folder, and a service that is not root could not write to it. Its own
 * image hands the volume over, with no other right than that.
 */
const ownSteps = ({ project, images }: Environment, workloads: readonly Workload[], volumes: ReadonlySet<string>): readonly Step[] => {
  const steps = new Map<string, Step>()
  for (const { name: service, user, image, build, mounts } of workloads.filter(takesVolumes)) for (const mount of mounts) {
    if (mount.type !== 'volume' || mount.readOnly || mount.isSeeded || volumes.has(`${project}_${mount.name}`)) continue
    const argv = volume.give(`${project}_${mount.name}`, user ?? '', build ? image : images[image] ?? image)
    steps.set(mount.name, { id: `own ${mount.name}`, after: ['create'], do: 'run', quiet: true, optional: true, argv, why: `it is new, and ${service} writes to it as ${user}` })
  }
  return [...steps.values()]
}

/** Whether a service writes to a volume that its image may not have prepared for its user. */
export const takesVolumes = ({ user = '', mounts }: Workload): boolean =>
  /^\d+:\d+$/.test(user) && user !== '0:0' && mounts.some((mount) => mount.type === 'volume' && !mount.readOnly && !mount.isSeeded)

/** The routes of a workload that plain HTTP can ask. */
export const askable = ({ routes }: Workload): readonly { readonly path: string; readonly host?: string }[] =>
  routes.filter(({ port }) => port.protocol !== 'grpc').map(({ path, host }) => ({ path, ...host === undefined ? {} : { host } }))
