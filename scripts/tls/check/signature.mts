import { cursor } from './bytes.mts'

/** How a certificate is signed, as far as it matters: by a broken digest or another one. */
export type Digest = 'MD2' | 'MD5' | 'SHA-1' | 'sound'

/** Object identifiers, as they are encoded, of signatures over digests that no longer hold. */
const broken: Readonly<Record<string, Digest>> = {
  '2a864886f70d010102': 'MD2', '2a864886f70d010104': 'MD5', '2a864886f70d010105': 'SHA-1', '2a8648ce380403': 'SHA-1', '2a8648ce3d0401': 'SHA-1', '2b0e03021d': 'SHA-1',
}

/** The digest under a certificate's signature: a sequence of the certificate, the algorithm and the signature. */
export const digestOf = (der: Uint8Array): Digest => {
  const certificate = cursor(element(cursor(der)))
  element(certificate)
  const oid = element(cursor(element(certificate)))
  return broken[Buffer.from(oid).toString('hex')] ?? 'sound'
}

/** The content of the next element of DER. */
const element = (bytes: ReturnType<typeof cursor>): Uint8Array => {
  bytes.u8()
  const first = bytes.u8()
  if (first < 0x80) return bytes.take(first)
  const length = bytes.take(first & 0x7f).reduce((sum, byte) => sum * 256 + byte, 0)
  return bytes.take(length)
}
