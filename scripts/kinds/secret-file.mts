import type { SecretUse } from './workload.mts'

/** What a secret is called where its file stands: one composed for a service is that service's alone. */
export const secretSource = (service: string, { name, value }: Pick<SecretUse, 'name' | 'value'>): string => value === undefined ? name : `${service}.${name}`

/** Where a secret stands on the host, relative to the stack folder. */
export const secretFile = (environment: string, service: string, use: Pick<SecretUse, 'name' | 'value'>): string =>
  `secrets/${environment}/${secretSource(service, use)}`
