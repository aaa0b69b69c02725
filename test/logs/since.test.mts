import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sinceTime } from '../../scripts/logs/since.mts'

const since = suite('since when')
const now = Date.parse('2026-11-22T12:00:00Z')

for (const [text, expected] of [
  ['10m', '2026-11-22T11:50:00.000Z'], ['2h', '2026-11-22T10:00:00.000Z'], ['1h30m', '2026-11-22T10:30:00.000Z'], ['1d', '2026-11-21T12:00:00.000Z'],
  ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'], ['2026-11-21T10:00:00.5+01:00', '2026-11-21T09:00:00.500Z'],
  ['2026-11-21T10:00:00', new Date(2026, 10, 21, 10).toISOString()], ['2026-11-21 10:00', new Date(2026, 10, 21, 10).toISOString()],
  ['2026-11-21', new Date(2026, 10, 21).toISOString()], ['1795348800', '2026-11-22T12:00:00.000Z'],
] as const) since(text, () => assert.is(sinceTime(text, now), expected))

since('what is no time', () => {
  for (const text of ['', 'yesterday', '10', '-5m', '5 m', '2026-13-01', '2026-11-21T25:00:00', '99999999999d', 'now']) assert.is(sinceTime(text, now), undefined, text)
})

since.run()
