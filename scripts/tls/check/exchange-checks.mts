import { groupName, isWeakGroup, postQuantum, recommendedGroups } from './group.mts'
import { fault, off, ok, open, some, type Check } from './line.mts'
import type { Handshakes } from './handshakes.mts'
import { isPrimeExchange } from './suite-traits.mts'
import { suiteOf } from './suite.mts'
import { versionNames } from './version.mts'

const curves = 'ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;'

/** The prime that a server brings for Diffie-Hellman: its bits, or why they are not known; undefined where it brings none. */
export const primeOf = ({ offers, replies: { prime } }: Handshakes): number | string | undefined => {
  if (!versionNames.some((version) => offers[version].found.map(suiteOf).some(isPrimeExchange))) return undefined
  const reply = prime?.[0]
  return reply?.kind === 'hello' && reply.share && 'primeBits' in reply.share ? reply.share.primeBits : 'the server did not show its prime'
}

const weak: Check = {
  id: 'key-exchange', title: 'key exchange (LOGJAM)', cap: 'B', wayOut: 'nginx: leave DHE suites out of ssl_ciphers, or ssl_dhparam with 2048 bits or more',
  judge: ({ handshakes }) => {
    const prime = primeOf(handshakes)
    const groups = handshakes.groups.found.filter(isWeakGroup)
    if (typeof prime === 'number' && prime < 2048) return fault(`Diffie-Hellman over ${prime} bits`, { cap: prime < 1024 ? 'F' : 'B' })
    if (groups.length > 0) return fault(`weak groups: ${some(groups.map(groupName))}`, { wayOut: `nginx: ${curves}` })
    if (typeof prime === 'string') return open(prime)
    return handshakes.groups.open === undefined ? ok([some(handshakes.groups.found.map(groupName), 4), prime === undefined ? '' : `Diffie-Hellman over ${prime} bits`].filter(Boolean).join('; ') || 'none is needed') : open(handshakes.groups.open)
  },
}

const quantum: Check = {
  id: 'post-quantum', title: 'post-quantum group', wayOut: `OpenSSL 3.5 or later; nginx: ${curves}`,
  judge: ({ handshakes: { groups, offers }, expected }) => {
    if (groups.found.includes(postQuantum)) return ok('X25519MLKEM768')
    if (offers['TLS 1.3'].found.length === 0) return off('needs TLS 1.3')
    if (expected?.isNative) return off('not asked for without containers')
    if (groups.open !== undefined) return open(groups.open)
    if (expected === undefined) return open('X25519MLKEM768 is not offered; whether the server\'s OpenSSL has it (3.5) cannot be seen')
    const [major = 0, minor = 0] = expected.openssl.split('.').map(Number)
    return major > 3 || (major === 3 && minor >= 5) ? fault('X25519MLKEM768 is not offered') : off(`OpenSSL ${expected.openssl} has none`)
  },
}

const recommended: Check = {
  id: 'groups', title: 'Mozilla\'s groups', wayOut: `nginx: ${curves}`,
  judge: ({ handshakes: { groups }, expected }) => {
    const strangers = groups.found.filter((code) => !recommendedGroups.includes(code) && !isWeakGroup(code))
    const found = `not of its guideline 6.0: ${some(strangers.map(groupName))}`
    if (strangers.length > 0) return expected?.isNative ? off(`${found}; not asked for without containers`) : fault(found)
    if (groups.open !== undefined) return open(groups.open)
    return ok(groups.found.length === 0 ? 'no group is used' : 'no other is offered')
  },
}

/** How keys are agreed on. */
export const exchangeChecks: readonly Check[] = [weak, quantum, recommended]
