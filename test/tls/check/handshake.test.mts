import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shortSession } from '../../../scripts/tls/check/probe.mts'
import type { Handshakes } from '../../../scripts/tls/check/handshakes.mts'
import { alert, dev, gradeOf, hello, lineOf, offered, offers, only13, prod, said, served, silent, taken } from './observed.mts'

const replies = (changes: Handshakes['replies']) => ({ handshakes: { replies: changes } })
const extensions = { ticket: 35, heartbeat: 15, renegotiation: 0xff01 } as const
const with12 = (...list: readonly number[]) => offers({ 'TLS 1.2': { ...offered('ECDHE_RSA_WITH_AES_128_GCM_SHA256'), hello: hello({}, list) } })

const handshake = suite('ssl-check: handshake')

handshake('compression is not taken', () => {
  assert.is(said('compression'), 'ok: none is taken')
  assert.is(said('compression', replies({ compression: [taken({ compression: 1 })] })), 'fail C: method 1 is taken')
  assert.is(said('compression', replies({ compression: [silent] })), 'open C: no answer in 3 s')
  assert.is(said('compression', { handshakes: { offers: only13, replies: { compression: undefined } as never } }), 'ok: TLS 1.3 has none')
})

handshake('a fallback is refused, where there is something to fall back to', () => {
  const old = offers({ 'TLS 1.1': offered('ECDHE_RSA_WITH_AES_128_CBC_SHA') })
  assert.is(said('fallback'), 'ok: nothing below TLS 1.2 to fall back to')
  assert.is(said('fallback', { handshakes: { offers: old, replies: { fallback: [alert(86)] } } }), 'ok: a fallback to TLS 1.1 is refused')
  assert.is(said('fallback', { handshakes: { offers: old, replies: { fallback: [taken()] } } }), 'fail A: a fallback from TLS 1.2 to TLS 1.1 is let through')
  assert.is(said('fallback', { handshakes: { offers: old, replies: { fallback: [{ kind: 'closed' }] } } }), 'open A: the server hung up')
})

handshake('renegotiation is secure; without that the best is an A-', () => {
  assert.is(said('renegotiation'), 'ok: supported')
  assert.is(said('renegotiation', { handshakes: { offers: with12() } }), 'fail A-: not supported')
  assert.is(gradeOf({ handshakes: { offers: with12() } }), 'A- 96: secure renegotiation')
  assert.is(said('renegotiation', { handshakes: { offers: only13 } }), 'ok: TLS 1.3 has none')
})

handshake('tickets need a server that changes their key', () => {
  const handshakes = { offers: with12(extensions.renegotiation, extensions.ticket), shortSession: taken() }
  assert.is(said('tickets'), 'ok: not offered')
  assert.is(said('tickets', { handshakes }), 'open: offered; whether their key is ever changed cannot be seen')
  assert.is(said('tickets', { handshakes, expected: prod }), 'ok: offered; nginx 1.30 changes their key by itself')
  assert.is(said('tickets', { handshakes, expected: { ...prod, version: '1.22' } }), 'fail: offered, and nginx 1.22 never changes their key')
  assert.is(gradeOf({ handshakes }), 'A+ 96')
})

handshake('HTTP/2 is chosen', () => {
  const visit = { alpn: '', chain: [], trust: { code: '' }, isStapled: false }
  assert.is(said('http2'), 'ok: chosen')
  assert.is(said('http2', { visit: { ...visit, alpn: 'http/1.1' } }), 'fail: http/1.1 is chosen')
  assert.is(said('http2', { visit, expected: { ...dev, isNative: true } }), 'off: no protocol is chosen (ALPN); not asked for without containers')
  assert.is(said('http2', { visit }), 'fail: no protocol is chosen (ALPN)')
  assert.is(said('http2', { visit: { problem: 'ECONNRESET' } }), 'open: ECONNRESET')
})

