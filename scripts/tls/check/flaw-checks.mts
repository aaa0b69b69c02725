import { extension } from './extension.mts'
import { openHello, replyTo, unclear } from './handshake-checks.mts'
import { fault, ok, open, type Check } from './line.mts'
import { shortSession } from './probe.mts'
import { isRsaExchange } from './suite-traits.mts'
import { suiteOf } from './suite.mts'
import { versionNames } from './version.mts'

const alerts = { badRecordMac: 20, decryptionFailed: 21 } as const
const newer = 'a server whose TLS library is kept up to date'

const heartbleed: Check = {
  id: 'heartbleed', title: 'Heartbleed', cap: 'F', wayOut: `${newer}; testssl.sh --heartbleed sends what it takes`,
  judge: (observed) => {
    const reply = replyTo(observed, 'heartbeat')
    if (reply === undefined) return openHello(observed) ? open('SSLv3 cannot ask for heartbeats') : ok('TLS 1.3 only: OpenSSL 1.0.1 has none')
    if (reply.kind !== 'hello') return open(unclear(reply))
    return reply.hello.extensions.has(extension.heartbeat) ? open('heartbeats are offered; only an attack would tell') : ok('no heartbeats are offered')
  },
}

const earlyCipher: Check = {
  id: 'ccs', title: 'CCS injection', cap: 'F', wayOut: newer,
  judge: (observed) => {
    const replies = observed.handshakes.replies.earlyCipher
    if (replies === undefined) return ok('TLS 1.3 only: its handshake has no such step')
    const [hello, first, second] = replies
    if (hello?.kind !== 'hello') return open(unclear(hello))
    if (first?.kind === 'alert' || first?.kind === 'closed') return ok('encryption before its time is refused')
    const isTaken = second?.kind === 'alert' && (second.alert === alerts.badRecordMac || second.alert === alerts.decryptionFailed)
    return isTaken ? fault('encryption before its time is taken') : open(unclear(second ?? first))
  },
}

const ticketbleed: Check = {
  id: 'ticketbleed', title: 'Ticketbleed', cap: 'F', wayOut: `${newer}; the flaw is of F5 BIG-IP`,
  judge: (observed) => {
    if (!openHello(observed)?.extensions.has(extension.ticket)) return ok('no tickets before TLS 1.3')
    const { shortSession: reply } = observed.handshakes
    if (reply?.kind !== 'hello') return open(unclear(reply))
    const { session } = reply.hello
    const isEchoed = session.length > shortSession.length && shortSession.every((byte, index) => session[index] === byte)
    return isEchoed ? fault(`${session.length - shortSession.length} bytes of memory came back`) : ok('a short session stays short')
  },
}

const robot: Check = {
  id: 'robot', title: 'ROBOT', cap: 'F', wayOut: 'leave suites out whose key exchange is RSA (nginx: ssl_ciphers with ECDHE only); testssl.sh --robot asks',
  judge: ({ handshakes: { offers } }) => {
    const found = versionNames.flatMap((version) => offers[version].found).map(suiteOf).filter(isRsaExchange)
    if (found.length > 0) return open('there are suites with RSA key exchange; only an attack would tell')
    const why = versionNames.map((version) => offers[version].open).find((each) => each !== undefined)
    return why === undefined ? ok('no suite with RSA key exchange') : open(why)
  },
}

const drown: Check = {
  id: 'drown', title: 'DROWN', cap: 'F', wayOut: 'nginx: ssl_protocols TLSv1.2 TLSv1.3;',
  judge: ({ handshakes: { sslv2 }, served }) => {
    if (sslv2.kind === 'sslv2') return fault('SSLv2 is offered')
    if (sslv2.kind === 'silent') return open(sslv2.why)
    return ok(served.some(({ leaf }) => leaf.key.kind === 'RSA') ? 'no SSLv2 here; nobody else with this RSA key was asked' : 'no SSLv2')
  },
}

/** Flaws of libraries, as far as they can be told without an attack. */
export const flawChecks: readonly Check[] = [heartbleed, earlyCipher, ticketbleed, robot, drown]
