import type { Recipe } from '../kinds/image-recipe.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import type { Scanner } from './cves.mts'
import { closureOf, type LeftOut, type Subject } from './subject.mts'
import { trialOf } from './trial.mts'
import { dressed, type Dressed, type Larder, type Variant } from './variant.mts'

/** What is known of a recipe's packages before anything is built. */
export type PackagesKnown = { readonly is: 'known'; readonly lacking: readonly string[]; readonly by: string } | { readonly is: 'to be asked'; readonly python: string }

/** A recipe that is compared: the service it is built for, and both its variants. */
export type Pair = { readonly owner: Workload; readonly dressed: Readonly<Record<Variant, Dressed>> }

/** A comparison as it is planned. */
export type Comparison = {
  readonly environment: Environment
  readonly subjects: readonly Subject[]
  readonly leftOut: readonly LeftOut[]
  readonly recipes: readonly Pair[]
  /** Owners of images that are only needed. */
  readonly needed: readonly Workload[]
  readonly trials: Readonly<Record<Variant, Environment>>
  readonly files: readonly { readonly path: string; readonly content: string }[]
  readonly packagesOf: (recipe: Recipe) => PackagesKnown | undefined
  readonly scanner: Scanner | undefined
  /** Something of an earlier run is still there. */
  readonly hasLeftovers: boolean
}

/** The part of a comparison that follows from the stack alone. */
export const pairsOf = (environment: Environment, subjects: readonly Subject[], larderOf: (recipe: Recipe) => Larder): Pick<Comparison, 'recipes' | 'needed' | 'trials'> => {
  const byRecipe = new Map(subjects.map(({ recipe }) => [recipe.name, recipe]))
  const owners = new Map(environment.workloads.map((workload) => [workload.name, workload]))
  const recipes = [...byRecipe.values()].map((recipe): Pair => {
    const larder = larderOf(recipe)
    const [first] = subjects.filter((one) => one.recipe.name === recipe.name)
    const owner = owners.get(first?.workload.build?.owner ?? '') ?? first?.workload
    if (!owner) throw new TypeError(`nobody builds ${recipe.name}`)
    return { owner, dressed: { slim: dressed(recipe, 'slim', larder), alpine: dressed(recipe, 'alpine', larder) } }
  })
  const workloads = closureOf(environment, subjects.map(({ workload }) => workload.name))
  const others = new Set(workloads.flatMap(({ build, recipe }) => build && !(recipe && byRecipe.has(recipe.name)) ? [build.owner] : []))
  return {
    recipes, needed: environment.workloads.filter(({ name }) => others.has(name)),
    trials: { slim: trialOf(environment, subjects, 'slim'), alpine: trialOf(environment, subjects, 'alpine') },
  }
}
