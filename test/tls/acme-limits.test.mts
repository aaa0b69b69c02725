import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf, timeOf } from '../../scripts/tls/acme-limits.mts'
import type { AcmeAttempt } from '../../scripts/tls/acme-record.mts'
import { directory, now, staging } from './acme-shop.mts'

const failure = (minute: number, changes: Partial<AcmeAttempt> = {}): AcmeAttempt =>
  ({ when: `2026-11-22T05:${minute}:00.000Z`, what: 'certificate', directory, names: ['shop.example.com'], outcome: 'not-validated', message: 'shop.example.com has no address in the DNS', ...changes })
const refusal = (...attempts: readonly AcmeAttempt[]) => refusalOf({ attempts }, { what: 'certificate', directory, now })

const limits = suite('when an authority is better not asked')

limits('before the time that it has named', () => {
  const limited = failure(30, { outcome: 'rate-limited', message: "Let's Encrypt takes no more orders before 2026-11-22 09:15 UTC: too many certificates", retryAfter: '2026-11-22T09:15:00.000Z' })
  assert.equal(refusal(limited), {
    message: "Let's Encrypt takes no more orders before 2026-11-22 09:15 UTC: too many certificates; it is not asked again for 3 h 15 min",
    hint: 'what is served stays as it is; run it again after that time, or with `--force` before it',
  })
  assert.is(refusal({ ...limited, retryAfter: '2026-11-22T05:59:59.000Z' }), undefined)
})

limits('after four names that could not be confirmed within an hour: Let\'s Encrypt allows five', () => {
  assert.is(refusal(failure(10), failure(20), failure(30)), undefined)
  assert.equal(refusal(failure(10), failure(20), failure(30), failure(40)), {
    message: "4 orders have failed within an hour, and one more can make Let's Encrypt refuse all of the next hour; it said: shop.example.com has no address in the DNS",
    hint: 'mend that first; run it again after 2026-11-22 06:10 UTC, or with `--force` before it',
  })
  assert.is(refusal(failure(10, { when: '2026-11-22T04:59:00.000Z' }), failure(20), failure(30), failure(40)), undefined)
})

limits('each directory counts for itself, and rehearsals do not', () => {
  const four = [10, 20, 30, 40].map((minute) => failure(minute, { what: 'staging', directory: staging }))
  assert.is(refusal(...four), undefined)
  assert.is(refusalOf({ attempts: four }, { what: 'staging', directory: staging, now }), undefined)
  assert.is(refusal(...[10, 20, 30, 40].map((minute) => failure(minute, { outcome: 'unreachable' }))), undefined)
})

limits('a time is rounded up, so that it is not too early', () => assert.is(timeOf(Date.parse('2026-11-22T05:50:01Z')), '2026-11-22 05:51 UTC'))

limits.run()
