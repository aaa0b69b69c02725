/** What a file says after the certificate itself: who signed it, and who signed that one. */
export type Chain = {
  /** Certificates in the file, the first one included. */
  readonly length: number
  /** Which of them, from 1, did not sign the one before it; undefined when all are in order. */
  readonly broken: number | undefined
  /** Who signed the last of them. */
  readonly endsAt: string
  /** Whether that is an authority which is known here; undefined where nobody looked. */
  readonly isAnchored: boolean | undefined
  /** When the first of the others ends, in milliseconds since 1970; undefined without any. */
  readonly notAfter: number | undefined
}

/** What is known of a certificate; times are milliseconds since 1970. */
export type Certificate = {
  readonly names: readonly string[]
  readonly addresses: readonly string[]
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  /** SHA-256, 64 hex digits. */
  readonly fingerprint: string
  readonly notBefore: number
  readonly notAfter: number
  /** Kind of its key, as `ECDSA P-256`. */
  readonly keyType: string
  /** Address of the OCSP responder it names. */
  readonly ocsp: string | undefined
  /** Made by gantry to start a proxy before there is a real one. */
  readonly isPlaceholder: boolean
  readonly chain: Chain
}

/** Common name of a certificate that only lets a proxy start. */
export const placeholderName = 'gantry placeholder'

/** The folder of a pair below `served/`. */
export const pairId = ({ fingerprint }: Pick<Certificate, 'fingerprint'>): string => fingerprint.slice(0, 16)

/** What a certificate is to be for. */
export type Wanted = { readonly names: readonly string[]; readonly addresses: readonly string[] }

/** Names and addresses that a certificate is not for; a `*` stands for one label. */
export const uncovered = ({ names, addresses }: Pick<Certificate, 'names' | 'addresses'>, wanted: Wanted): readonly string[] => {
  const known = new Set(names.map((name) => name.toLowerCase()))
  const there = new Set(addresses.map(plainAddress))
  return [
    ...wanted.names.filter((name) => !known.has(name.toLowerCase()) && !known.has(name.toLowerCase().replace(/^[^.*]+\./, '*.'))),
    ...wanted.addresses.filter((address) => !there.has(plainAddress(address))),
  ]
}

/** One way of writing for all that mean the same: `0:0:0:0:0:0:0:1` is `::1`. */
export const plainAddress = (address: string): string =>
  address.includes(':') && URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address

/** Names as a sentence has room for them. */
export const briefly = (names: readonly string[], most = 3): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`
