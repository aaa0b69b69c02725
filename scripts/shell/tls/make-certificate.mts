import { randomBytes, webcrypto } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

const loadLibrary = async () => {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

type Library = Awaited<ReturnType<typeof loadLibrary>>
type Extension = InstanceType<Library['Extension']>

/** A certificate and its key as they stand in files. */
export type MadePair = { readonly certificate: string; readonly key: string }
/** What a certificate is to say; times are milliseconds since 1970. */
export type Wish = { readonly subject: string; readonly names: readonly string[]; readonly addresses: readonly string[]; readonly from: number; readonly to: number }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** Sixteen random bytes that are a positive number: the first of them is below 128 and not 0. */
const serialNumber = (): string => {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0] ?? 0) & 0x7f | 0x40
  return bytes.toString('hex')
}

/** A name of at most 64 characters, as the standard has it; what means something inside a name is escaped. */
const named = (common: string): string => `CN=${common.slice(0, 64).replace(/[\\,+"<>;=#]/g, '\\$&')}`

/** An authority that signs certificates of servers and no other authorities. */
export const makeAuthority = async ({ subject, from, to }: Pick<Wish, 'subject' | 'from' | 'to'>): Promise<MadePair> => {
  const library = await loadLibrary()
  const { BasicConstraintsExtension, KeyUsagesExtension, KeyUsageFlags, SubjectKeyIdentifierExtension } = library
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await library.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(), name: named(subject), notBefore: new Date(from), notAfter: new Date(to), keys, signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyText(keys.privateKey) }
}

/** A server's certificate, signed by an authority or, without one, by itself. */
export const makeLeaf = async (wish: Wish, authority?: MadePair): Promise<MadePair> => {
  const library = await loadLibrary()
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const common = { serialNumber: serialNumber(), notBefore: new Date(wish.from), notAfter: new Date(wish.to), signingAlgorithm: algorithm, extensions: await leafExtensions(library, wish, keys, authority) }
  const certificate = authority
    ? await library.X509CertificateGenerator.create({
      ...common, subject: named(wish.subject), issuer: new library.X509Certificate(authority.certificate).subjectName, publicKey: keys.publicKey,
      signingKey: await signingKey(authority.key),
    })
    : await library.X509CertificateGenerator.createSelfSigned({ ...common, name: named(wish.subject), keys })
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyText(keys.privateKey) }
}

const leafExtensions = async (library: Library, { names, addresses }: Wish, keys: webcrypto.CryptoKeyPair, authority: MadePair | undefined): Promise<Extension[]> => [
  new library.BasicConstraintsExtension(false, undefined, true),
  new library.KeyUsagesExtension(library.KeyUsageFlags.digitalSignature, true),
  new library.ExtendedKeyUsageExtension([library.ExtendedKeyUsage.serverAuth]),
  new library.SubjectAlternativeNameExtension([
    ...names.map((value) => ({ type: 'dns' as const, value })),
    ...addresses.filter((value) => isIPv4(value) || isIPv6(value)).map((value) => ({ type: 'ip' as const, value })),
  ]),
  await library.SubjectKeyIdentifierExtension.create(keys.publicKey),
  await library.AuthorityKeyIdentifierExtension.create(authority ? await new library.X509Certificate(authority.certificate).publicKey.export() : keys.publicKey),
]

const derOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
const signingKey = (pem: string): Promise<webcrypto.CryptoKey> => webcrypto.subtle.importKey('pkcs8', derOf(pem), algorithm, false, ['sign'])

const keyText = async (key: webcrypto.CryptoKey): Promise<string> => {
  const text = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${text.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----\n`
}
