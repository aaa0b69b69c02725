import type { Build, Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { dockerfileOf } from './dockerfile.mts'
import { contextsOf } from './dockerfile-contexts.mts'
import { nameOf } from './dockerfile-words.mts'
import { relativeTo } from './relative.mts'

/** How an image is built, with paths as seen from some folder; `contexts` are what stands beside the build folder and in the place of base images. */
export type BuildSpec = { readonly context: string; readonly dockerfile: string | undefined; readonly target: string | undefined; readonly contexts: Readonly<Record<string, string>> }

/** How the image of a workload is built, seen from `folder`; its Dockerfile is relative to the context, as Compose has it. */
export const buildSpec = ({ recipe }: Workload, build: Build, { images }: Pick<Environment, 'images'>, folder: string): BuildSpec => {
  const { context, dockerfile, target } = build
  const isOwn = recipe === undefined || dockerfile !== undefined
  const mapped = isOwn
    ? Object.entries(images)
    // A rendered one names its images; one of a folder may stand on any of the map.
    : Object.values(recipe.images).flatMap((image) => { const to = images[nameOf(image)]; return to === undefined ? [] : [[image, to] as const] })
  const beside = isOwn ? [] : Object.entries(contextsOf(recipe)).map(([name, path]) => [name, relativeTo(folder, path)] as const)
  return {
    context: relativeTo(folder, context), dockerfile: isOwn ? dockerfile : relativeTo(context, dockerfileOf(recipe)), target,
    contexts: Object.fromEntries([...mapped.map(([from, to]) => [from, `docker-image://${to}`] as const), ...beside]),
  }
}
