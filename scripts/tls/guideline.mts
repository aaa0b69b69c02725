import type { Tls } from '../stack/environment.mts'

/** How TLS is spoken: TLS 1.3 leaves no choice of ciphers, those before it stand here by the names that OpenSSL gives them. */
type Guideline = { readonly versions: readonly ('TLSv1.2' | 'TLSv1.3')[]; readonly ciphers?: readonly string[] }

/** Mozilla's guideline 6.0. */
export const guideline: Readonly<Record<Tls['security'], Guideline>> = {
  modern: { versions: ['TLSv1.3'] },
  intermediate: {
    versions: ['TLSv1.2', 'TLSv1.3'],
    ciphers: [
      'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384',
      'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305',
    ],
  },
}
