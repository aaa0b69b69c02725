import type { Tls } from '../stack/environment.mts'
import { guideline } from '../tls/guideline.mts'
import { changesTicketKeys } from './nginx-version.mts'
import { nginxWord } from './nginx-word.mts'
import type { Templates } from './template.mts'
import { isAtLeast } from './version.mts'

/** Where TLS is spoken and what with; `webroot` is where an ACME client puts its answers. */
export type TlsPlace = { readonly listen: string; readonly certificate: string; readonly key: string; readonly webroot?: string }

/** What was built together. */
export type Versions = { readonly version: string; readonly openssl: string }

const curves = ['X25519', 'prime256v1', 'secp384r1']

/** How TLS is spoken, with the pair for it. */
export const tlsText = ({ security }: Tls, { certificate, key }: TlsPlace, { version, openssl }: Versions, templates: Templates): string => {
  const { versions, ciphers } = guideline[security]
  return templates.text('nginx/tls.conf', {
    security, certificate: nginxWord(certificate), key: nginxWord(key), protocols: versions.join(' '), ciphers: ciphers?.join(':'),
    // An OpenSSL that does not know a group refuses the whole list.
    curves: [...isAtLeast(openssl, '3.5') ? ['X25519MLKEM768'] : [], ...curves].join(':'),
    tickets: changesTicketKeys(version) ? undefined : 'off',
  }).trimEnd()
}

/** A port in an address over TLS: nothing when it is the usual one. */
export const portOf = (port = 443): string => port === 443 ? '' : `:${port}`
