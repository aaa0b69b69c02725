import { isRendered } from '../../kinds/recipe-asked.mts'
import { kindOf } from '../../kinds/index.mts'
import { atService, type Check, type Draft } from '../draft.mts'
import { isMap } from '../merge.mts'
import type { Problem } from '../problem.mts'
import { planFor } from '../recipes.mts'
import type { Service } from '../service.mts'
import { isInside } from './places.mts'

/** What Dockerfiles are rendered from is there and fits together, and is the same in every environment. */
export const recipes: Check = (draft) => [...draft.services.values()].flatMap((service) => {
  if (!isRendered(service, draft.facts)) return unused(draft, service)
  if (!service.build || !isInside(draft, service.build.context) || !draft.facts.isFolder(service.build.context)) return []
  return [...twice(draft, service), ...changed(draft, service), ...flawed(draft, service)]
})

const forRecipes = ['packages', 'cgo', 'include', 'recipe'] as const

/** Facts for a Dockerfile where none is rendered. */
const unused = (draft: Draft, service: Service): readonly Problem[] => {
  const other = service.build ? `${service.build.context}/${service.build.dockerfile} is used as it is` : `${service.name} builds nothing`
  return forRecipes.filter((key) => service.own[key] !== undefined && (key !== 'cgo' || service.cgo))
    .map((key) => atService(draft, 'recipe-unused', service, [key], { value: key, other, ...service.build ? {} : { hint: 'remove it, or add `build: ./folder` with the source' } }, 'key'))
}

/** A Dockerfile that is named, and one that shall be rendered. */
const twice = (draft: Draft, service: Service): readonly Problem[] => !service.recipe || !service.build?.isNamed ? [] : [atService(draft, 'recipe-unfit', service,
  isMap(service.own.build) && service.own.build.dockerfile !== undefined ? ['build', 'dockerfile'] : ['dockerfile'],
  { message: `${service.name} names a Dockerfile, and \`recipe\` has one rendered`, hint: 'keep one of the two' }, 'key')]

/** One Dockerfile serves all environments, so that none can change what goes into it. */
const changed = (draft: Draft, service: Service): readonly Problem[] => {
  const base = draft.base.get(service.name)
  if (base === service || !base?.build || !isRendered(base, draft.facts)) return []
  const isMoved = base.build.context !== service.build?.context
  const differ = isMoved ? ['build'] : [...forRecipes, ...kindOf(service.kind).recipe ? ['version'] : []].filter((key) => JSON.stringify(base.own[key]) !== JSON.stringify(service.own[key]))
  return differ.map((key) => atService(draft, 'recipe-differs', service, [key], {
    message: `${draft.environment} would need another Dockerfile: \`${key}\` of ${service.name} is not what the service itself says`, hint: `write \`${key}\` into services.${service.name}, where it holds for every environment`,
  }, 'key'))
}

/** Each flaw once, at the service that has it. */
const flawed = (draft: Draft, service: Service): readonly Problem[] => (planFor(draft, service)?.flaws ?? [])
  .filter((flaw) => flaw.service.name === service.name)
  .map(({ code, path, details, at }) => atService(draft, code, service, at === 'key' || path[0] !== 'build' || !isMap(service.own.build) ? path : ['build', 'context'], details, at))
