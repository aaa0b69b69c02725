import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readSent } from '../../../scripts/tls/check/sent-certificate.mts'
import { servedOf } from '../../../scripts/tls/check/served.mts'
import { digestOf } from '../../../scripts/tls/check/signature.mts'
import { authority, gradeOf, hello, lineOf, prod, said, served } from './observed.mts'
import { makePair, type Wish } from './pki.mts'

const seen = async (id: string, wish: Wish) => said(id, { served: [await served(wish)] })
const trust = async (code: string, wish: Wish = {}) => ({ served: [await served(wish, { trust: { code } })] })

const certificates = suite('ssl-check: certificate')

certificates('is trusted, by whom is said when it is not everybody', async () => {
  assert.is(said('trust'), 'ok: issued by an authority')
  assert.is(said('trust', { served: [await served({}, { trust: { code: '', by: '/ca.pem' } })] }), 'ok: issued by an authority, trusted by /ca.pem')
  const unknown = await trust('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  assert.is(said('trust', unknown), 'fail T: its issuer an authority is neither sent nor trusted here')
  assert.match(lineOf('trust', unknown)?.wayOut ?? '', /fullchain\.pem.*--ca FILE/)
  assert.is(said('trust', await trust('SELF_SIGNED_CERT_IN_CHAIN')), 'fail T: its authority app.example.test is not trusted here')
  assert.is(said('trust', await trust('CERT_HAS_EXPIRED')), 'fail T: cert has expired')
  const alone = await served({ signer: undefined as never }, { trust: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
  assert.is(said('trust', { served: [alone] }), 'fail T: signed by itself')
  assert.is(lineOf('trust', { served: [alone], expected: prod })?.wayOut, '`make ssl-setup ENV=prod`')
  assert.is(gradeOf({ served: [alone] }), 'T 96: trusted')
})

certificates('the chain is in order', async () => {
  const [root, stranger] = [readSent(authority.der), readSent((await makePair('a stranger', { isAuthority: true })).der)]
  const one = await served()
  if (!root || !stranger) throw new Error('no certificates')
  const chain = (...rest: readonly typeof root[]) => said('chain', { served: [{ ...one, chain: [one.leaf, ...rest] }] })
  assert.is(said('chain'), 'ok: one certificate')
  assert.is(chain(root), 'ok: 2 certificates, in order')
  assert.is(chain(stranger), 'fail: a stranger is sent, and did not issue the one before it')
  assert.is(said('chain', { served: [{ ...one, isAsSent: false }] }), 'ok: TLS 1.3 only: clients put it in order')
})

certificates('its dates', async () => {
  assert.is(said('dates'), 'ok: until 2027-02-17')
  assert.is(await seen('dates', { since: 90, days: -1 }), 'fail T: expired on 2026-11-19')
  assert.is(await seen('dates', { since: -2 }), 'fail T: only from 2026-11-22 on')
  assert.is(said('renewal'), 'ok: 89 d of 90 d left')
  assert.is(await seen('renewal', { since: 61, days: 29 }), 'fail: 29 d of 90 d left: less than a third')
  assert.is(await seen('renewal', { since: 5, days: 1.6 }), 'fail: 38 h of 7 d left: less than a third')
  assert.is(await seen('lifetime', { days: 365 }), 'ok: 366 days')
  assert.is(await seen('lifetime', { days: 366 }), 'fail: 367 days')
})

certificates('its names', async () => {
  assert.is(said('names'), 'ok: app.example.test')
  assert.is(await seen('names', { names: ['*.example.test'] }), 'ok: app.example.test, by *.example.test')
  assert.is(await seen('names', { names: ['a.test', 'b.test'] }), 'fail M: app.example.test is not among a.test, b.test')
  assert.is(said('names', { served: [await served({ addresses: ['192.0.2.1', '::1'] })], endpoint: { url: 'https://[::1]', name: '::1', port: 443, reached: '' } }), 'ok: ::1')
  assert.is(await seen('san', { names: [] }), 'fail: none')
  assert.is(gradeOf({ served: [await served({ names: ['a.test'] })] }), 'M 96: name')
})

certificates('its key, its signature and its purpose', async () => {
  assert.is(said('key'), 'ok: EC, 256 bits')
  assert.is(await seen('key', { rsa: 2048 }), 'ok: RSA, 2048 bits')
  assert.is(await seen('key', { rsa: 1024 }), 'fail B: RSA with 1024 bits')
  assert.is(gradeOf({ served: [await served({ rsa: 1024 })] }), 'B 90: key')
  assert.is(said('signature'), 'ok: a sound digest')
  assert.is(await seen('signature', { hash: 'SHA-1' }), 'fail T: SHA-1 (app.example.test)')
  assert.is(await seen('purpose', { purpose: 'client' }), 'fail: serverAuth is not among its purposes')
  assert.is(await seen('purpose', { purpose: 'none' }), 'fail: it names no purpose')
})

certificates('of two that are served the worse one speaks', async () => {
  const both = { served: [await served(), await served({ rsa: 1024 })] }
  assert.is(said('key', both), 'fail B: RSA with 1024 bits')
  assert.is(said('dates', both), 'ok: until 2027-02-17')
  assert.is(said('key', { served: [await served(), await served({ rsa: 2048 })] }), 'ok: EC, 256 bits; RSA, 2048 bits')
  assert.is(said('names', { served: [] }), 'open M: no certificate was seen')
})

certificates('the digest of a signature is read off its object identifier', async () => {
  const digest = async (wish: Wish) => digestOf((await makePair('x', wish)).der)
  assert.is(await digest({}), 'sound')
  assert.is(await digest({ hash: 'SHA-1' }), 'SHA-1')
  assert.is(await digest({ rsa: 2048, hash: 'SHA-1' }), 'SHA-1')
  assert.is(readSent(Uint8Array.from([1, 2, 3])), undefined)
})

certificates('what was sent in the open comes first, with what full handshakes say of it', async () => {
  const [one, other] = [await served(), await served()]
  const sent = (der: Uint8Array) => [{ kind: 'hello' as const, hello: hello(), chain: [der] }]
  const visit = ({ leaf }: typeof one, code: string) => ({ alpn: 'h2', chain: [leaf], trust: { code }, isStapled: false })
  const all = servedOf({ replies: { ecdsaChain: sent(one.leaf.x509.raw) } }, [visit(one, 'X'), visit(one, 'Y'), visit(other, '')])
  assert.equal(all.map(({ leaf, isAsSent, trust: by }) => [leaf.fingerprint === one.leaf.fingerprint, isAsSent, by?.code]), [[true, true, 'X'], [false, false, '']])
  assert.is(said('trust', { served: servedOf({ replies: { rsaChain: sent(one.leaf.x509.raw) } }, []) }), 'open T: no full handshake brought it')
})

certificates('the pair on disk is the one that is served, and nobody else may read its key', async () => {
  const one = await served()
  const file = { certificate: 'ssl/prod/served/current/fullchain.pem', key: 'ssl/prod/served/current/privkey.pem', fingerprint: one.leaf.fingerprint, keyMode: 0o400 }
  const with_ = (changes: object) => ({ served: [one], expected: prod, file: { ...file, ...changes } })
  assert.is(said('served-file'), 'nothing')
  assert.is(said('served-file', with_({})), 'ok: ssl/prod/served/current/fullchain.pem')
  assert.is(said('served-file', with_({ fingerprint: 'ab' })), 'fail: ssl/prod/served/current/fullchain.pem is another certificate')
  assert.is(lineOf('served-file', with_({ fingerprint: 'ab' }))?.wayOut, '`make ssl-setup ENV=prod` puts it there and has nginx read it')
  assert.is(said('served-file', with_({ fingerprint: undefined })), 'fail: there is no ssl/prod/served/current/fullchain.pem')
  assert.is(said('served-file', with_({ problem: 'read x: permission denied' })), 'open: read x: permission denied')
  assert.is(said('key-file', with_({})), 'ok: mode 0400')
  assert.is(said('key-file', with_({ keyMode: 0o644 })), 'fail: ssl/prod/served/current/privkey.pem has mode 0644')
})

certificates.run()
