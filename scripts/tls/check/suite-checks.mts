import { fault, ok, open, some, type Check, type Grade } from './line.mts'
import type { Observed } from './observed.mts'
import { hasForwardSecrecy, hasSmallBlocks, isAead, isAnonymous, isCbc, isExport, isNull, isRc4, isRecommended, keyBits } from './suite-traits.mts'
import { suiteOf, type Suite } from './suite.mts'
import { versionNames, versions } from './version.mts'

// The six suites of Mozilla's guideline 6.0 in OpenSSL's words.
const wayOut = 'nginx: ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;'

/** Every suite of every version, each once. */
const offered = ({ handshakes: { offers } }: Observed): readonly Suite[] =>
  [...new Set(versionNames.flatMap((version) => offers[version].found))].map(suiteOf)

/** Why there may be more than was found. */
const whyOpen = ({ handshakes: { offers } }: Observed): string | undefined => versionNames.map((version) => offers[version].open).find((why) => why !== undefined)

const names = (list: readonly Suite[]): string => some(list.map(({ name }) => name))

/** A kind of suites that is not to be offered. */
const none = (id: string, title: string, is: (suite: Suite) => boolean, cap?: Grade): Check => ({
  id, title, wayOut, ...cap ? { cap } : {},
  judge: (observed) => {
    const found = offered(observed).filter(is)
    if (found.length > 0) return fault(`offered: ${names(found)}`)
    const why = whyOpen(observed)
    return why === undefined ? ok('none is offered') : open(why)
  },
})

const rc4: Check = {
  ...none('rc4', 'RC4', isRc4, 'B'),
  judge: (observed) => {
    const { offers } = observed.handshakes
    const isLate = versionNames.some((version) => versions[version] >= versions['TLS 1.1'] && offers[version].found.map(suiteOf).some(isRc4))
    return { ...none('rc4', 'RC4', isRc4).judge(observed) ?? ok(''), cap: isLate ? 'C' : 'B' }
  },
}

/** What at least one suite has to have, and better each. */
const each = (id: string, title: string, has: (suite: Suite) => boolean, words: readonly [every: string, lacking: string]): Check => ({
  id, title, wayOut, cap: 'B',
  judge: (observed) => {
    const all = offered(observed)
    const lacking = all.filter((suite) => !has(suite))
    if (lacking.length > 0) return fault(`${words[1]} ${names(lacking)}`, { cap: lacking.length === all.length ? 'B' : undefined })
    const why = whyOpen(observed)
    return why === undefined ? ok(`${words[0]} ${all.length} suites`) : open(why)
  },
})

const recommended: Check = {
  id: 'suites', title: 'Mozilla\'s suites', wayOut,
  judge: (observed) => {
    const strangers = offered(observed).filter((suite) => !isRecommended(suite))
    if (strangers.length > 0) return fault(`not of its guideline 6.0: ${names(strangers)}`)
    return ok('no other is offered')
  },
}

const isShort = (suite: Suite): boolean => keyBits(suite) < 112 && !isNull(suite) && !isExport(suite)

/** Attacks on a cipher or a group that a suite names. */
export const suiteChecks: readonly Check[] = [
  none('null', 'no encryption', isNull, 'F'), none('anonymous', 'no authentication', isAnonymous, 'F'), none('export', 'export (FREAK)', isExport, 'F'),
  none('short-keys', 'keys below 112 bits', isShort, 'F'), rc4, none('small-blocks', '3DES (SWEET32)', hasSmallBlocks), none('cbc', 'CBC (LUCKY13)', isCbc),
  each('forward-secrecy', 'forward secrecy', hasForwardSecrecy, ['with all', 'without it:']), each('aead', 'AEAD', isAead, ['with all', 'without it:']), recommended,
]
