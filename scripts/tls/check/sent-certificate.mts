import { createHash, X509Certificate } from 'node:crypto'
import { digestOf, type Digest } from './signature.mts'

/** The kind of a key, and its length. */
export type Key = { readonly kind: string; readonly bits: number; readonly exponent?: bigint }

/** A certificate as a client sees it: what it says, and the certificate itself. */
export type SentCertificate = {
  readonly x509: X509Certificate
  /** SHA-256 of the whole, as hex digits. */
  readonly fingerprint: string
  /** Its main name, for people. */
  readonly title: string
  readonly issuer: string
  /** Names and addresses as they stand in it: `DNS:example.com`. */
  readonly names: readonly string[]
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly key: Key
  readonly digest: Digest
  readonly isSelfIssued: boolean
  /** Whether it says that it is for servers; undefined when it says nothing of purposes. */
  readonly isForServers?: boolean
  /** Where its state can be asked for. */
  readonly responder?: string
}

const serverAuth = '1.3.6.1.5.5.7.3.1'

/** Reads a certificate; undefined when it is none. */
export const readSent = (der: Uint8Array): SentCertificate | undefined => {
  try {
    const x509 = new X509Certificate(der)
    const responder = /^OCSP - URI:(.*)$/m.exec(x509.infoAccess ?? '')?.[1]
    // Its type forgets that it may be undefined.
    const purposes = x509.keyUsage as readonly string[] | undefined
    return {
      x509, fingerprint: createHash('sha256').update(der).digest('hex'),
      title: commonName(x509.subject) ?? x509.subjectAltName?.split(', ')[0]?.replace(/^\w+:/, '') ?? 'a certificate without a name',
      issuer: commonName(x509.issuer) ?? x509.issuer?.replaceAll('\n', ', ') ?? '',
      names: x509.subjectAltName?.split(', ') ?? [], notBefore: Date.parse(x509.validFrom), notAfter: Date.parse(x509.validTo),
      key: keyOf(x509), digest: digestOf(der), isSelfIssued: x509.checkIssued(x509),
      ...purposes === undefined ? {} : { isForServers: purposes.includes(serverAuth) }, ...responder === undefined ? {} : { responder },
    }
  } catch {
    return undefined
  }
}

const commonName = (name: string | undefined): string | undefined => /^CN=(.+)$/m.exec(name ?? '')?.[1]

const keyOf = (x509: X509Certificate): Key => {
  const { asymmetricKeyType: kind = 'unknown', asymmetricKeyDetails: { modulusLength, publicExponent, namedCurve } = {} } = x509.publicKey
  const exponent = publicExponent === undefined ? {} : { exponent: publicExponent }
  if (modulusLength !== undefined) return { kind: kind === 'dsa' ? 'DSA' : 'RSA', bits: modulusLength, ...exponent }
  if (namedCurve !== undefined) return { kind: 'EC', bits: Number(/\d{3}/.exec(namedCurve)?.[0] ?? 0) }
  return { kind: kind === 'ed25519' || kind === 'ed448' ? 'EdDSA' : kind, bits: kind === 'ed448' ? 456 : 256 }
}

/** Whether one certificate issued another. */
export const isIssuedBy = (one: SentCertificate, other: SentCertificate): boolean => one.x509.checkIssued(other.x509) && one.x509.verify(other.x509.publicKey)
