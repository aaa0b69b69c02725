import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseCpus, parseDuration, parseMemory, showDuration, showMemory } from '../../scripts/stack/units.mts'

const test = suite('stack: units')

test('times are counted in milliseconds', () => {
  assert.equal(['250ms', '30s', '4m', '1m30s', '1.5h', '2d', '1h1m1s1ms'].map(parseDuration), [250, 30_000, 240_000, 90_000, 5_400_000, 172_800_000, 3_661_001])
  assert.equal(['', '30', 's', '30 s', '-1s', '1e3s', '30S', 'PT30S', 30, null, undefined].map(parseDuration), Array(11).fill(undefined))
})

test('memory is counted in powers of 1024, as Docker does', () => {
  assert.equal(['64k', '512M', '512m', '2G', '1.5g', '512Mi', '512MB', '512MiB', '1T'].map(parseMemory), [65_536, 536_870_912, 536_870_912, 2_147_483_648, 1_610_612_736, 536_870_912, 536_870_912, 536_870_912, 1_099_511_627_776])
  assert.equal(['512', '0M', '-1M', '1 G', 'G', '1.G', '1e3M', '9999999999T', 512, null].map(parseMemory), Array(10).fill(undefined))
})

test('processors are a number, Kubernetes\' thousandths too', () => {
  assert.equal([0.5, 2, '0.5', '2', '1.0', '.5', '250m', 1024].map(parseCpus), [0.5, 2, 0.5, 2, 1, 0.5, 0.25, 1024])
  assert.equal([0, -1, 1025, Number.NaN, Number.POSITIVE_INFINITY, 'two', '50%', '1e1', '', '5m', null].map(parseCpus), Array(11).fill(undefined))
})

test('amounts are shown the way they are written', () => {
  assert.equal([65_536, 536_870_912, 1_610_612_736, 1_099_511_627_776, 512].map(showMemory), ['64K', '512M', '1.5G', '1T', '512B'])
  assert.equal([0, 250, 5000, 1500, 60_000, 90_000, 3_600_000].map(showDuration), ['0ms', '250ms', '5s', '1.5s', '1m', '1m30s', '60m'])
})

test.run()
