import { lockSteps, type LockSeen } from '../images/lock.mts'
import { renderSteps, type Rendered } from '../plan/render.mts'
import type { Step } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import type { ContextFacts } from '../report/context.mts'
import type { Workload } from '../kinds/workload.mts'
import { supplySteps, type SupplyAsked, type SupplyImage, type Tools } from '../supply/steps.mts'
import { imageBuild, type Asked } from './image-build.mts'
import { buildSteps } from './steps.mts'

/** What builds depend on. */
export type ImagesSeen = {
  readonly is: 'images'
  readonly owners: readonly Workload[]
  readonly renderings: readonly Rendered[]
  readonly asked: Omit<Asked, 'output'>
  readonly push: boolean
  readonly jobs: number | undefined
  /** Whether the engine takes images of several platforms, and attestations. */
  readonly loadsMany: boolean
  /** The commit that is checked out. */
  readonly revision: string | undefined
  readonly supply: { readonly asked: SupplyAsked; readonly tools: Tools }
}

/** What `build` was asked for and has looked at. */
export type BuildSeen = ImagesSeen | { readonly is: 'contexts'; readonly contexts: readonly ContextFacts[] } | { readonly is: 'lock'; readonly lock: LockSeen }

/** What is left to do: nothing for what is only weighed. */
export const buildPlan = (environment: Environment, seen: BuildSeen): readonly Step[] => {
  switch (seen.is) {
    case 'contexts': return []
    case 'lock': return lockSteps(seen.lock)
    case 'images': return imageSteps(environment, seen)
  }
}

/** Files, then images; what is pushed was built before, so that one which is too large never leaves this machine. */
const imageSteps = (environment: Environment, { owners, renderings, asked, push, jobs, supply, loadsMany }: ImagesSeen): readonly Step[] => {
  const files = renderSteps(renderings)
  const load = buildSteps(environment, owners, { ...push && !loadsMany ? forThisEngine(asked) : asked, output: 'load', enforces: true, jobs, why: 'their sources may have changed' }, files.map(({ id }) => id))
  const built = load.map(({ id }) => id)
  const scan = supplySteps(imagesOf(environment, owners, asked), supply.asked, supply.tools, built)
  return [...files, ...load, ...push ? buildSteps(environment, owners, { ...asked, output: 'push', jobs, signs: supply.asked.sign ? supply.tools.cosign : undefined, why: `${environment.registry} is to have them` }, built) : [], ...scan]
}

/** What can be weighed here of an image that only a registry can hold whole. */
const forThisEngine = ({ platforms = [], attests: _, ...asked }: ImagesSeen['asked']): ImagesSeen['asked'] =>
  platforms.length === 1 ? { ...asked, platforms } : asked

/** The images that were asked for, by the names they get. */
export const imagesOf = (environment: Environment, owners: readonly Workload[], asked: ImagesSeen['asked']): readonly SupplyImage[] =>
  owners.flatMap((workload) => imageBuild(environment, workload, { ...asked, output: 'load' }) ?? []).map(({ service, image }) => ({ service, image }))
