import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pairTroubles, type Pair } from '../../scripts/tls/pair.mts'
import { certificate, day, now, pair, placeholder } from './world.mts'

const troubles = suite('troubles of a pair')
const wanted = { names: ['shop.test'], addresses: [] }
/** `level text → way out` of each. */
const told = (one: Pair) => pairTroubles(one, wanted, now).map(({ level, text, hint }) => `${level} ${text} → ${hint}`)
const given = (own = certificate(), more: Partial<Pair> = {}) => pair('mine', own, more)

troubles('are none when all is well', () => assert.equal(told(given()), []))

troubles('begin with files that are no pair', () => {
  assert.equal(told(given(certificate(), { key: 'wrong' })), ['bad mine/privkey.pem is not the key of mine/fullchain.pem → give the two files that were made together'])
  assert.equal(told(given(certificate(), { key: 'unreadable' })), ['bad mine/privkey.pem may not be read, and it belongs to mine/fullchain.pem → give it to the user who runs this (chown, chmod 600)'])
  assert.equal(told(given(certificate(), { key: 'missing' })), ['bad mine/privkey.pem is not there, and it belongs to mine/fullchain.pem → put it there, or change `key:` in stack.yaml'])
  assert.match(told(given(certificate(), { key: 'locked' }))[0] ?? '', /has a passphrase.*→ write it without: openssl pkey/)
  assert.match(told(given(certificate(), { key: 'no key' }))[0] ?? '', /has no PEM private key in it/)
  assert.match(told(pair('mine', undefined))[0] ?? '', /^bad mine\/fullchain.pem has no PEM certificate in it → turn it into PEM: openssl x509 -inform der/)
})

troubles('are a key that everybody may read, though it works', () => {
  assert.equal(told(given(certificate(), { isOpen: true })), ['warn mine/privkey.pem can be read by others on this machine → chmod 600 mine/privkey.pem'])
})

troubles('are names that are not in it', () => {
  assert.equal(told(given(certificate({ names: ['a.test', 'b.test', 'c.test', 'd.test'] }))), ['bad mine/fullchain.pem is for a.test, b.test and 2 more, not for shop.test → get one for all names, or change `domain:`, `names:` or the hosts of routes'])
})

troubles('are dates, and a clock that may be wrong', () => {
  assert.equal(told(given(certificate({ notAfter: now - day }))), [`bad mine/fullchain.pem ended on 2026-11-21; this machine's clock says 2026-11-22 → if the clock is right, it has to be replaced`])
})

troubles('are a chain out of order, over, or without an end', () => {
  assert.equal(told(given(certificate({ chain: { length: 3, broken: 2 } }))), ['bad mine/fullchain.pem: certificate 2 did not sign the one before it → the own certificate comes first, then who signed it, then who signed that'])
  assert.match(told(given(certificate({ chain: { length: 2, notAfter: now - day } })))[0] ?? '', /^bad mine\/fullchain.pem: a certificate of its chain ended on 2026-11-21 →/)
  assert.match(told(given(certificate({ chain: { isAnchored: false } })))[0] ?? '', /^warn mine\/fullchain.pem is signed in the end by The Authority, which is neither in the file nor known to this machine →/)
  assert.match(told(given(certificate({ subject: 'me', chain: { isAnchored: false, endsAt: 'me' } })))[0] ?? '', /^warn mine\/fullchain.pem is signed by itself →/)
  assert.equal(told(given({ ...placeholder(), chain: { ...placeholder().chain, isAnchored: false } })), [])
})

troubles.run()
