import { fault, ok, open, type Check, type Grade } from './line.mts'
import { offeredIn } from './probe.mts'
import { isCbc } from './suite-traits.mts'
import { suiteOf } from './suite.mts'
import type { Version } from './version.mts'

const wayOut = 'nginx: ssl_protocols TLSv1.2 TLSv1.3;'

/** A version that nobody may use any more. */
const refused = (version: Version, id: string, cap: Grade): Check => ({
  id, title: version, cap, wayOut,
  judge: ({ handshakes: { offers } }) => {
    const { found, open: why } = offers[version]
    if (found.length > 0) return fault(`offered, with ${found.length} cipher suites`)
    return why === undefined ? ok('refused') : open(why)
  },
})

const sslv2: Check = {
  id: 'sslv2', title: 'SSLv2', cap: 'F', wayOut,
  judge: ({ handshakes: { sslv2: reply } }) => reply.kind === 'sslv2' ? fault('offered') : reply.kind === 'silent' ? open(reply.why) : ok('refused'),
}

const modern: Check = {
  id: 'tls12', title: 'TLS 1.2 or 1.3', cap: 'C', wayOut,
  judge: ({ handshakes: { offers } }) => {
    const found = offeredIn(offers).filter((version) => version === 'TLS 1.2' || version === 'TLS 1.3')
    if (found.length > 0) return ok(`offered: ${found.join(' and ')}`)
    const why = offers['TLS 1.2'].open ?? offers['TLS 1.3'].open
    return why === undefined ? fault('neither is offered') : open(why)
  },
}

const tls13: Check = {
  id: 'tls13', title: 'TLS 1.3', cap: 'A-', wayOut,
  judge: ({ handshakes: { offers: { 'TLS 1.3': { found, open: why } } } }) => {
    if (found.length > 0) return ok(`offered, with ${found.length} cipher suites`)
    return why === undefined ? fault('not offered; SSL Labs asks for it, testssl does not') : open(why)
  },
}

const poodle: Check = {
  id: 'poodle', title: 'POODLE', cap: 'C', wayOut,
  judge: ({ handshakes: { offers: { SSLv3: { found, open: why } } } }) => {
    if (found.map(suiteOf).some(isCbc)) return fault('SSLv3 with CBC suites')
    return why === undefined ? ok(found.length === 0 ? 'no SSLv3' : 'SSLv3 has no CBC suite') : open(why)
  },
}

const beast: Check = {
  id: 'beast', title: 'BEAST', wayOut,
  judge: ({ handshakes: { offers } }) => {
    const old = [offers.SSLv3, offers['TLS 1.0']]
    const why = old.find((offer) => offer.open !== undefined)?.open
    // testssl takes it for mitigated where a client can have TLS 1.1 or 1.2.
    const cap = offers['TLS 1.1'].found.length + offers['TLS 1.2'].found.length > 0 ? undefined : 'B'
    if (old.some(({ found }) => found.map(suiteOf).some(isCbc))) return fault('CBC suites before TLS 1.1', { cap })
    return why === undefined ? ok('no CBC suite before TLS 1.1') : open(why)
  },
}

/** Which versions an endpoint may offer, and which it has to. */
export const protocolChecks: readonly Check[] = [
  sslv2, refused('SSLv3', 'sslv3', 'B'), refused('TLS 1.0', 'tls10', 'B'), refused('TLS 1.1', 'tls11', 'B'), modern, tls13,
]

/** Attacks on what is left of old versions. */
export const oldAttackChecks: readonly Check[] = [poodle, beast]
