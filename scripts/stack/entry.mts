import type { Entry } from './environment.mts'
import type { EnvironmentInput } from './schema.mts'

/** Where the proxy is reached: loopback in dev, every address elsewhere. */
export const entryOf = (environment: string, { http, domain }: EnvironmentInput): Entry => {
  return { ...addressIn(String(http ?? (environment === 'dev' ? '127.0.0.1:8080' : 80))), ...domain === undefined ? {} : { domain } }
}

/** The same over TLS. */
export const tlsEntryOf = (environment: string, { https }: EnvironmentInput): Pick<Entry, 'address' | 'port'> =>
  addressIn(String(https ?? (environment === 'dev' ? '127.0.0.1:8443' : 443)))

const addressIn = (text: string): Pick<Entry, 'address' | 'port'> => {
  const match = /^(?:(.*):)?(\d+)$/.exec(text)
  return { address: match?.[1] ?? '', port: Number(match?.[2] ?? 0) }
}
