import type { Workload } from '../kinds/workload.mts'
import { buildSpec } from './build-spec.mts'
import type { Around } from './compose-service.mts'
import { orUndefined, sortedEntries, type Entries } from './data.mts'

/** Which image a service runs, and how it is built when it is the stack's own. */
export const buildValues = (workload: Workload, { environment, folder }: Around): Entries => {
  const { name, image, build, recipe, health } = workload
  const builds = build?.owner === name ? build : undefined
  const { context, dockerfile, target, contexts } = builds ? buildSpec(workload, builds, environment, folder) : nothing
  return {
    image: build ? image : environment.images[image] ?? image,
    // Another service builds it: asking a registry would find nothing, or a stranger's image.
    pullPolicy: build && !builds ? 'never' : undefined,
    context, dockerfile, buildTarget: target, buildContexts: contexts && orUndefined(sortedEntries(contexts)),
    // The image has the health check of another service.
    noProbe: build?.target === 'production' && recipe?.health && !health ? true : undefined,
  }
}

const nothing = { context: undefined, dockerfile: undefined, target: undefined, contexts: undefined }
