import type { Certificate, Chain } from '../../scripts/tls/certificate.mts'
import type { Pair } from '../../scripts/tls/pair.mts'
import type { PairsSeen, SetupSeen } from '../../scripts/tls/seen.mts'
import { environmentOf } from '../stack/reading.mts'

export const day = 86_400_000
/** The present of these tests. */
export const now = Date.parse('2026-11-22T12:00:00Z')

const chain: Chain = { length: 1, broken: undefined, endsAt: 'The Authority', isAnchored: undefined, notAfter: undefined }

/** A good certificate of ninety days, ten of them over, except for what is said here. */
export const certificate = ({ chain: more, ...own }: Partial<Omit<Certificate, 'chain'>> & { readonly chain?: Partial<Chain> } = {}): Certificate => ({
  names: ['shop.test'], addresses: [], subject: 'shop.test', issuer: 'The Authority', serial: '01', fingerprint: 'a'.repeat(64),
  notBefore: now - 10 * day, notAfter: now + 80 * day, keyType: 'ECDSA P-256', ocsp: undefined, isPlaceholder: false, ...own, chain: { ...chain, ...more },
})

/** One that lets a proxy start. */
export const placeholder = (): Certificate => certificate({ isPlaceholder: true, subject: 'gantry placeholder', issuer: 'gantry placeholder', fingerprint: 'b'.repeat(64) })

/** A certificate with its key, in a folder; its digest is told by the fingerprint. */
export const pair = (folder: string, own: Certificate | undefined, more: Partial<Pair> = {}): Pair => ({
  files: { certificate: `${folder}/fullchain.pem`, key: `${folder}/privkey.pem` }, certificate: own, trouble: own ? '' : 'has no PEM certificate in it', key: 'right',
  isOpen: false, isHanded: false, written: now - 10 * day, digest: own?.fingerprint ?? '', ...more,
})

/** The pair that the proxy has, as it looks to who may not read its key. */
export const served = (own: Certificate): Pair => pair('ssl/prod/served/current', own, { key: 'hidden', isHanded: true })

/** What is on disk: nothing, except for what is said here. */
export const pairs = (more: Partial<PairsSeen> = {}): PairsSeen => ({ now, own: undefined, served: undefined, live: undefined, given: undefined, isPrivate: true, ...more })

/** What setting up looks at: a proxy in a container that serves what it was given. */
export const setup = (more: Partial<SetupSeen> = {}): SetupSeen => ({
  ...pairs(more), proxy: { is: 'container' }, answered: more.served?.certificate ? { certificate: more.served.certificate } : undefined, record: { attempts: [] }, certbot: '5.5.0', user: '1000:1000', ...more,
})

/** A site with TLS; `tls` as it stands in a stack file. */
export const site = (tls: string, name = 'prod') => environmentOf(`
name: shop
services:
  site: { kind: static-web, root: ./public, route: / }
environments:
  ${name}: { http: 127.0.0.1:8080, https: 127.0.0.1:8443, ${name === 'dev' ? '' : 'domain: shop.test, '}tls: ${tls} }
`, name)

/** What an environment says of TLS. */
export const tlsOf = (environment: ReturnType<typeof site>) => environment.tls ?? (() => { throw new Error('no tls') })()
