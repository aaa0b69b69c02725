import type { Entry } from './environment.mts'
import type { EnvironmentInput } from './schema.mts'

/** Where the proxy is reached: loopback in dev, every address elsewhere. */
export const entryOf = (environment: string, { http, domain }: EnvironmentInput): Entry => {
  const text = String(http ?? (environment === 'dev' ? '127.0.0.1:8080' : 80))
  const match = /^(?:(.*):)?(\d+)$/.exec(text)
  return { address: match?.[1] ?? '', port: Number(match?.[2] ?? 80), ...domain === undefined ? {} : { domain } }
}
