/** Headers by their name in small letters, as they were read. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What the proxy itself knows of a request. */
type Known = { readonly id: string; readonly client: string; readonly isSecure: boolean; readonly prefix?: string | undefined; readonly isWebsocket: boolean }

/** Of one connection, or a claim of the client that is not passed on. */
const kept = new Set(['connection', 'keep-alive', 'te', 'expect', 'upgrade', 'proxy', 'forwarded', 'x-forwarded-port', 'x-forwarded-prefix'])

/** What a service is told: the client's own headers, and in place of what it claims of itself what is known. */
export const passedHeaders = (headers: Headers, { id, client, isSecure, prefix, isWebsocket }: Known): Record<string, string | string[]> => {
  const own = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || kept.has(name) || !/^[a-z0-9-]+$/.test(name) ? [] : [[name, typeof value === 'string' ? value : [...value]] as const])
  const { host } = headers
  return {
    ...Object.fromEntries(own),
    'x-real-ip': client, 'x-forwarded-for': client, 'x-forwarded-proto': isSecure ? 'https' : 'http', 'x-request-id': id,
    ...typeof host === 'string' ? { 'x-forwarded-host': host } : {},
    ...prefix === undefined ? {} : { 'x-forwarded-prefix': prefix },
    ...isWebsocket ? { connection: 'upgrade', upgrade: 'websocket' } : {},
  }
}

/** Headers of every answer. A promise to come back over TLS counts only where it was given over TLS. */
export const ownHeaders = (headers: Readonly<Record<string, string>>, isSecure: boolean): readonly (readonly [name: string, value: string])[] =>
  Object.entries(headers).filter(([name]) => isSecure || name !== 'Strict-Transport-Security')

/** Whether a header of a service's answer stays behind: it is for the proxy alone, tells what the service is made of, or has one of the proxy's in its place. */
export const staysBehind = (name: string, own: Readonly<Record<string, string>>): boolean =>
  /^(?:connection|keep-alive|server|x-powered-by|x-pad|x-accel-.*)$/.test(name) || Object.keys(own).some((each) => each.toLowerCase() === name)
