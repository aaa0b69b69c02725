import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { besideName, readBeside, restoreStamp } from '../../scripts/restore/names.mts'

const stamp = restoreStamp(new Date('2026-11-22T10:11:12.345Z'), 'beef')
const bytes = (text: string): number => new TextEncoder().encode(text).length

const test = suite('names beside')

test('say what they are, of what and since when', () => {
  assert.is(besideName('shop', 'old', stamp), 'shop__gantry_old_20261122101112beef')
  assert.equal(readBeside('a\nb__gantry_side_20261122101112beef'), { what: 'side', of: 'a\nb', at: new Date('2026-11-22T10:11:12Z') })
})
test('nothing else is taken for one', () => {
  for (const name of ['shop', 'shop__gantry_old', 'shop__gantry_old_2026112210111', 'shop__gantry_old_20261122101112beef2']) assert.is(readBeside(name), undefined, name)
})
test('never have more than 63 bytes, nor half a character', () => {
  const name = besideName(`${'é'.repeat(31)}x`, 'side', stamp)
  assert.ok(bytes(name) <= 63)
  assert.match(name, /^é+__gantry_side_/)
})
test('two long names that begin alike stay two', () => {
  const items = [`${'a'.repeat(60)}1`, `${'a'.repeat(60)}2`, 'b']
  const names = items.map((item) => besideName(item, 'side', stamp, items))
  assert.is(new Set(names).size, 3)
  assert.ok(names.every((name) => bytes(name) <= 63 && readBeside(name)?.what === 'side'))
})

test.run()
