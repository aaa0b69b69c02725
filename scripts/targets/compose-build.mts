import type { Workload } from '../kinds/workload.mts'
import type { Around } from './compose-service.mts'
import { orUndefined, sortedEntries, type Entries } from './data.mts'
import { relativeTo } from './relative.mts'

/** Which image a service runs, and how it is built when it is the stack's own. */
export const buildValues = ({ name, image, build }: Workload, { environment: { images }, folder }: Around): Entries => {
  const builds = build?.owner === name ? build : undefined
  return {
    image: build ? image : images[image] ?? image,
    // Another service builds it: asking a registry would find nothing, or a stranger's image.
    pullPolicy: build && !builds ? 'never' : undefined,
    context: builds && relativeTo(folder, builds.context),
    dockerfile: builds?.dockerfile,
    buildTarget: builds?.target,
    baseImages: builds && orUndefined(sortedEntries(Object.fromEntries(Object.entries(images).map(([from, to]) => [from, `docker-image://${to}`])))),
  }
}
