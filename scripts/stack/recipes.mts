import { imageFacts, recipeOf, type Plan } from '../kinds/recipe.mts'
import { isRendered } from '../kinds/recipe-asked.mts'
import type { DockerfileFacts } from '../kinds/kind.mts'
import type { Draft } from './draft.mts'
import type { Service } from './service.mts'
import { tierPositions } from './tier.mts'
import { parseDuration } from './units.mts'

/** Plans by the services they are made of, then by the folder that is built, and by each service that was asked for: every environment asks, and more than once. */
const known = new WeakMap<Draft['services'], Map<string, Plan>>()
const asked = new WeakMap<Service, Plan | undefined>()

/** What the image of a service is made of, when gantry renders its Dockerfile: the same in every environment. */
export const planFor = (draft: Draft, service: Service): Plan | undefined => {
  if (!asked.has(service)) asked.set(service, makePlan(draft, service))
  return asked.get(service)
}

const makePlan = (draft: Draft, service: Service): Plan | undefined => {
  if (!isRendered(service, draft.facts)) return undefined
  const { crew, from } = crewOf(draft, service)
  const plans = known.get(from) ?? new Map<string, Plan>()
  known.set(from, plans)
  const key = `${crew[0].name} ${crew[0].build?.context}`
  const plan = plans.get(key) ?? recipeOf(crew, { stack: draft.stack.name, facts: draft.facts, readyOf: (one) => readyOf(draft, one) })
  plans.set(key, plan)
  return plan
}

/** What is known of the image of a service without building it. */
export const imageFactsOf = (draft: Draft, service: Service): DockerfileFacts | undefined =>
  imageFacts(service, planFor(draft, service)?.recipe, draft.facts)

/** Those who build the same folder, as the file says before an environment changes it; a build that only an environment has is its own. */
const crewOf = ({ base, services, facts }: Draft, service: Service): { readonly crew: readonly [Service, ...Service[]]; readonly from: Draft['services'] } => {
  const alike = (of: ReadonlyMap<string, Service>): readonly Service[] =>
    [...of.values()].filter((other) => other.build?.context === service.build?.context && isRendered(other, facts))
  const from = alike(base).some(({ name }) => name === service.name) ? base : services
  const [first = service, ...others] = alike(from)
  return { crew: [first, ...others], from }
}

const readyOf = (draft: Draft, service: Service): number => {
  const tier = Object.values(draft.stack.tiers ?? {})[tierPositions({ tiers: draft.tiers, services: draft.base }).get(service.name) ?? 0]
  return service.ready ?? parseDuration(tier?.ready) ?? 60_000
}
