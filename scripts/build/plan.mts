import { renderSteps, type Rendered } from '../plan/render.mts'
import type { Step } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Asked } from './image-build.mts'
import { buildSteps } from './steps.mts'

/** What `build` was asked for and has looked at. */
export type BuildSeen = {
  readonly is: 'images'
  readonly owners: readonly Workload[]
  readonly renderings: readonly Rendered[]
  readonly asked: Omit<Asked, 'output'>
  readonly push: boolean
  readonly jobs: number | undefined
  /** The commit that is checked out. */
  readonly revision: string | undefined
}

/** Files, then images; what is pushed was built before, so that one which is too large never leaves this machine. */
export const buildPlan = (environment: Environment, { owners, renderings, asked, push, jobs }: BuildSeen): readonly Step[] => {
  const files = renderSteps(renderings)
  const load = buildSteps(environment, owners, { ...asked, output: 'load', enforces: true, jobs, why: 'their sources may have changed' }, files.map(({ id }) => id))
  return [...files, ...load, ...push ? buildSteps(environment, owners, { ...asked, output: 'push', jobs, why: `${environment.registry} is to have them` }, load.map(({ id }) => id)) : []]
}
