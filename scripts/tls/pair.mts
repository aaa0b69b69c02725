import { briefly, uncovered, type Certificate, type Wanted } from './certificate.mts'
import { dateOf, dateTrouble } from './lifetime.mts'

/** What is known of a key beside a certificate; `hidden` is one that only the proxy's user may read. */
export type KeyState = 'right' | 'wrong' | 'hidden' | 'missing' | 'unreadable' | 'locked' | 'no key'

/** A certificate and its key as they were found; paths count from the stack folder. */
export type Pair = {
  readonly files: { readonly certificate: string; readonly key: string }
  readonly certificate: Certificate | undefined
  /** Why there is no certificate; empty when there is one. */
  readonly trouble: string
  readonly key: KeyState
  /** Whether others on this machine may read the key. */
  readonly isOpen: boolean
  /** Whether the key belongs to the proxy's user. */
  readonly isHanded: boolean
  /** When the certificate was written, in milliseconds since 1970. */
  readonly written: number
  /** SHA-256 of all certificates of the file. */
  readonly digest: string
}

/** Something about a pair that a person should know, with the way out. */
export type PairTrouble = { readonly level: 'warn' | 'bad'; readonly text: string; readonly hint: string }

/** All that is wrong with a pair: its files, its key, its names, its dates, its chain. */
export const pairTroubles = (pair: Pair, wanted: Wanted, now: number): readonly PairTrouble[] => {
  const { files, certificate, trouble } = pair
  const key = keyTroubles(pair)
  if (!certificate) return [bad(`${files.certificate} ${trouble}`, certificateHints[trouble] ?? ''), ...key]
  const missing = uncovered(certificate, wanted)
  const dates = dateTrouble(certificate, now)
  return [
    ...key,
    ...missing.length === 0 ? [] : [bad(`${files.certificate} is for ${briefly([...certificate.names, ...certificate.addresses]) || 'no name'}, not for ${briefly(missing)}`, 'get one for all names, or change `domain:`, `names:` or the hosts of routes')],
    ...dates ? [bad(`${files.certificate} ${dates.text}`, dates.hint)] : [],
    ...chainTroubles(pair, certificate, now),
  ]
}

const bad = (text: string, hint: string): PairTrouble => ({ level: 'bad', text, hint })

const certificateHints: Readonly<Record<string, string>> = {
  'is not there': 'put it there, or change `certificate:` in stack.yaml',
  'may not be read': 'give it to the user who runs this (chown, chmod)',
  'has no PEM certificate in it': 'turn it into PEM: openssl x509 -inform der -in FILE -out chain.pem, or openssl pkcs12 -in FILE -nokeys -out chain.pem',
}

const keyWords: Readonly<Record<Exclude<KeyState, 'right' | 'hidden'>, readonly [text: string, hint: string]>> = {
  wrong: ['is not the key of', 'give the two files that were made together'],
  missing: ['is not there, and it belongs to', 'put it there, or change `key:` in stack.yaml'],
  unreadable: ['may not be read, and it belongs to', 'give it to the user who runs this (chown, chmod 600)'],
  locked: ['has a passphrase, which nobody can type when the proxy starts; it belongs to', 'write it without: openssl pkey -in FILE -out key.pem'],
  'no key': ['has no PEM private key in it, and it should be that of', 'turn it into PEM: openssl pkey -inform der -in FILE -out key.pem'],
}

/** What is wrong with the key alone. */
export const keyTroubles = ({ files, key, isOpen }: Pair): readonly PairTrouble[] => {
  const open: readonly PairTrouble[] = isOpen ? [{ level: 'warn', text: `${files.key} can be read by others on this machine`, hint: `chmod 600 ${files.key}` }] : []
  if (key === 'right' || key === 'hidden') return open
  const [text, hint] = keyWords[key]
  return [bad(`${files.key} ${text} ${files.certificate}`, hint), ...open]
}

const chainTroubles = ({ files }: Pair, { chain, subject, isPlaceholder }: Certificate, now: number): readonly PairTrouble[] => {
  if (chain.broken !== undefined) return [bad(`${files.certificate}: certificate ${chain.broken} did not sign the one before it`, 'the own certificate comes first, then who signed it, then who signed that')]
  if (chain.notAfter !== undefined && chain.notAfter <= now) return [bad(`${files.certificate}: a certificate of its chain ended on ${dateOf(chain.notAfter)}`, 'get the present chain from whoever signed it')]
  if (chain.isAnchored !== false || isPlaceholder) return []
  const who = chain.endsAt === subject ? 'signed by itself' : `signed in the end by ${chain.endsAt}, which is neither in the file nor known to this machine`
  return [{ level: 'warn', text: `${files.certificate} is ${who}`, hint: 'add the certificates between it and a known authority; one of your own has to be known to every client' }]
}
