import type { Recipe } from '../kinds/image-recipe.mts'
import { beside, copySource, foldersOf, systemPackages } from './dockerfile-content.mts'
import { contentOf, startOf, tailOf } from './dockerfile-end.mts'
import { nodeInstall } from './dockerfile-node.mts'
import { execForm } from './dockerfile-words.mts'
import type { Templates } from './template.mts'

/** Where nginx looks for the files of a site. */
const root = '/usr/share/nginx/html'

/** A site: built where there is something to build, served by an nginx without rights. */
export const staticDockerfile = (recipe: Recipe, source: string, templates: Templates): string => {
  const { images, system, workdir, compile, output = '.' } = recipe
  return templates.text('docker/static.Dockerfile', {
    source, workdir, root, image: images.build ?? 'scratch', runtime: images.run,
    buildPackages: images.build === undefined ? undefined : systemPackages(templates, system.build, images.build),
    install: nodeInstall(recipe, templates), content: contentOf(beside({ ...recipe, folders: [] }), copySource(recipe)), build: compile && `RUN ${execForm(compile)}`,
    runPackages: systemPackages(templates, system.run, images.run), folders: foldersOf(recipe), site: output === '.' ? workdir : `${workdir}/${output}`,
    start: startOf(recipe, templates), tail: tailOf(recipe, templates),
  })
}
