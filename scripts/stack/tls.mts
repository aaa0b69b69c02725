import type { Draft } from './draft.mts'
import { tlsEntryOf } from './entry.mts'
import type { Acme, Environment, Tls } from './environment.mts'
import { defined } from './defined.mts'

/** The long form of what the stack file says of TLS. */
export type TlsInput = Exclude<NonNullable<Draft['settings']['tls']>, string>

/** The long form, whichever was written. */
export const longTls = ({ settings: { tls } }: Pick<Draft, 'settings'>): TlsInput | undefined => typeof tls === 'string' ? { from: tls } : tls

/** Let's Encrypt's directories (letsencrypt.org/docs/acme-protocol-updates, letsencrypt.org/docs/staging-environment). */
const letsencrypt = { directory: 'https://acme-v02.api.letsencrypt.org/directory', staging: 'https://acme-staging-v02.api.letsencrypt.org/directory' }
const certbot = 'certbot/certbot:v5.5.0'

/** What an environment with `tls:` has beside plain HTTP. */
export const tlsOf = (draft: Draft): Partial<Pick<Environment, 'https' | 'tls'>> => {
  const tls = longTls(draft)
  if (!tls) return {}
  const isDev = draft.environment === 'dev'
  const { certificate, key } = tls
  return {
    https: tlsEntryOf(draft.environment, draft.settings),
    tls: {
      from: tls.from, names: namesOf(draft, tls), addresses: isDev ? ['127.0.0.1', '::1'] : [],
      security: tls.security ?? 'intermediate', redirect: tls.redirect ?? !isDev, rejects: !isDev,
      ...defined({ acme: tls.from === 'letsencrypt' ? acmeOf(tls) : undefined, files: certificate !== undefined && key !== undefined ? { certificate, key } : undefined }),
    } satisfies Tls,
  }
}

/** The domain, what is named beside it, the hosts of routes; in dev also this machine. */
const namesOf = (draft: Draft, { names = [] }: TlsInput): readonly string[] => {
  const hosts = [...draft.services.values()].flatMap(({ routes }) => routes.flatMap(({ host }) => host ?? []))
  const { domain } = draft.settings
  return [...new Set([...domain === undefined ? [] : [domain], ...names, ...hosts, ...draft.environment === 'dev' ? ['localhost', '*.localhost'] : []])]
}

const acmeOf = ({ directory, staging, email, ca, profile, image }: TlsInput): Acme => ({
  ...directory === undefined ? letsencrypt : { directory }, ...defined({ staging, email, ca, profile }), image: image ?? certbot,
})
