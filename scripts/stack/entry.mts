import type { Door, Entry, Environment } from './environment.mts'
import type { EnvironmentInput } from './schema.mts'

/** Where the proxy is reached: loopback in dev, every address elsewhere. */
export const entryOf = (environment: string, { http, domain }: EnvironmentInput): Entry => {
  return { ...addressIn(String(http ?? (environment === 'dev' ? '127.0.0.1:8080' : 80))), ...domain === undefined ? {} : { domain } }
}

/** The same over TLS. */
export const tlsEntryOf = (environment: string, { https }: EnvironmentInput): Pick<Entry, 'address' | 'port'> =>
  addressIn(String(https ?? (environment === 'dev' ? '127.0.0.1:8443' : 443)))

/** The way in that serves every route: over TLS where there is one, and by a name of its certificate. */
export const doorOf = ({ http, https, tls }: Pick<Environment, 'http' | 'https' | 'tls'>): Door => {
  const { address, port } = https ?? http
  return { address: ['', '0.0.0.0'].includes(address) ? '127.0.0.1' : address.replace(/[[\]]/g, ''), port, name: http.domain ?? tls?.names.find((name) => !name.startsWith('*')), isSecure: https !== undefined }
}

const addressIn = (text: string): Pick<Entry, 'address' | 'port'> => {
  const match = /^(?:(.*):)?(\d+)$/.exec(text)
  return { address: match?.[1] ?? '', port: Number(match?.[2] ?? 0) }
}
