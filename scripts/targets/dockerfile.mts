import type { Recipe } from '../kinds/image-recipe.mts'
import { neededOf } from './dockerfile-contexts.mts'
import { goDockerfile } from './dockerfile-go.mts'
import { nodeDockerfile } from './dockerfile-node.mts'
import { pythonDockerfile } from './dockerfile-python.mts'
import { staticDockerfile } from './dockerfile-static.mts'
import { dockerignoreText } from './dockerignore.mts'
import { sharedPlace } from './place.mts'
import type { Target } from './target.mts'
import type { Templates } from './template.mts'

/** One Dockerfile for each image that gantry says how to build, beside it what a build leaves out; the same for every environment. */
export const dockerfile: Target = {
  name: 'dockerfile',
  summary: 'Dockerfiles for services whose folder has none',
  isShared: true,
  render: ({ environment, templates, source }) => recipesOf(environment).flatMap((recipe) => {
    const path = dockerfileOf(recipe)
    return [
      { path, content: dockerfileText(recipe, source, templates) },
      { path: `${path}.dockerignore`, content: dockerignoreText({ source, language: recipe.language, needed: neededOf(recipe), own: recipe.ignore }) },
    ]
  }),
}

/** Where the Dockerfile of an image stands, relative to the stack folder. */
export const dockerfileOf = ({ name }: Pick<Recipe, 'name'>): string => sharedPlace('dockerfile', `${name}.Dockerfile`)

/** The text of a Dockerfile; with another variant in the recipe, the one for that. */
export const dockerfileText = (recipe: Recipe, source: string, templates: Templates): string =>
  tidy(byLanguage[recipe.language](recipe, source, templates))

const byLanguage = { python: pythonDockerfile, node: nodeDockerfile, go: goDockerfile, static: staticDockerfile }

/** Each recipe once: services of one folder share it. */
const recipesOf = ({ workloads }: { readonly workloads: readonly { readonly recipe?: Recipe }[] }): readonly Recipe[] =>
  [...new Map(workloads.flatMap(({ recipe }) => recipe ? [[recipe.name, recipe] as const] : [])).values()].sort((a, b) => (a.name < b.name ? -1 : 1))

/** Parts that were left out leave no gap behind. */
const tidy = (text: string): string => `${text.replace(/\n{3,}/g, '\n\n').trimEnd()}\n`
