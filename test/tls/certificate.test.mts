import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { briefly, pairId, plainAddress, uncovered } from '../../scripts/tls/certificate.mts'
import { dateTrouble, daysLeft, isDue, isOverdue, isValid, leftWords, lifeDays, renewAt } from '../../scripts/tls/lifetime.mts'
import { certificate, day, now } from './world.mts'

const names = suite('certificate: names')
const lacking = (has: readonly string[], wanted: readonly string[], addresses: readonly string[] = []) => uncovered({ names: has, addresses }, { names: wanted, addresses: ['127.0.0.1', '::1'] })

names('are covered when the certificate has them, upper case or not', () => {
  assert.equal(uncovered({ names: ['Shop.test', 'www.shop.test'], addresses: [] }, { names: ['shop.test', 'WWW.shop.test'], addresses: [] }), [])
  assert.equal(uncovered({ names: ['shop.test'], addresses: [] }, { names: ['shop.test', 'www.shop.test'], addresses: [] }), ['www.shop.test'])
})

names('are covered by a star, which stands for one label', () => {
  const star = { names: ['*.shop.test'], addresses: [] }
  assert.equal(uncovered(star, { names: ['www.shop.test', 'shop.test', 'a.b.shop.test', '*.shop.test', '*.b.shop.test'], addresses: [] }), ['shop.test', 'a.b.shop.test', '*.b.shop.test'])
})

names('may be addresses, however these are written', () => {
  assert.equal(lacking([], [], ['127.0.0.1', '0:0:0:0:0:0:0:1']), [])
  assert.equal(lacking([], [], ['127.0.0.1']), ['::1'])
  assert.equal(['0:0:0:0:0:0:0:1', '2001:DB8::0001', '10.0.0.1', 'nonsense:'].map(plainAddress), ['::1', '2001:db8::1', '10.0.0.1', 'nonsense:'])
})

names('are told in a few words', () => {
  assert.is(briefly(['a', 'b', 'c']), 'a, b, c')
  assert.is(briefly(['a', 'b', 'c', 'd', 'e']), 'a, b and 3 more')
  assert.is(pairId(certificate()), 'a'.repeat(16))
})

names.run()

// ---

const life = suite('certificate: lifetime')
const lasting = (days: number, over: number) => ({ notBefore: now - over * day, notAfter: now + (days - over) * day })

life('is renewed after two thirds, be it six days, forty-five or ninety; half of the rest later that is overdue', () => {
  for (const days of [6, 45, 90]) {
    assert.equal([0.66, 0.67, 0.83, 0.84].map((share) => isDue(lasting(days, days * share), now)), [false, true, true, true], `${days} days`)
    assert.equal([0.66, 0.67, 0.83, 0.84].map((share) => isOverdue(lasting(days, days * share), now)), [false, false, false, true], `${days} days`)
  }
  assert.is(renewAt(lasting(90, 10)), now + 50 * day)
})

life('is told in days, of the last two in hours', () => {
  assert.equal([lifeDays(lasting(90, 10)), daysLeft(lasting(90, 10), now), daysLeft(lasting(90, 90.5), now)], [90, 80, -1])
  assert.equal([leftWords(lasting(90, 10), now), leftWords(lasting(6, 4.5), now), leftWords(lasting(90, 91), now)], ['80 d', '36 h', '-24 h'])
})

life('holds from its beginning to its end, give or take five minutes of clocks', () => {
  assert.equal([lasting(90, 10), lasting(90, -1), lasting(90, 91), { notBefore: now + 60_000, notAfter: now + day }].map((one) => isValid(one, now)), [true, false, false, true])
})

life('that is over may be a clock that is a year ahead, one that has not begun a clock that is behind', () => {
  assert.is(dateTrouble(lasting(90, 10), now), undefined)
  assert.equal(dateTrouble(lasting(90, 10), now + 365 * day), { text: `ended on 2027-02-10; this machine's clock says 2027-11-22`, hint: 'if the clock is right, it has to be replaced' })
  assert.equal(dateTrouble(lasting(90, 10), now - 365 * day), { text: `begins only on 2026-11-12, and this machine's clock says 2025-11-22`, hint: 'set the clock right (`timedatectl`), then try again' })
})

life.run()
