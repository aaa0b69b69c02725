import type { Outcome } from '../plan/step.mts'
import type { Comparison } from './comparison.mts'
import type { Found, PackagesFound } from './found.mts'
import type { Variant } from './variant.mts'
import { verdictOf, type Side, type Sides, type Verdict } from './verdict.mts'

/** What came of one service. */
export type Compared = Sides & {
  readonly service: string
  readonly recipe: string
  readonly verdict: Verdict
  readonly packages?: PackagesFound
  /** Packages of the operating system that were tried by the names they have in the other one. */
  readonly unknown: readonly string[]
}

/** All that a comparison found, as its steps tell it. */
export const foundIn = (outcomes: readonly Outcome[]): readonly Found[] =>
  outcomes.flatMap(({ step, data }) => step.do === 'alpine' && data !== undefined ? [data as Found] : [])

/** What came of each service, in order of need. */
export const gather = ({ subjects, recipes }: Pick<Comparison, 'subjects' | 'recipes'>, found: readonly Found[]): readonly Compared[] => subjects.map(({ workload, recipe }) => {
  const packages = found.find((one): one is PackagesFound => one.act === 'packages' && one.recipe === recipe.name)
  const side = (variant: Variant): Side => sideOf(workload.name, recipe.name, variant, found)
  const sides: Sides = { slim: side('slim'), alpine: side('alpine'), lacking: packages?.without ?? [] }
  const pair = recipes.find(({ dressed }) => dressed.slim.recipe.name === recipe.name)?.dressed
  return { service: workload.name, recipe: recipe.name, ...sides, verdict: verdictOf(sides), ...packages ? { packages } : {}, unknown: [...pair?.slim.unknown ?? [], ...pair?.alpine.unknown ?? []] }
})

const sideOf = (service: string, recipe: string, variant: Variant, found: readonly Found[]): Side => {
  const built = found.flatMap((one) => one.act === 'build' && one.recipe === recipe && one.variant === variant ? [one] : [])[0]
  const scanned = found.flatMap((one) => one.act === 'scan' && one.recipe === recipe && one.variant === variant ? [one] : [])[0]
  const tried = found.flatMap((one) => one.act === 'try' && one.service === service && one.variant === variant ? [one] : [])[0]
  return {
    starts: tried?.starts ?? [], ...built ? { base: built.base } : {}, ...built?.image ? { image: built.image } : {}, ...built?.trouble ? { unbuilt: built.trouble } : {}, ...scanned?.cves ? { cves: scanned.cves } : {},
    ...tried?.memory === undefined ? {} : { memory: tried.memory }, ...tried?.trouble ? { unready: tried.trouble } : {}, ...tried?.skipped === undefined ? {} : { skipped: tried.skipped },
    ...!built ? { skipped: 'it was not built' } : {},
  }
}
