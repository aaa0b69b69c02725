import type { Recipe } from '../kinds/image-recipe.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'

/** A service that is compared, with the recipe of its image. */
export type Subject = { readonly workload: Workload; readonly recipe: Recipe }

/** A service that is not, and why. */
export type LeftOut = { readonly service: string; readonly why: string }

/** The services of an environment that can be compared, in order of need, and the others. */
export const subjectsOf = ({ workloads }: Pick<Environment, 'workloads'>): { readonly subjects: readonly Subject[]; readonly leftOut: readonly LeftOut[] } => ({
  subjects: workloads.flatMap((workload) => workload.recipe && whyNot(workload) === undefined ? [{ workload, recipe: workload.recipe }] : []),
  leftOut: workloads.flatMap((workload) => { const why = whyNot(workload); return why === undefined ? [] : [{ service: workload.name, why }] }),
})

const whyNot = ({ build, recipe, image }: Workload): string | undefined => {
  if (!build) return `the image ${image}`
  if (!recipe) return `a Dockerfile of its own, ${build.context === '.' ? '' : `${build.context}/`}${build.dockerfile ?? 'Dockerfile'}`
  return recipe.language === 'static' ? 'a site, which nginx serves on Alpine already' : undefined
}

/** The workloads that these need, and they themselves, in order of need. */
export const closureOf = ({ workloads }: Pick<Environment, 'workloads'>, names: readonly string[]): readonly Workload[] => {
  const found = new Set<string>()
  const add = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const { service } of workloads.find((one) => one.name === name)?.needs ?? []) add(service)
  }
  names.forEach(add)
  return workloads.filter(({ name }) => found.has(name))
}

/** Services outside the stack that these workloads are told the address of, as `orders (db.example.com)`. */
export const outsideOf = ({ external }: Pick<Environment, 'external'>, workloads: readonly Workload[]): readonly string[] => {
  const told = workloads.flatMap(({ variables, privateVariables, secrets }) => [...Object.values(variables), ...Object.values(privateVariables), ...secrets.map(({ value = '' }) => value)]).join('\n')
  return Object.entries(external).filter(([, { host }]) => told.includes(host)).map(([name, { host }]) => `${name} (${host})`)
}
