import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { dockerfileAt } from '../../alpine/build-steps.mts'
import { composeAt, writtenBy } from '../../alpine/steps.mts'
import { pairsOf, type Comparison } from '../../alpine/comparison.mts'
import { subjectsOf, type LeftOut, type Subject } from '../../alpine/subject.mts'
import { trialProject } from '../../alpine/trial.mts'
import { variants, type Variant } from '../../alpine/variant.mts'
import type { Recipe } from '../../kinds/image-recipe.mts'
import { prepare } from '../../plan/prepare.mts'
import type { Step } from '../../plan/step.mts'
import type { Environment } from '../../stack/environment.mts'
import { compose } from '../../targets/compose.mts'
import { dockerfileText } from '../../targets/dockerfile.mts'
import { neededOf } from '../../targets/dockerfile-contexts.mts'
import { dockerignoreText } from '../../targets/dockerignore.mts'
import { placeOf } from '../../targets/place.mts'
import { compileTemplates, type Templates } from '../../targets/template.mts'
import type { Observing } from '../command.mts'
import { engine } from '../docker.mts'
import { fail, failed, mistake } from '../failure.mts'
import { readTemplates } from '../templates.mts'
import { observePrepared } from '../prepared.mts'
import { refuseOthers } from '../refuse-others.mts'
import { calmEnvironment } from './calm-environment.mts'
import { lardersOf, packagesOf, scannerOnPath } from './larder.mts'
import { remainsOf } from './remains.mts'

/** What a comparison is planned from. */
export type AlpineSeen = {
  readonly comparison: Comparison
  /** What has to be there before containers are made, and those of its files that are not there now. */
  readonly preparing: readonly Step[]
  readonly made: readonly string[]
}

const source = 'stack.yaml'

/** Looks at everything that a comparison of these services depends on; of all that can be compared where none is named. */
export const observeAlpine = async ({ stackFolder, environment: asked, services }: Pick<Observing, 'stackFolder' | 'environment' | 'services'>): Promise<AlpineSeen> => {
  const environment = await calmEnvironment(stackFolder, asked)
  const { subjects, leftOut } = chosen(environment, services)
  const { templates, problems } = compileTemplates(await readTemplates(stackFolder))
  const broken = problems.find(({ severity }) => severity === 'error')
  if (broken) fail(mistake(`${broken.file}:${broken.line}:${broken.column} ${broken.message}`, broken.hint))
  const larders = await lardersOf(stackFolder, subjects)
  const parts = pairsOf(environment, subjects, ({ name }) => larders.get(name) ?? { pins: new Map(), wheels: [] })
  const [prepared, packages, scanner, found] = await Promise.all([
    observePrepared(stackFolder, parts.trials.slim), packagesOf(stackFolder, subjects), scannerOnPath(), usableEngine().then(() => remainsOf(trialProject(environment))),
  ])
  refuseOthers(parts.trials.slim, stackFolder, found.containers)
  // Without a .env the example counts, as it does now: none has to be made.
  const preparing = prepare(parts.trials.slim, { ...prepared, example: undefined })
  return {
    preparing, made: await missing(stackFolder, writtenBy(preparing)),
    comparison: { environment, subjects, leftOut, ...parts, files: filesOf(environment, parts, templates), packagesOf: ({ name }) => packages.get(name), scanner, hasLeftovers: found.isThere },
  }
}

const chosen = (environment: Environment, services: readonly string[]): { readonly subjects: readonly Subject[]; readonly leftOut: readonly LeftOut[] } => {
  const { subjects, leftOut } = subjectsOf(environment)
  const [stranger] = leftOut.filter(({ service }) => services.includes(service))
  if (stranger) fail(mistake(`${stranger.service} cannot be compared: ${stranger.why}`, subjects.length === 0 ? 'services with `build:` and a rendered Dockerfile can' : `those that can: ${subjects.map(({ workload }) => workload.name).join(', ')}`))
  return services.length === 0 ? { subjects, leftOut } : { subjects: subjects.filter(({ workload }) => services.includes(workload.name)), leftOut: [] }
}

const missing = async (folder: string, paths: readonly string[]): Promise<readonly string[]> => {
  const found = await Promise.all(paths.map((path) => access(join(folder, path)).then(() => [], () => [path])))
  return found.flat()
}

const usableEngine = async (): Promise<void> => {
  const found = await engine()
  if (!found.usable) fail(failed(found.message, found.hint))
}

const filesOf = (environment: Environment, { recipes, needed, trials }: Pick<Comparison, 'recipes' | 'needed' | 'trials'>, templates: Templates): Comparison['files'] => {
  const rendered = (recipe: Recipe, variant: Variant | 'own') => {
    const path = dockerfileAt(environment, recipe.name, variant)
    return [
      { path, content: dockerfileText(recipe, source, templates) },
      { path: `${path}.dockerignore`, content: dockerignoreText({ source, language: recipe.language, needed: neededOf(recipe), own: recipe.ignore }) },
    ]
  }
  const own = placeOf(environment)
  return [
    ...recipes.flatMap(({ dressed }) => variants.flatMap((variant) => rendered(dressed[variant].recipe, variant))),
    ...needed.flatMap(({ recipe }) => recipe ? rendered(recipe, 'own') : []),
    ...variants.flatMap((variant) => compose.render({ environment: trials[variant], templates, source, place: (target, file) => target === 'compose' ? composeAt(environment, variant) : own(target, file) })),
  ]
}
