import { defined } from './defined.mts'
import type { ServiceInput } from './keys.mts'
import { parseDuration } from './units.mts'
import { wordsOf } from './words.mts'

type HealthInput = Exclude<ServiceInput['health'], string | false | undefined>

/** How the stack file says a service is probed. */
export type Probe =
  | { readonly by: 'path'; readonly path: string; readonly port?: string }
  | { readonly by: 'command'; readonly command: readonly string[] }
  | { readonly by: 'tcp' | 'grpc'; readonly port?: string }
  | { readonly by: 'nothing' }

export type HealthTimings = { readonly interval?: number; readonly timeout?: number; readonly retries?: number; readonly startPeriod?: number; readonly startInterval?: number }

/** The probe of a service; undefined where its kind knows one. */
export const probeOf = (health: ServiceInput['health']): Probe | undefined => {
  if (health === undefined) return undefined
  if (health === false) return { by: 'nothing' }
  if (typeof health === 'string') return { by: 'path', path: health }
  const port = defined({ port: health.port })
  const command = wordsOf(health.command)
  return command ? { by: 'command', command }
    : health.path !== undefined ? { by: 'path', path: health.path, ...port }
    : health.tcp !== undefined ? { by: 'tcp', port: health.tcp }
    : health.grpc ? { by: 'grpc', ...port } : undefined
}

/** How often it is asked, and how long it may take. */
export const timingsOf = (health: ServiceInput['health']): HealthTimings => {
  const given: Partial<HealthInput> = typeof health === 'object' ? health : {}
  return defined({
    interval: parseDuration(given.interval), timeout: parseDuration(given.timeout), retries: given.retries,
    startPeriod: parseDuration(given.start_period), startInterval: parseDuration(given.start_interval),
  })
}
