/** A service as it will be written: its keys in order, and what is said beside some of them. */
export type ServiceOut = { readonly keys: Readonly<Record<string, unknown>>; readonly beside: Readonly<Record<string, string>>; readonly above?: string | undefined }

/** A stack file before it is text. */
export type StackOut = {
  readonly head: readonly string[]
  readonly name: string
  readonly services: Readonly<Record<string, ServiceOut>>
  readonly secrets: Readonly<Record<string, { readonly generate: string }>>
  readonly environments: Readonly<Record<string, unknown>>
  readonly proxy: Readonly<Record<string, unknown>> | undefined
  /** What is said beside keys of environments and of the root, by their path. */
  readonly beside: Readonly<Record<string, string>>
}

/** The order in which the keys of a service are written. */
export const keyOrder = [
  'kind', 'use', 'version', 'image', 'build', 'root', 'fallback', 'command', 'workdir', 'user', 'port', 'ports', 'health', 'ready', 'route', 'routes', 'needs', 'wants', 'settings', 'secrets', 'variables', 'volumes', 'publish',
  'limits', 'reservations', 'gpus', 'replicas', 'singleton', 'stop', 'restart', 'logging', 'dev', 'compose',
] as const

/** The same keys in that order, without those that are empty. */
export const ordered = (keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => Object.fromEntries(keyOrder.flatMap((key) => {
  const value = keys[key]
  const isEmpty = value === undefined || Array.isArray(value) && value.length === 0 && key !== 'command' || typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  return isEmpty ? [] : [[key, value]]
}))
