import type { RateLimit } from '../kinds/workload.mts'
import type { Draft } from './draft.mts'
import type { ProxySettings } from './environment.mts'
import type { ProxyInput } from './schema.mts'
import { limitOf } from './service-route.mts'
import { longTls } from './tls.mts'
import { parseMemory } from './units.mts'

/** How the way in behaves: the stack's settings, the environment's over them, defaults under both. */
export const proxySettingsOf = (draft: Draft): ProxySettings => {
  const input = inputOf(draft)
  const { version = '1.30' } = input
  return {
    version, openssl: input.openssl ?? opensslOf(version), bodyLimit: parseMemory(input.body ?? '10M') ?? 0,
    trust: input.trust ?? [], connections: input.connections ?? (draft.environment === 'dev' ? 0 : 100),
    headers: headersOf(input.headers ?? {}, draft),
  }
}

/** What one client may ask of a route that says nothing of it. */
export const routeLimitOf = (draft: Draft): RateLimit | false => limitOf(inputOf(draft).limit ?? (draft.environment === 'dev' ? false : '100r/s'))

const inputOf = ({ stack, settings }: Draft): ProxyInput => ({ ...stack.proxy, ...settings.proxy, headers: { ...stack.proxy?.headers, ...settings.proxy?.headers } })

/** What nginx's own images are built with: from 1.29 on Alpine 3.22 or later, which has OpenSSL 3.5. */
const opensslOf = (version: string): string => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 1 || minor >= 29 ? '3.5' : '3.0'
}

type HeadersInput = NonNullable<ProxyInput['headers']>

/** Two years, as Mozilla's guideline 6.0 has it. */
const hsts = 'max-age=63072000; includeSubDomains'

/** Names of the headers, and what each holds unless told; `false` leaves a header to the services. */
const headersOf = (input: HeadersInput, draft: Draft): Readonly<Record<string, string>> => {
  const isSecure = longTls(draft) !== undefined && draft.environment !== 'dev'
  const all: Readonly<Record<string, string | false>> = {
    'Content-Security-Policy': input.csp ?? cspOf(cdnsOf(draft), isSecure),
    'Cross-Origin-Opener-Policy': input.opener ?? 'same-origin',
    'Cross-Origin-Resource-Policy': input.resource ?? 'same-origin',
    'Permissions-Policy': input.permissions ?? 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Referrer-Policy': input.referrer ?? 'strict-origin-when-cross-origin',
    // A browser that once saw it asks this host for HTTPS for two years, on every port: not in dev, where the host is localhost.
    'Strict-Transport-Security': isSecure && (input.hsts ?? hsts),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': input.frame ?? 'DENY',
  }
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => value === false ? [] : [[name, value]]))
}

const cdnsOf = ({ services }: Draft): readonly string[] =>
  [...new Set([...services.values()].flatMap(({ routes }) => routes.flatMap(({ cache }) => cache?.cdn ?? [])))].sort()

/** Only what comes from here, or from a declared CDN; nothing inline. */
const cspOf = (cdns: readonly string[], isSecure: boolean): string => [
  ['default-src', "'self'", ...cdns], ['base-uri', "'self'"], ['form-action', "'self'"], ['frame-ancestors', "'none'"], ['object-src', "'none'"],
  ['img-src', "'self'", 'data:', ...cdns], ...isSecure ? [['upgrade-insecure-requests']] : [],
].map((words) => words.join(' ')).join('; ')