handshake('an answer is stapled where the certificate names who gives one', async () => {
  const one = await served()
  const withResponder = { ...one, leaf: { ...one.leaf, responder: 'http://ocsp.example.test' } }
  const visit = { alpn: 'h2', chain: [], trust: { code: '' }, isStapled: true }
  assert.is(said('stapling'), 'ok: the certificate names no responder')
  assert.is(said('stapling', { served: [withResponder] }), 'fail: none is stapled, though http://ocsp.example.test is named')
  assert.is(said('stapling', { served: [withResponder], visit }), 'ok: an answer is stapled')
})

handshake('unknown names are rejected, except in dev', () => {
  assert.is(said('unknown-name'), 'ok: rejected at the handshake')
  assert.is(said('unknown-name', replies({ stranger: [taken()] })), 'fail: a handshake for gantry-ssl-check.invalid is taken')
  assert.is(said('unknown-name', replies({ stranger: [taken()], nameless: [taken()] })), 'fail: a handshake for gantry-ssl-check.invalid and one without a name is taken')
  assert.is(said('unknown-name', { ...replies({ nameless: [taken()] }), expected: dev }), 'off: taken in dev, and told 421')
  assert.is(said('unknown-name', replies({ stranger: [silent] })), 'open: no answer in 3 s')
})

handshake.run()

// ---

const flaws = suite('ssl-check: flaws')

flaws('heartbeats that are offered could bleed; only an attack would tell', () => {
  assert.is(said('heartbleed'), 'ok: no heartbeats are offered')
  const beating = replies({ heartbeat: [taken({}, [extensions.heartbeat])] })
  assert.is(said('heartbleed', beating), 'open F: heartbeats are offered; only an attack would tell')
  assert.is(gradeOf(beating), 'A+ at best 96')
  assert.match(lineOf('heartbleed', beating)?.wayOut ?? '', /testssl\.sh --heartbleed/)
})

flaws('encryption before its time: refused, taken, or nothing that says so', () => {
  const after = (...more: readonly Handshakes['sslv2'][]) => replies({ earlyCipher: [taken(), ...more] })
  assert.is(said('ccs', after(alert(10))), 'ok: encryption before its time is refused')
  assert.is(said('ccs', after({ kind: 'closed' })), 'ok: encryption before its time is refused')
  assert.is(said('ccs', after(silent, alert(21))), 'fail F: encryption before its time is taken')
  assert.is(said('ccs', after(silent, alert(20))), 'fail F: encryption before its time is taken')
  assert.is(said('ccs', after(silent, silent)), 'open F: no answer in 3 s')
  assert.is(said('ccs', replies({ earlyCipher: [silent] })), 'open F: no answer in 3 s')
  assert.is(gradeOf(after(silent, alert(21))), 'F 96: CCS injection')
})

flaws('a short session that comes back longer bleeds', () => {
  const session = (bytes: Uint8Array) => ({ handshakes: { offers: with12(extensions.ticket), shortSession: taken({ session: bytes }) } })
  assert.is(said('ticketbleed'), 'ok: no tickets before TLS 1.3')
  assert.is(said('ticketbleed', session(shortSession)), 'ok: a short session stays short')
  assert.is(said('ticketbleed', session(new Uint8Array(32))), 'ok: a short session stays short')
  assert.is(said('ticketbleed', session(Uint8Array.from([...shortSession, ...new Uint8Array(16)]))), 'fail F: 16 bytes of memory came back')
  assert.is(said('ticketbleed', { handshakes: { offers: with12(extensions.ticket) } }), 'open F: not asked')
})

flaws('ROBOT and DROWN need RSA key exchange and SSLv2', async () => {
  assert.is(said('robot'), 'ok: no suite with RSA key exchange')
  assert.is(said('robot', { handshakes: { offers: offers({ 'TLS 1.2': offered('RSA_WITH_AES_128_GCM_SHA256') }) } }), 'open F: there are suites with RSA key exchange; only an attack would tell')
  assert.is(said('drown'), 'ok: no SSLv2')
  assert.is(said('drown', { served: [await served({ rsa: 2048 })] }), 'ok: no SSLv2 here; nobody else with this RSA key was asked')
  assert.is(said('drown', { handshakes: { sslv2: { kind: 'sslv2' } } }), 'fail F: SSLv2 is offered')
})

flaws.run()
