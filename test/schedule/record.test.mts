import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { afterRun, type JobRecord } from '../../scripts/schedule/record.mts'

const since = '2026-01-01T00:00:00.000Z'
const run = (before: JobRecord, hour: number, exit: number) => {
  const at = new Date(Date.UTC(2026, 10, 1) + hour * 3_600_000).toISOString()
  return afterRun(before, { startedAt: at, endedAt: at, exit })
}

const news = suite('schedule: who is told')

news('somebody when a job begins to fail, and once a day while it goes on', () => {
  let record: JobRecord = { since }
  const told = [0, 1, 1, 1, 0, 1].map((exit, turn) => {
    const after = run(record, turn, exit)
    record = after.record
    return after.isNews
  })
  assert.equal(told, [false, true, false, false, false, true])
  assert.is(run(record, 24, 1).isNews, false)
  assert.is(run(record, 31, 1).isNews, true)
})

news('the record says since when', () => {
  const first = run({ since }, 0, 1).record
  const second = run(first, 1, 2).record
  assert.equal(second, { since, startedAt: '2026-11-01T01:00:00.000Z', endedAt: '2026-11-01T01:00:00.000Z', exit: 2, failing: '2026-11-01T00:00:00.000Z', toldAt: '2026-11-01T00:00:00.000Z' })
  assert.equal(run(second, 2, 0).record, { since, startedAt: '2026-11-01T02:00:00.000Z', endedAt: '2026-11-01T02:00:00.000Z', exit: 0 })
})

news.run()
