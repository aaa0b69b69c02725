import type { Development, Filled, Kind, ProbeRuntime, Surroundings } from './kind.mts'
import type { Service } from '../stack/service.mts'

const gibibyte = 1024 ** 3

/** What tells one language from another. */
export type Language = {
  readonly probe: ProbeRuntime
  readonly image: (version: string | undefined) => string
  readonly port: number
  readonly variables: (surroundings: Surroundings) => Readonly<Record<string, string>>
  readonly development: (service: Service) => Development
}

/** Base of every kind that runs a team's own code in a language: with a port (`web`) or without (`worker`). */
export const appKind = (language: Language, role: 'web' | 'worker') => ({
  home: 'backend', runs: 'service', calls: true, keepsState: false, keys: {},
  fill: (service, surroundings): Filled => ({
    image: language.image(service.version),
    user: '1000:1000',
    ...role === 'web' ? { ports: [{ name: 'http', number: language.port, protocol: 'http' }] as const, health: 'tcp' as const } : {},
    probe: language.probe,
    limits: { cpus: 1, memory: gibibyte / 2 },
    variables: { ...language.variables(surroundings), ...portVariable(service.ports[0]?.number ?? (role === 'web' ? language.port : undefined)) },
  }),
  development: language.development,
}) satisfies Omit<Kind, 'name' | 'summary'>

const portVariable = (port: number | undefined): Readonly<Record<string, string>> => port === undefined ? {} : { PORT: String(port) }
