import type { Ground } from '../kinds/ground.mts'
import type { Facts, Surroundings } from '../kinds/kind.mts'
import type { ProblemCode, Problem } from './problem.mts'
import type { Details } from './prose.mts'
import type { EnvironmentInput, StackInput } from './schema.mts'
import type { Service } from './service.mts'
import { isWritten, problemAt, type Path, type Source } from './source.mts'

/** The values of an environment's `.env`, and how its files are called in messages. */
export type Dotenv = { readonly files: string; readonly exists: boolean; readonly values: Readonly<Record<string, string>> }

/** One environment with its changes merged in, before kinds fill it: what the checks look at. */
export type Draft = {
  readonly source: Source
  readonly stack: Omit<StackInput, 'services'>
  readonly environment: string
  readonly settings: EnvironmentInput
  /** In the order of the file. */
  readonly services: ReadonlyMap<string, Service>
  /** The same before the environment's changes: what every environment shares is made of these. */
  readonly base: ReadonlyMap<string, Service>
  /** Names in the file, also of services whose own mistakes keep them out of `services`. */
  readonly names: readonly string[]
  /** Services whose kind could not be read: what depends on it is not looked at. */
  readonly unsure: ReadonlySet<string>
  readonly tiers: readonly string[]
  readonly facts: Facts
  readonly dotenv: Dotenv
  /** The machine, where services are to run on it without containers. */
  readonly ground?: Ground
}

/** Whether source edits are live in this environment. */
export const isReloading = ({ settings, environment }: Pick<Draft, 'settings' | 'environment'>): boolean => settings.reload ?? environment === 'dev'

/** What a kind looks at while the checks ask it. */
export const surroundingsOf = (draft: Draft): Surroundings =>
  ({ stack: draft.stack.name, environment: draft.environment, isDev: draft.environment === 'dev', reload: isReloading(draft), facts: draft.facts })

/** A rule across fields: a draft in, problems out. */
export type Check = (draft: Draft) => readonly Problem[]

/** A key of a service where it was written: in the environment's changes, else in the service itself. */
export const placeOf = ({ source, environment }: Pick<Draft, 'source' | 'environment'>, service: string, path: Path): Path => {
  const changed = ['environments', environment, 'services', service, ...path]
  return isWritten(source, changed) ? changed : ['services', service, ...path]
}

/** A problem at a key of a service. */
export const atService = (draft: Draft, code: ProblemCode, service: Service, path: Path, details: Details = {}, at: 'key' | 'value' = 'value'): Problem =>
  problemAt(draft.source, code, placeOf(draft, service.name, path), details, at)

/** A problem at a key of the environment. */
export const atEnvironment = (draft: Draft, code: ProblemCode, path: Path, details: Details = {}, at: 'key' | 'value' = 'value'): Problem =>
  problemAt(draft.source, code, ['environments', draft.environment, ...path], details, at)
