import { isAtLeast } from '../../targets/version.mts'
import { extension } from './extension.mts'
import { fault, off, ok, open, type Check } from './line.mts'
import type { Observed } from './observed.mts'
import { fallbackOf, lastOpenVersion, strangerName, type ProbeName } from './probe.mts'
import type { Reply } from './reply.mts'
import type { ServerHello } from './server-hello.mts'

/** The one answer to a question; undefined where it was not asked. */
export const replyTo = ({ handshakes: { replies } }: Observed, name: ProbeName): Reply | undefined => replies[name]?.[0]

/** What the server says in the open, before TLS 1.3; undefined where there is nothing but that. */
export const openHello = ({ handshakes: { offers } }: Observed): ServerHello | undefined => {
  const version = lastOpenVersion(offers)
  return version && offers[version].hello
}

const only13 = ok('TLS 1.3 has none')

const compression: Check = {
  id: 'compression', title: 'compression (CRIME)', cap: 'C', wayOut: 'a server that is still kept up to date: nginx has had it off since 1.3.2',
  judge: (observed) => {
    const reply = replyTo(observed, 'compression')
    if (reply === undefined) return only13
    if (reply.kind === 'hello') return reply.hello.compression === 0 ? ok('none is taken') : fault(`method ${reply.hello.compression} is taken`)
    return reply.kind === 'alert' ? ok('refused') : open(unclear(reply))
  },
}

const fallback: Check = {
  id: 'fallback', title: 'TLS_FALLBACK_SCSV', cap: 'A', wayOut: 'OpenSSL 1.0.1j or later on the server; or only one version below TLS 1.3',
  judge: (observed) => {
    const versions = fallbackOf(observed.handshakes.offers)
    const reply = replyTo(observed, 'fallback')
    if (!versions || !reply) return ok('nothing below TLS 1.2 to fall back to')
    if (reply.kind === 'hello') return fault(`a fallback from ${versions[0]} to ${versions[1]} is let through`)
    return reply.kind === 'alert' ? ok(`a fallback to ${versions[1]} is refused`) : open(unclear(reply))
  },
}

const renegotiation: Check = {
  id: 'renegotiation', title: 'secure renegotiation', cap: 'A-', wayOut: 'OpenSSL 0.9.8m or later on the server',
  judge: (observed) => {
    const hello = openHello(observed)
    if (!hello) return only13
    return hello.extensions.has(extension.renegotiation) ? ok('supported') : fault('not supported')
  },
}

const tickets: Check = {
  id: 'tickets', title: 'session tickets', wayOut: 'nginx before 1.23.2: ssl_session_tickets off;',
  judge: (observed) => {
    const hello = openHello(observed)
    if (!hello?.extensions.has(extension.ticket)) return ok(hello ? 'not offered' : 'none before TLS 1.3')
    const { expected } = observed
    if (!expected) return open('offered; whether their key is ever changed cannot be seen', 'nginx 1.23.2 or later changes it; before: ssl_session_tickets off;')
    return isAtLeast(expected.version, '1.23.2') ? ok(`offered; nginx ${expected.version} changes their key by itself`) : fault(`offered, and nginx ${expected.version} never changes their key`)
  },
}

const alpn: Check = {
  id: 'http2', title: 'HTTP/2', wayOut: 'nginx: http2 on; (before 1.25.1: listen 443 ssl http2;)',
  judge: ({ visit, expected }) => {
    if ('problem' in visit) return open(visit.problem)
    if (visit.alpn === 'h2') return ok('chosen')
    const found = visit.alpn === '' ? 'no protocol is chosen (ALPN)' : `${visit.alpn} is chosen`
    return expected?.isNative ? off(`${found}; not asked for without containers`) : fault(found)
  },
}

const stapling: Check = {
  id: 'stapling', title: 'OCSP stapling', wayOut: 'nginx: ssl_stapling on; ssl_stapling_verify on; and a resolver',
  judge: ({ served, visit }) => {
    const responder = served.find(({ leaf }) => leaf.responder !== undefined)?.leaf.responder
    if (responder === undefined) return served.length === 0 ? open('no certificate was seen') : ok('the certificate names no responder')
    if ('problem' in visit) return open(visit.problem)
    return visit.isStapled ? ok('an answer is stapled') : fault(`none is stapled, though ${responder} is named`)
  },
}

const strangers: Check = {
  id: 'unknown-name', title: 'unknown names', wayOut: 'nginx 1.19.4 or later: server { listen 443 ssl default_server; ssl_reject_handshake on; }',
  judge: (observed) => {
    const { expected } = observed
    const asked = ([['stranger', `for ${strangerName}`], ['nameless', 'without a name']] as const).map(([name, words]) => ({ words, reply: replyTo(observed, name) }))
    const taken = asked.filter(({ reply }) => reply?.kind === 'hello').map(({ words }) => `${words}`)
    if (taken.length > 0) return expected?.isDev && !expected.rejects ? off('taken in dev, and told 421') : fault(`a handshake ${taken.join(' and one ')} is taken`)
    const unclearOne = asked.find(({ reply }) => reply === undefined || reply.kind === 'silent' || reply.kind === 'strange')
    return unclearOne ? open(unclear(unclearOne.reply)) : ok('rejected at the handshake')
  },
}

/** What came in place of an answer that says something. */
export const unclear = (reply: Reply | undefined): string =>
  reply === undefined ? 'not asked' : reply.kind === 'silent' ? reply.why : reply.kind === 'closed' ? 'the server hung up' : `an answer that means nothing here (${reply.kind === 'alert' ? `alert ${reply.alert}` : reply.kind})`

/** How handshakes are held. */
export const handshakeChecks: readonly Check[] = [compression, fallback, renegotiation, tickets, alpn, stapling, strangers]

