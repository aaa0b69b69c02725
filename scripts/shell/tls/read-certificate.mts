import { createPrivateKey, X509Certificate } from 'node:crypto'
import { placeholderName, plainAddress, type Certificate, type Chain } from '../../tls/certificate.mts'
import type { KeyState } from '../../tls/pair.mts'
import { errorCode } from '../failure.mts'

/** The certificates of a PEM text, and nothing else that stands in it. */
export const pemCertificates = (text: string): readonly string[] => text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []

/** The certificates of a PEM text; undefined where one of them is none, or where there are none. */
export const parseCertificates = (text: string): readonly X509Certificate[] | undefined => {
  try {
    const all = pemCertificates(text).map((pem) => new X509Certificate(pem))
    return all.length === 0 ? undefined : all
  } catch {
    return undefined
  }
}

/** SHA-256 of a certificate, 64 hex digits. */
export const fingerprintOf = ({ fingerprint256 }: X509Certificate): string => fingerprint256.replaceAll(':', '').toLowerCase()

/** What is known of the first of these certificates, and of those after it; `anchors` are authorities that count as known. */
export const readCertificate = (all: readonly X509Certificate[], anchors?: readonly X509Certificate[]): Certificate | undefined => {
  const [own] = all
  if (!own) return undefined
  const { names, addresses } = alternatives(own.subjectAltName ?? '')
  // Newer profiles of Let's Encrypt leave the subject empty, and then Node has none.
  const subject = commonName(own.subject ?? '') || names[0] || addresses[0] || ''
  return {
    names, addresses, subject, issuer: issuerName(own.issuer ?? ''), serial: own.serialNumber.toLowerCase(),
    fingerprint: fingerprintOf(own),
    notBefore: own.validFromDate.getTime(), notAfter: own.validToDate.getTime(), keyType: keyTypeOf(own),
    ocsp: /OCSP - URI:(\S+)/.exec(own.infoAccess ?? '')?.[1], isPlaceholder: subject === placeholderName, chain: chainOf(all, anchors),
  }
}

const field = (name: string, key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(name)?.[1]?.replace(/\\(.)/g, '$1')
const commonName = (name: string): string => field(name, 'CN') ?? field(name, 'O') ?? name.replaceAll('\n', ', ')

/** Public authorities call their certificates `R12`: the organisation says whose that is. */
const issuerName = (name: string): string => {
  const [organisation, common] = [field(name, 'O'), commonName(name)]
  return organisation === undefined || common.includes(organisation) ? common : `${organisation} ${common}`
}

/** `DNS:a, DNS:b, IP Address:127.0.0.1`; a name with something strange in it stands in quotes. */
const alternatives = (text: string): { readonly names: readonly string[]; readonly addresses: readonly string[] } => {
  const parts = [...text.matchAll(/(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, kind = '', value = '']) => ({ kind, value }))
  const of = (kind: string) => parts.filter((part) => part.kind === kind).map(({ value }) => value)
  return { names: of('DNS'), addresses: of('IP Address').map(plainAddress) }
}

const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }

const keyTypeOf = ({ publicKey }: X509Certificate): string => {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: { modulusLength, namedCurve = '' } = {} } = publicKey
  return type === 'ec' ? `ECDSA ${curves[namedCurve] ?? namedCurve}` : type.startsWith('rsa') ? `RSA ${modulusLength ?? ''}`.trim() : type
}

/** Whether one certificate was signed by another. */
export const isSignedBy = (one: X509Certificate, other: X509Certificate): boolean => one.checkIssued(other) && one.verify(other.publicKey)

const chainOf = (all: readonly X509Certificate[], anchors: readonly X509Certificate[] | undefined): Chain => {
  const broken = all.findIndex((one, index) => index > 0 && !isSignedBy(all[index - 1] ?? one, one))
  const last = all[all.length - 1]
  const ends = all.slice(1).map(({ validToDate }) => validToDate.getTime())
  return {
    length: all.length, broken: broken === -1 ? undefined : broken + 1, endsAt: issuerName(last?.issuer ?? ''),
    isAnchored: anchors && last && anchors.some((anchor) => anchor.fingerprint256 === last.fingerprint256 || isSignedBy(last, anchor)),
    notAfter: ends.length === 0 ? undefined : Math.min(...ends),
  }
}

/** Whether a text is the private key of a certificate. */
export const keyStateOf = (text: string, certificate: X509Certificate | undefined): KeyState => {
  try {
    const key = createPrivateKey(text)
    return !certificate || certificate.checkPrivateKey(key) ? 'right' : 'wrong'
  } catch (error) {
    return errorCode(error) === 'ERR_MISSING_PASSPHRASE' || /passphrase|interrupted or cancelled/.test(String(error)) ? 'locked' : 'no key'
  }
}
