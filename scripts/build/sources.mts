import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { buildSpec, dockerfilePath } from '../targets/build-spec.mts'

/** Whether an image is told its commit: what development runs of a rendered Dockerfile has no place for it. */
export const bearsRevision = ({ recipe, build }: Pick<Workload, 'recipe' | 'build'>): boolean => !recipe || build?.target === 'production'

/** What an image is made of, relative to the stack folder: its build folder, its Dockerfile, what it takes from beside the folder. */
export const sourcesOf = (workload: Workload, environment: Pick<Environment, 'images'>): readonly string[] => {
  const { build } = workload
  if (!build) return []
  const { contexts } = buildSpec(workload, build, environment, '')
  return [build.context, dockerfilePath(workload, build), ...Object.values(contexts).filter((source) => !source.includes('://'))]
}
