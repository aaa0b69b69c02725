import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const day = 86_400_000
const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** A certificate with its key, as PEM and as bytes. */
export type Pair = { readonly pem: string; readonly key: string; readonly der: Uint8Array; readonly keys: webcrypto.CryptoKeyPair; readonly name: string }

/** What is unusual about a certificate. */
export type Wish = {
  readonly names?: readonly string[]
  readonly addresses?: readonly string[]
  /** Days before `now` that it begins, and after it that it ends. */
  readonly since?: number
  readonly days?: number
  /** Bits of an RSA key; otherwise it is P-256. */
  readonly rsa?: number
  readonly hash?: 'SHA-1' | 'SHA-256'
  readonly purpose?: 'server' | 'client' | 'none'
  readonly signer?: Pair
  readonly isAuthority?: boolean
  readonly extra?: readonly x509.Extension[]
}

/** Makes a certificate; without a signer it is signed by itself. */
export const makePair = async (name: string, wish: Wish = {}, now = Date.now()): Promise<Pair> => {
  const { since = 1, days = 89, rsa, signer, hash = 'SHA-256' } = wish
  const algorithm = rsa ? { name: 'RSASSA-PKCS1-v1_5', hash, modulusLength: rsa, publicExponent: Uint8Array.of(1, 0, 1) } : ec
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const signing = signer?.keys ?? keys
  const common = {
    serialNumber: `${Math.floor(now / 1000)}${++count}`, notBefore: new Date(now - since * day), notAfter: new Date(now + days * day), extensions: extensionsOf(wish),
    signingAlgorithm: { ...signing.privateKey.algorithm, hash }, subject: `CN=${name}`, issuer: `CN=${signer?.name ?? name}`,
  }
  const certificate = await x509.X509CertificateGenerator.create({ ...common, publicKey: keys.publicKey, signingKey: signing.privateKey })
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { pem: `${certificate.toString('pem')}\n`, key: `${key}\n`, der: new Uint8Array(certificate.rawData), keys, name }
}

let count = 0

const extensionsOf = ({ names = [], addresses = [], purpose = 'server', isAuthority = false, extra = [] }: Wish): x509.Extension[] => [
  new x509.BasicConstraintsExtension(isAuthority, undefined, true),
  ...names.length + addresses.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names.map((value) => ({ type: 'dns' as const, value })), ...addresses.map((value) => ({ type: 'ip' as const, value }))])],
  ...purpose === 'none' || isAuthority ? [] : [new x509.ExtendedKeyUsageExtension([purpose === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth])],
  ...extra,
]
