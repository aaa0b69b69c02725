import type { ComposeService } from './compose-service.mts'
import type { Values } from './compose-text.mts'
import type { Notes } from './notes.mts'

/** Services without the profiles that are switched on: those of `.env`, and the first one where every service waits for some. */
export const startedOf = (services: readonly ComposeService[], values: Values, notes: Notes): readonly ComposeService[] => {
  const written = values['COMPOSE_PROFILES'] ?? ''
  const names = written.split(',').map((name) => name.trim()).filter((name) => name !== '')
  const isOn = ({ profiles }: ComposeService) => profiles.length === 0 || names.includes('*') || profiles.some((name) => names.includes(name))
  if (services.some((service) => service.profiles.length > 0 && isOn(service))) notes.took('', { file: '.env', line: 0, column: 0 }, `COMPOSE_PROFILES=${written}`, 'what is started', 'compose switches these profiles on')
  return withFirst(services.map((service) => isOn(service) ? { ...service, profiles: [] } : service), notes)
}

const withFirst = (services: readonly ComposeService[], notes: Notes): readonly ComposeService[] => {
  if (services.some(({ profiles }) => profiles.length === 0)) return services
  const [first = ''] = services[0]?.profiles ?? []
  notes.took('', services[0]?.at, `the profile ${first}`, 'what is started', 'every service waits for a profile, and this is the first')
  return services.map((service) => service.profiles.includes(first) ? { ...service, profiles: [] } : service)
}
