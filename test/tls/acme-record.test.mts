import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { areSameNames, readAcmeRecord, withAttempt, writeAcmeRecord, type AcmeAttempt } from '../../scripts/tls/acme-record.mts'

const attempt = (when: string, outcome: AcmeAttempt['outcome'] = 'begun'): AcmeAttempt => ({ when, what: 'certificate', directory: 'https://ca.example/dir', names: ['a.example'], outcome })

const record = suite('the record of orders')

record('comes back as it was written', () => {
  const one = { attempts: [attempt('2026-11-22T05:00:00.000Z', 'issued')] }
  assert.equal(readAcmeRecord(writeAcmeRecord(one)), one)
})

record('no file, half a file and strange entries count for nothing', () => {
  for (const text of [undefined, '', '{ "attempts": [{', '[]', 'null', '{"attempts":[null, {"when":"soon"}]}']) assert.equal(readAcmeRecord(text), { attempts: [] })
})

record('what became of an order takes the place of its beginning', () => {
  const begun = withAttempt({ attempts: [] }, attempt('2026-11-22T05:00:00.000Z'))
  assert.equal(withAttempt(begun, attempt('2026-11-22T05:00:00.000Z', 'issued')).attempts.map(({ outcome }) => outcome), ['issued'])
  assert.equal(withAttempt(begun, attempt('2026-11-22T05:00:01.000Z', 'issued')).attempts.map(({ outcome }) => outcome), ['begun', 'issued'])
})

record('holds the last forty', () => {
  const all = Array.from({ length: 50 }, (_, index) => attempt(new Date(index * 1000).toISOString())).reduce(withAttempt, { attempts: [] })
  assert.equal([all.attempts.length, all.attempts[0]?.when], [40, '1970-01-01T00:00:10.000Z'])
})

record('names are the same in any order and case', () => {
  assert.ok(areSameNames(['A.example', 'b.example'], ['b.example', 'a.example']))
  assert.not.ok(areSameNames(['a.example'], ['a.example', 'b.example']))
})

record.run()
