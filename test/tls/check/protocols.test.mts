import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alert, dev, gradeOf, hello, lineOf, offered, offers, only13, prod, refused, said, silent } from './observed.mts'

const cbc = 'ECDHE_RSA_WITH_AES_128_CBC_SHA'
const gcm = 'ECDHE_RSA_WITH_AES_128_GCM_SHA256'
const at = (version: string, ...names: readonly string[]) => ({ handshakes: { offers: offers({ [version]: offered(...names) }) } })
const with12 = (...names: readonly string[]) => at('TLS 1.2', ...names)

const protocols = suite('ssl-check: protocols')

protocols('one that does everything right has an A+', () => assert.is(gradeOf(), 'A+ 96'))

protocols('old versions cap the grade', () => {
  assert.is(said('sslv2'), 'ok: refused')
  assert.is(said('sslv2', { handshakes: { sslv2: { kind: 'sslv2' } } }), 'fail F: offered')
  assert.is(said('sslv3', at('SSLv3', cbc)), 'fail B: offered, with 1 cipher suites')
  assert.is(said('tls10', at('TLS 1.0', cbc)), 'fail B: offered, with 1 cipher suites')
  assert.is(said('tls11', at('TLS 1.1', cbc)), 'fail B: offered, with 1 cipher suites')
  assert.is(lineOf('tls11', at('TLS 1.1', cbc))?.wayOut, 'nginx: ssl_protocols TLSv1.2 TLSv1.3;')
})

protocols('1.2 or 1.3 has to be there, and better 1.3', () => {
  assert.is(said('tls12'), 'ok: offered: TLS 1.2 and TLS 1.3')
  assert.is(said('tls12', { handshakes: { offers: only13 } }), 'ok: offered: TLS 1.3')
  assert.is(said('tls12', { handshakes: { offers: offers({ 'TLS 1.1': offered(cbc), 'TLS 1.2': refused, 'TLS 1.3': refused }) } }), 'fail C: neither is offered')
  assert.is(gradeOf({ handshakes: { offers: offers({ 'TLS 1.3': refused }) } }), 'A- 96: TLS 1.3')
})

protocols('what gave no answer is not judged, and the grade is one at best', () => {
  const half = { handshakes: { offers: offers({ 'TLS 1.0': { found: [], ends: [silent], open: 'no answer in 3 s' } }) } }
  assert.is(said('tls10', half), 'open B: no answer in 3 s')
  assert.is(said('rc4', half), 'open B: no answer in 3 s')
  assert.is(gradeOf(half), 'A+ at best 96')
})

protocols('POODLE and BEAST need old versions with CBC', () => {
  assert.is(said('poodle', at('SSLv3', 'RSA_WITH_AES_128_CBC_SHA')), 'fail C: SSLv3 with CBC suites')
  assert.is(said('poodle', at('SSLv3', 'RSA_WITH_RC4_128_SHA')), 'ok: SSLv3 has no CBC suite')
  assert.is(said('beast', at('TLS 1.0', cbc)), 'fail: CBC suites before TLS 1.1')
  assert.is(said('beast', { handshakes: { offers: offers({ 'TLS 1.0': offered(cbc), 'TLS 1.2': refused }) } }), 'fail B: CBC suites before TLS 1.1')
})

protocols.run()

// ---

const ciphers = suite('ssl-check: cipher suites')

ciphers('each kind that is not to be offered', () => {
  assert.is(said('null', with12(gcm, 'RSA_WITH_NULL_SHA')), 'fail F: offered: TLS_RSA_WITH_NULL_SHA')
  assert.is(said('anonymous', with12(gcm, 'DH_anon_WITH_AES_128_GCM_SHA256')), 'fail F: offered: TLS_DH_anon_WITH_AES_128_GCM_SHA256')
  assert.is(said('export', with12(gcm, 'RSA_EXPORT_WITH_RC4_40_MD5')), 'fail F: offered: TLS_RSA_EXPORT_WITH_RC4_40_MD5')
  assert.is(said('short-keys', with12(gcm, 'DHE_RSA_WITH_DES_CBC_SHA')), 'fail F: offered: TLS_DHE_RSA_WITH_DES_CBC_SHA')
  assert.is(said('small-blocks', with12(gcm, 'RSA_WITH_3DES_EDE_CBC_SHA')), 'fail: offered: TLS_RSA_WITH_3DES_EDE_CBC_SHA')
  assert.is(said('cbc', with12(gcm, cbc)), `fail: offered: TLS_${cbc}`)
})

