import type { Recipe } from '../kinds/image-recipe.mts'
import type { Build, Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { plainPath } from '../stack/plain-path.mts'
import { dockerfileOf } from './dockerfile.mts'
import { contextsOf } from './dockerfile-contexts.mts'
import { nameOf } from './dockerfile-words.mts'
import { relativeTo } from './relative.mts'

/** How an image is built, with paths as seen from some folder; `contexts` are what stands beside the build folder and in the place of base images. */
export type BuildSpec = { readonly context: string; readonly dockerfile: string | undefined; readonly target: string | undefined; readonly contexts: Readonly<Record<string, string>> }

/** How the image of a workload is built, seen from `folder`; its Dockerfile is relative to the context, as Compose has it. */
export const buildSpec = ({ recipe }: Workload, build: Build, { images }: Pick<Environment, 'images'>, folder: string): BuildSpec => {
  const { context, dockerfile, target } = build
  const rendered = isRendered(recipe, build) ? recipe : undefined
  // A rendered one names its images; one of a folder may stand on any of the map.
  const mapped = !rendered
    ? Object.entries(images)
    : Object.values(rendered.images).flatMap((image) => { const to = images[nameOf(image)]; return to === undefined ? [] : [[image, to] as const] })
  const beside = !rendered ? [] : Object.entries(contextsOf(rendered)).map(([name, path]) => [name, relativeTo(folder, path)] as const)
  return {
    context: relativeTo(folder, context), dockerfile: rendered ? relativeTo(context, dockerfileOf(rendered)) : dockerfile, target,
    contexts: Object.fromEntries([...mapped.map(([from, to]) => [from, `docker-image://${to}`] as const), ...beside]),
  }
}

/** Where the Dockerfile of a build stands, relative to the stack folder. */
export const dockerfilePath = ({ recipe }: Pick<Workload, 'recipe'>, build: Build): string =>
  isRendered(recipe, build) ? dockerfileOf(recipe) : plainPath(`${build.context}/${build.dockerfile ?? 'Dockerfile'}`)

/** Whether gantry writes the Dockerfile: it does unless the build names one. */
const isRendered = (recipe: Recipe | undefined, { dockerfile }: Build): recipe is Recipe => recipe !== undefined && dockerfile === undefined
