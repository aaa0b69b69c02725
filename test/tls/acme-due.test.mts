import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decideOrder, type Seen } from '../../scripts/tls/acme-due.mts'
import type { AcmeAttempt } from '../../scripts/tls/acme-record.mts'
import { certificate, directory, now, staging } from './acme-shop.mts'

const names = ['shop.example.com', 'www.shop.example.com']
const wanted = { names, directory }
const seen = (changes: Partial<Seen>): Seen => ({ live: certificate({ age: 0.1 }), record: { attempts: [] }, now, certbot: '5.5.0', force: false, renew: false, ...changes })
const decide = (changes: Partial<Seen> = {}, asked: Partial<typeof wanted & { readonly profile: string }> = {}) => decideOrder({ ...wanted, ...asked }, seen(changes))
const before = (changes: Partial<AcmeAttempt> = {}) => ({ attempts: [{ when: '2026-11-12T00:00:00.000Z', what: 'certificate', names, directory, outcome: 'issued', ...changes } satisfies AcmeAttempt] })

const due = suite('whether to order a certificate')

due('there is none', () => assert.equal(decide({ live: undefined }), { order: 'ask', why: 'there is none yet' }))

due('a good one is kept', () => assert.equal(decide(), { order: 'no', why: 'valid until 2027-02-11 (81 d) for all names; renewal from 2027-01-12' }))

due('names have come or gone', () => {
  assert.equal(decide({}, { names: [...names, 'api.shop.example.com'] }), { order: 'ask', why: 'its names change: api.shop.example.com is new' })
  assert.equal(decide({}, { names: ['shop.example.com'] }), { order: 'ask', why: 'its names change: www.shop.example.com is gone' })
  assert.equal(decide({}, { names: ['WWW.shop.example.com', 'shop.example.com'] }).order, 'no')
})

due('after two thirds of its life, of 6, 45, 90 or 398 days: certbot asks the authority, an older one does as we say', () => {
  for (const days of [6, 45, 90, 398]) {
    assert.is(decide({ live: certificate({ age: 0.66, days }) }).order, 'no', `${days} days`)
    assert.is(decide({ live: certificate({ age: 0.67, days }) }).order, 'ask', `${days} days`)
    assert.is(decide({ live: certificate({ age: 0.67, days }), certbot: '4.0.0' }).order, 'force', `${days} days`)
  }
  assert.equal(decide({ live: certificate({ age: 0.7, days: 6 }), certbot: undefined }), { order: 'force', why: 'two thirds of its life are over, it ends on 2026-11-24 (43 h)' })
})

due('near its end whatever the authority has said', () => {
  assert.equal(decide({ live: certificate({ age: 0.9 }) }), { order: 'force', why: 'it ends on 2026-12-01 (9 d)' })
  assert.equal(decide({ live: certificate({ age: 1.1 }) }), { order: 'force', why: "the one that is there ended on 2026-11-13; this machine's clock says 2026-11-22" })
})

due('--renew asks early, where certbot knows how', () => {
  assert.equal(decide({ renew: true }), { order: 'ask', why: 'the authority may want it renewed early' })
  assert.is(decide({ renew: true, certbot: '4.0.0' }).order, 'no')
})

due('--force asks in any case', () => assert.equal(decide({ force: true }), { order: 'force', why: 'asked for with --force' }))

due('once in a run: the next round, and another cron line in the same minute, do not ask again', () => {
  const just = before({ when: '2026-11-22T05:59:30.000Z' })
  for (const changes of [{ renew: true }, {}]) assert.equal(decide({ ...changes, record: just }), { order: 'no', why: 'it has just been ordered' })
  assert.is(decide({ force: true, record: just }).order, 'force')
  assert.is(decide({ force: true, record: before({ when: '2026-11-22T06:00:05.000Z' }) }).order, 'no')
  assert.equal(decide({ renew: true, record: before({ when: '2026-11-22T06:00:02.000Z', outcome: 'kept' }) }), { order: 'no', why: 'the authority has just been asked, and it is too early' })
  assert.is(decide({ renew: true, record: before({ when: '2026-11-22T05:58:59.000Z', outcome: 'kept' }) }).order, 'ask')
})

due('names that changed and changed back within a minute are ordered once more', () => {
  const record = { attempts: [...before({ when: '2026-11-22T05:59:20.000Z' }).attempts, ...before({ when: '2026-11-22T05:59:40.000Z', names: ['shop.example.com'] }).attempts] }
  assert.equal(decide({ record, live: certificate({ age: 0, names: ['shop.example.com'] }) }), { order: 'ask', why: 'its names change: www.shop.example.com is new' })
})

due('it comes from elsewhere, or was ordered with another profile', () => {
  assert.equal(decide({ record: before({ directory: staging }) }), { order: 'force', why: `it comes from ${staging}, and ${directory} is to be asked` })
  assert.equal(decide({ record: before() }, { profile: 'shortlived' }), { order: 'force', why: 'its profile is the usual one, and shortlived is asked for' })
  assert.is(decide({ record: before({ profile: 'shortlived' }) }, { profile: 'shortlived' }).order, 'no')
})

due('a clock that is a year behind: nothing is ordered', () => {
  assert.equal(decide({ now: Date.parse('2025-11-22T06:00:00Z') }), { order: 'no', why: "the one that is there begins only on 2026-11-13, and this machine's clock says 2025-11-22: set the clock right (`timedatectl`), then try again" })
})

due.run()
