import { imageBuild, type ImageBuild } from '../build/image-build.mts'
import type { Recipe } from '../kinds/image-recipe.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Step } from '../plan/step.mts'
import { nameOf } from '../targets/dockerfile-words.mts'
import type { Comparison } from './comparison.mts'
import { scanWords, type Scanner } from './cves.mts'
import { trialFolder, trialImage } from './trial.mts'
import { variants, type Variant } from './variant.mts'

/** Every image that is compared or needed, and what a scanner says of those that are compared. */
export const buildSteps = (comparison: Comparison): readonly Step[] => {
  const { recipes, scanner } = comparison
  const scan = (image: string, recipe: string, variant: Variant, by: Scanner): Step => (
    { id: `scan ${recipe} ${variant}`, after: [`build ${recipe} ${variant}`], do: 'alpine', act: 'scan', recipe, variant, by, argv: scanWords(by, image), image, why: 'known weaknesses of what is in it' })
  return [
    ...recipes.flatMap(({ owner, dressed }) => variants.flatMap((variant): readonly Step[] => {
      const { recipe } = dressed[variant]
      const build = buildOf(comparison, owner, recipe, variant)
      return [
        { ...step(`build ${recipe.name} ${variant}`, `${recipe.name} on ${baseOf(recipe)}`), act: 'build', recipe: recipe.name, variant, build, base: mapped(comparison, recipe), project: comparison.trials.slim.project },
        ...scanner ? [scan(build.image, recipe.name, variant, scanner)] : [],
      ]
    })),
    ...comparison.needed.map((owner): Step => {
      const name = owner.recipe?.name ?? owner.name
      return { ...step(`build ${name}`, 'something that is compared needs it'), act: 'build', recipe: name, variant: 'own', build: buildOf(comparison, owner, owner.recipe, 'own'), base: '', project: comparison.trials.slim.project }
    }),
  ]
}

const step = (id: string, why: string): { readonly id: string; readonly after: readonly string[]; readonly do: 'alpine'; readonly quiet: true; readonly why: string } => ({ id, after: ['files'], do: 'alpine', quiet: true, why })

const baseOf = ({ images }: Recipe): string => images.run ?? images.build ?? 'scratch'

const mapped = ({ environment: { images } }: Comparison, recipe: Recipe): string => { const base = nameOf(baseOf(recipe)); return images[base] ?? base }

/** The build of a variant: that of the service, with the Dockerfile and the name of the variant. */
const buildOf = ({ environment, trials }: Comparison, owner: Workload, recipe: Recipe | undefined, variant: Variant | 'own'): ImageBuild => {
  const image = trialImage(environment, recipe?.name ?? owner.name, variant)
  const { compose: raw } = owner
  const built = imageBuild({ ...environment, project: trials.slim.project }, {
    ...owner, image, ...recipe ? { recipe } : {}, ...raw ? { compose: raw } : {}, build: { ...owner.build, context: owner.build?.context ?? '.', owner: owner.name, ...recipe ? { target: 'production' } : {} },
  }, { output: 'load' })
  if (!built) throw new TypeError(`${owner.name} builds nothing`)
  if (!recipe) return built
  const dockerfile = dockerfileAt(environment, recipe.name, variant)
  return { ...built, dockerfile, argv: built.argv.map((word, index) => built.argv[index - 1] === '--file' ? dockerfile : word) }
}

/** Where the Dockerfile of a variant stands. */
export const dockerfileAt = (environment: Parameters<typeof trialFolder>[0], recipe: string, variant: Variant | 'own'): string => `${trialFolder(environment)}/${recipe}.${variant}.Dockerfile`
