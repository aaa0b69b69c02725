import { kindOf } from '../../kinds/index.mts'
import { commandOf } from '../../kinds/development.mts'
import { atEnvironment, atService, type Check, type Draft } from '../draft.mts'
import { keysWithoutEffect } from '../schema.mts'
import { warning } from '../source.mts'

/** Things to know that keep nothing from running. */
export const effects: Check = (draft) => [
  ...[...draft.services.values()].flatMap((service) => [
    ...keysWithoutEffect.service.filter((key) => service.own[key] !== undefined).map((key) => atService(draft, 'no-effect-yet', service, [key], { value: key }, 'key')),
    ...[service.own.route, ...(service.own.routes as unknown[] | undefined) ?? []].flatMap((route) => keysWithoutEffect.route
      .filter((key) => typeof route === 'object' && route !== null && key in route)
      .map((key) => atService(draft, 'no-effect-yet', service, [service.own.routes === undefined ? 'route' : 'routes'], { value: key }, 'key'))),
    ...service.compose ? [atService(draft, 'not-portable', service, ['compose'], { value: 'compose' }, 'key')] : [],
    ...isFrozen(draft, service) ? [atService(draft, 'no-command', service, ['build'], { other: service.name }, 'key')] : [],
  ]),
  ...keysWithoutEffect.environment.filter((key) => key in draft.settings).map((key) => atEnvironment(draft, 'no-effect-yet', [key], { value: key }, 'key')),
].map(warning)

/** In development its edits would not be live, because nobody says which command to restart. */
const isFrozen = (draft: Draft, service: Parameters<typeof atService>[2]): boolean => {
  const reloads = draft.settings.reload ?? draft.environment === 'dev'
  const development = kindOf(service.kind).development
  if (!reloads || !development || !service.build || service.command || service.dev.command) return false
  const own = development(service, { stack: '', environment: draft.environment, isDev: true, reload: true, facts: draft.facts })
  return own.command === undefined && commandOf(draft.facts.dockerfile(service.build.context, service.build.dockerfile)) === undefined
}
