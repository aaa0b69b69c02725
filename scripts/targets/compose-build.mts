import type { Build, Recipe, Workload } from '../kinds/workload.mts'
import type { Around } from './compose-service.mts'
import { dockerfileOf } from './dockerfile.mts'
import { contextsOf } from './dockerfile-contexts.mts'
import { nameOf } from './dockerfile-words.mts'
import { orUndefined, sortedEntries, type Entries } from './data.mts'
import { relativeTo } from './relative.mts'

/** Which image a service runs, and how it is built when it is the stack's own. */
export const buildValues = (workload: Workload, around: Around): Entries => {
  const { name, image, build, recipe, health } = workload
  const { environment: { images } } = around
  const builds = build?.owner === name ? build : undefined
  return {
    image: build ? image : images[image] ?? image,
    // Another service builds it: asking a registry would find nothing, or a stranger's image.
    pullPolicy: build && !builds ? 'never' : undefined,
    ...builds ? recipe && builds.dockerfile === undefined ? rendered(builds, recipe, around) : own(builds, around) : nothing,
    // The image has the health check of another service.
    noProbe: build?.target === 'production' && recipe?.health && !health ? true : undefined,
  }
}

const nothing = { context: undefined, dockerfile: undefined, buildTarget: undefined, buildContexts: undefined }

const docker = (image: string): string => `docker-image://${image}`

/** A Dockerfile in the folder may stand on any image of the map. */
const own = ({ context, dockerfile, target }: Build, { environment: { images }, folder }: Around): Entries => ({
  context: relativeTo(folder, context), dockerfile, buildTarget: target,
  buildContexts: orUndefined(sortedEntries(Object.fromEntries(Object.entries(images).map(([from, to]) => [from, docker(to)])))),
})

/** A rendered one names its images, and what it takes from beside the folder. */
const rendered = ({ context, target }: Build, recipe: Recipe, { environment: { images }, folder }: Around): Entries => {
  const mapped = Object.values(recipe.images).flatMap((image) => { const to = images[nameOf(image)]; return to === undefined ? [] : [[image, docker(to)] as const] })
  const beside = Object.entries(contextsOf(recipe)).map(([name, path]) => [name, relativeTo(folder, path)] as const)
  return {
    context: relativeTo(folder, context), dockerfile: relativeTo(context, dockerfileOf(recipe)), buildTarget: target,
    buildContexts: orUndefined(sortedEntries(Object.fromEntries([...mapped, ...beside]))),
  }
}
