import { ownersOf } from '../build/image-build.mts'
import type { Container } from '../docker/observed.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { placeOf } from '../targets/place.mts'
import { pairSteps } from '../tls/pair-steps.mts'
import type { PairsSeen } from '../tls/seen.mts'
import { prepare, type Prepared } from './prepare.mts'
import { drifts, renderSteps, type Rendered } from './render.mts'
import { select, type Part } from './select.mts'
import { startSteps } from './start.mts'
import type { Step } from './step.mts'

/** What bringing a stack up looks at. */
export type StackSeen = {
  readonly prepared: Prepared
  readonly renderings: readonly Rendered[]
  readonly containers: readonly Container[]
  /** Images that are on this machine, among those the stack builds. */
  readonly images: ReadonlySet<string>
  /** The commits that the files of images were last changed by, by service. */
  readonly revisions: ReadonlyMap<string, string>
  /** Names of the project's volumes that are there. */
  readonly volumes: ReadonlySet<string>
  /** What there is of certificates, where the stack serves TLS. */
  readonly pairs: PairsSeen | undefined
}

/** `always`: sources may have changed; `missing`: only what is not there yet. */
export type BuildPolicy = 'always' | 'missing'

/** The services whose images a part of a stack has to have built. */
export const toBuild = (environment: Environment, images: ReadonlySet<string>, part: Part, policy: BuildPolicy): readonly Workload[] =>
  ownersOf(environment, select(environment, part)).filter(({ image }) => policy === 'always' || !images.has(image))

/** Steps from whatever is there to a running stack: its files, its images, its containers. */
export const bringUp = (environment: Environment, seen: StackSeen, part: Part, policy: BuildPolicy): readonly Step[] => {
  const workloads = select(environment, part)
  const proxy = workloads.find(({ isEntry }) => isEntry)
  const pairs = pairSteps(environment, proxy && seen.pairs, proxy !== undefined && isRunning(seen.containers, proxy))
  const files = [...prepare(environment, seen.prepared), ...pairs.before, ...renderSteps(seen.renderings)]
  const changed = new Set(drifts(seen.renderings).map(({ path }) => path))
  return [...files, ...startSteps(environment, {
    workloads, isAll: workloads.length === environment.workloads.filter(({ scheduled }) => !scheduled).length,
    build: toBuild(environment, seen.images, part, policy),
    buildWhy: policy === 'always' ? 'their sources may have changed' : 'their images are not there yet',
    revisions: seen.revisions, volumes: seen.volumes, pairs,
    reload: workloads.filter((workload) => isRunning(seen.containers, workload) ? readsChanged(environment, workload, changed) || startsOthers(workload, workloads, seen.containers) : workload.isEntry),
  }, files.map(({ id }) => id))]
}

const readsChanged = (environment: Environment, { reload, mounts }: Workload, changed: ReadonlySet<string>): boolean =>
  reload !== undefined && mounts.some((mount) => mount.type === 'rendered' && [...changed].some((path) => path.startsWith(placeOf(environment)(mount.target, `${mount.folder}/`))))

/** The proxy looks names up once in a while: told so, it finds what was started after it at once. */
const startsOthers = (workload: Workload, workloads: readonly Workload[], containers: readonly Container[]): boolean =>
  workload.isEntry === true && workloads.some((other) => other.routes.length > 0 && !isRunning(containers, other))

const isRunning = (containers: readonly Container[], { name }: Workload): boolean =>
  containers.some(({ service, state }) => service === name && state === 'running')