ciphers('RC4 is worse where something newer could be had', () => {
  assert.is(said('rc4', at('TLS 1.0', 'RSA_WITH_RC4_128_SHA')), 'fail B: offered: TLS_RSA_WITH_RC4_128_SHA')
  assert.is(said('rc4', at('TLS 1.1', 'RSA_WITH_RC4_128_SHA')), 'fail C: offered: TLS_RSA_WITH_RC4_128_SHA')
})

ciphers('forward secrecy and AEAD: a cap without any, a failure without all', () => {
  assert.is(said('forward-secrecy'), 'ok: with all 6 suites')
  assert.is(said('forward-secrecy', with12(gcm, 'RSA_WITH_AES_128_GCM_SHA256')), 'fail: without it: TLS_RSA_WITH_AES_128_GCM_SHA256')
  const none = { handshakes: { offers: offers({ 'TLS 1.2': offered('RSA_WITH_AES_128_CBC_SHA'), 'TLS 1.3': refused }) } }
  assert.is(said('forward-secrecy', none), 'fail B: without it: TLS_RSA_WITH_AES_128_CBC_SHA')
  assert.is(said('aead', none), 'fail B: without it: TLS_RSA_WITH_AES_128_CBC_SHA')
})

ciphers('of many the first three are named', () => {
  const many = ['RSA_WITH_AES_128_CBC_SHA', 'RSA_WITH_AES_256_CBC_SHA', 'RSA_WITH_SEED_CBC_SHA', 'RSA_WITH_IDEA_CBC_SHA', cbc]
  assert.is(said('cbc', with12(...many)), 'fail: offered: TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_256_CBC_SHA, TLS_RSA_WITH_SEED_CBC_SHA and 2 more')
  assert.is(said('suites', with12(gcm, 'ECDHE_RSA_WITH_ARIA_256_GCM_SHA384')), 'fail: not of its guideline 6.0: TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384')
})

ciphers.run()

// ---

const exchange = suite('ssl-check: key exchange')
const withPrime = (primeBits: number | undefined) => ({ handshakes: {
  offers: offers({ 'TLS 1.2': offered('DHE_RSA_WITH_AES_128_GCM_SHA256') }),
  replies: { prime: [{ kind: 'hello' as const, hello: hello(), chain: [], ...primeBits ? { share: { primeBits } } : {} }] },
} })

exchange('a prime of the server has 2048 bits or more', () => {
  assert.is(said('key-exchange'), 'ok: X25519MLKEM768, x25519, secp256r1, secp384r1')
  assert.is(said('key-exchange', withPrime(2048)), 'ok: X25519MLKEM768, x25519, secp256r1, secp384r1; Diffie-Hellman over 2048 bits')
  assert.is(said('key-exchange', withPrime(1024)), 'fail B: Diffie-Hellman over 1024 bits')
  assert.is(said('key-exchange', withPrime(undefined)), 'open B: the server did not show its prime')
  assert.is(said('key-exchange', withPrime(768)), 'fail F: Diffie-Hellman over 768 bits')
  assert.is(gradeOf(withPrime(768)), 'F 78: key exchange (LOGJAM)')
})

exchange('weak groups, and those that Mozilla does not name', () => {
  const groups = (...found: readonly number[]) => ({ handshakes: { groups: { found, ends: [alert(40)] } } })
  assert.is(said('key-exchange', groups(29, 19)), 'fail B: weak groups: secp192r1')
  assert.is(said('groups', groups(29, 30, 25)), 'fail: not of its guideline 6.0: x448, secp521r1')
})

exchange('the post-quantum group is asked for where the OpenSSL has it', () => {
  const without = { handshakes: { groups: { found: [29, 23], ends: [alert(40)] } } }
  assert.is(said('post-quantum'), 'ok: X25519MLKEM768')
  assert.is(said('post-quantum', { ...without, expected: prod }), 'fail: X25519MLKEM768 is not offered')
  assert.is(said('post-quantum', { ...without, expected: { ...prod, openssl: '3.0' } }), 'off: OpenSSL 3.0 has none')
  assert.is(said('post-quantum', { ...without, expected: { ...dev, isNative: true } }), 'off: not asked for without containers')
  assert.match(said('post-quantum', without), /^open: X25519MLKEM768 is not offered/)
  assert.is(said('post-quantum', { ...without, handshakes: { ...without.handshakes, offers: offers({ 'TLS 1.3': refused }) }, expected: dev }), 'off: needs TLS 1.3')
})

exchange.run()
