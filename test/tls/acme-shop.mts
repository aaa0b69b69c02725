import type { Acme, Environment } from '../../scripts/stack/environment.mts'
import type { Certificate } from '../../scripts/tls/certificate.mts'
import { environment } from '../targets/workload.mts'

export const now = Date.parse('2026-11-22T06:00:00Z')
export const directory = 'https://acme-v02.api.letsencrypt.org/directory'
export const staging = 'https://acme-staging-v02.api.letsencrypt.org/directory'
const names = ['shop.example.com', 'www.shop.example.com']
const day = 86_400_000

/** A stack that orders a certificate for two names. */
export const shop = (acme: Partial<Acme> = {}): Environment => environment({
  http: { address: '', port: 80, domain: 'shop.example.com' }, https: { address: '', port: 443 },
  tls: { from: 'letsencrypt', names, addresses: [], security: 'intermediate', redirect: true, rejects: true, acme: { directory, email: 'ops@example.com', image: 'certbot/certbot:v5.5.0', ...acme } },
})

/** Its certificate: of so many days, of which `age` (0 to 1) are over. */
export const certificate = ({ age, days = 90, ...changes }: { readonly age: number; readonly days?: number } & Partial<Certificate>): Certificate => {
  const notBefore = now - age * days * day
  return {
    names, addresses: [], subject: 'shop.example.com', issuer: "Let's Encrypt E7", serial: '01', fingerprint: '00', notBefore, notAfter: notBefore + days * day, keyType: 'ECDSA P-256', ocsp: undefined,
    isPlaceholder: false, chain: { length: 2, broken: undefined, endsAt: 'ISRG Root X1', isAnchored: true, notAfter: undefined }, ...changes,
  }
}
