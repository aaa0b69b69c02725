import { kindOf } from '../../kinds/index.mts'
import { commandOf } from '../../kinds/development.mts'
import { isBuilt } from '../../kinds/recipe.mts'
import { atEnvironment, atService, isReloading, surroundingsOf, type Check, type Draft } from '../draft.mts'
import { isMap } from '../merge.mts'
import type { Problem } from '../problem.mts'
import { imageFactsOf, planFor } from '../recipes.mts'
import { keysWithoutEffect } from '../schema.mts'
import type { Service } from '../service.mts'
import { warning } from '../source.mts'
import { routesOf } from './ports.mts'

const unscheduled = { message: '`schedule` keeps the job out of `up`, and nothing starts it on time yet', hint: 'start it from cron until then: docker compose --profile scheduled run --rm NAME' }

/** Things to know that keep nothing from running. */
export const effects: Check = (draft) => [
  ...[...draft.services.values()].flatMap((service) => [
    ...keysWithoutEffect.service.filter((key) => service.own[key] !== undefined).map((key) => atService(draft, 'no-effect-yet', service, [key], { value: key, ...key === 'schedule' ? unscheduled : {} }, 'key')),
    ...routesOf(service).flatMap(({ written, at }) => keysWithoutEffect.route.filter((key) => isMap(written) && key in written)
      .map((key) => atService(draft, 'no-effect-yet', service, [...at, key], { value: key }, 'key'))),
    ...service.dev.port === undefined ? [] : [atService(draft, 'no-effect-yet', service, ['dev', 'port'], { value: 'port' }, 'key')],
    ...service.compose ? [atService(draft, 'not-portable', service, ['compose'], { value: 'compose' }, 'key')] : [],
    ...builtOnce(draft, service), ...hidden(draft, service),
    ...isFrozen(draft, service) ? [atService(draft, 'no-command', service, ['build'], { message: `edits of ${service.name} are not live: its command is not known, and a wrapper has to restart it`, hint: 'add `command:`, or `dev: { command: … }`, or a CMD to its Dockerfile' }, 'key')] : [],
  ]),
  ...keysWithoutEffect.environment.filter((key) => key in draft.settings).map((key) => atEnvironment(draft, 'no-effect-yet', [key], { value: key }, 'key')),
].map(warning)

/** In development its edits would not be live, because nobody says which command to restart. */
const isFrozen = (draft: Draft, service: Service): boolean => {
  const development = kindOf(service.kind).development
  if (!isReloading(draft) || !development || !service.build || service.command || service.dev.command) return false
  const own = development(service, surroundingsOf(draft))
  return own.command === undefined && planFor(draft, service) === undefined && commandOf(imageFactsOf(draft, service)) === undefined
}

/** What runs is made of the source by a build, and development does not know how to do without. */
const builtOnce = (draft: Draft, service: Service): readonly Problem[] => {
  const recipe = planFor(draft, service)?.recipe
  return isReloading(draft) && isBuilt(service, recipe) ? [atService(draft, 'no-command', service, ['build'], {
    message: `edits of ${service.name} are not live: \`${recipe?.compile?.join(' ')}\` makes what it runs`, hint: 'add `dev: { command: … }` with one that runs the source, as in `npx tsx src/main.ts`',
  }, 'key')] : []
}

/** A file beside the build folder has no place below the mounted source; a folder has. */
const hidden = (draft: Draft, service: Service): readonly Problem[] => {
  const recipe = planFor(draft, service)?.recipe
  if (!recipe || !isReloading(draft) || !kindOf(service.kind).development || service.dev.mount || isBuilt(service, recipe)) return []
  return service.include.flatMap((path, index) => !draft.facts.exists(path) || draft.facts.isFolder(path) || path.startsWith(`${recipe.context}/`) ? [] : [atService(draft, 'recipe-unfit', service, ['include', index], {
    message: `in ${draft.environment} the mounted source hides ${path}`, hint: 'include the folder it stands in',
  })])
}
