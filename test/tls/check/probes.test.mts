import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fallbackOf, probesOf } from '../../../scripts/tls/check/probe.mts'
import { isOver, offerOf, swept, sweepOf } from '../../../scripts/tls/check/sweep.mts'
import { unusable } from '../../../scripts/tls/check/unusable.mts'
import { alert, hello, offered, offers, only13, refused, silent, taken } from './observed.mts'

const sweeps = suite('ssl-check: sweeps')

sweeps('ask for what is left until nothing is taken', () => {
  let state = sweepOf([1, 2, 3])
  for (const choice of [2, 1]) state = swept(state, taken(), choice)
  assert.equal([state.left, state.found, isOver(state)], [[3], [2, 1], false])
  state = swept(state, alert(40), undefined)
  assert.equal([state.found, isOver(state)], [[2, 1], true])
})

sweeps('end when all is taken, or when the server takes what nobody offered', () => {
  assert.ok(isOver(swept(sweepOf([1]), taken(), 1)))
  assert.ok(isOver(swept(sweepOf([1]), taken(), 7)))
})

sweeps('are put together; silence in one part leaves the whole open', () => {
  const part = (found: readonly number[], end = alert(40)) => ({ left: [], found, first: hello(), end })
  assert.equal(offerOf([part([1]), part([2, 3])]).found, [1, 2, 3])
  assert.is(offerOf([part([1])]).open, undefined)
  assert.is(offerOf([part([1]), part([], silent)]).open, 'no answer in 3 s')
})

sweeps.run()

// ---

const probes = suite('ssl-check: probes')
const asked = (given: ReturnType<typeof offers>) => Object.keys(probesOf(given, 'a.test'))
const old = offers({ 'TLS 1.0': offered('DHE_RSA_WITH_AES_128_CBC_SHA'), 'TLS 1.2': offered('DHE_RSA_WITH_AES_128_CBC_SHA', 'ECDHE_ECDSA_WITH_AES_128_GCM_SHA256') })

probes('only what makes sense is asked', () => {
  assert.equal(asked(offers()), ['stranger', 'nameless', 'compression', 'heartbeat', 'earlyCipher', 'ecdsaChain'])
  assert.equal(asked(only13), ['stranger', 'nameless'])
  assert.equal(asked(old), ['stranger', 'nameless', 'compression', 'fallback', 'heartbeat', 'earlyCipher', 'prime', 'ecdsaChain', 'rsaChain'])
  assert.equal(asked(offers({ 'TLS 1.2': refused, 'TLS 1.3': refused })), [])
})

probes('a client falls back from TLS 1.2 at most', () => {
  assert.is(fallbackOf(offers()), undefined)
  assert.equal(fallbackOf(old), ['TLS 1.2', 'TLS 1.0'])
})

probes.run()

// ---

const unusables = suite('ssl-check: what cannot be checked')
const why = (...replies: Parameters<typeof unusable>[0]) => unusable(replies, '192.0.2.1:443', 'a.test')?.[0]

unusables('and why', () => {
  assert.is(why(alert(40), taken()), undefined)
  assert.is(why({ kind: 'strange', text: 'SSH-2.0' }), '192.0.2.1:443 does not speak TLS: it answers "SSH-2.0"')
  assert.is(why(silent), '192.0.2.1:443: no answer in 3 s')
  assert.is(why(alert(70), alert(40), alert(112)), '192.0.2.1:443 refuses the name a.test')
  assert.is(why(alert(70), alert(40)), '192.0.2.1:443 refuses every handshake, with the alert 40')
  assert.is(why({ kind: 'closed' }), '192.0.2.1:443 hangs up before a handshake')
})

unusables.run()
