import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openTail } from '../../scripts/logs/tail.mts'
import type { Lines } from '../../scripts/logs/split.mts'

const lines = (...texts: readonly string[]): Lines => ({ text: texts.join('\n'), piece: 'whole' })

/** A tail that was given these lines. */
const tailOf = (...given: readonly Lines[]) => {
  const tail = openTail()
  given.forEach(tail.keep)
  return tail
}

const tail = suite('the tail of a log')

tail('is its last lines, safe to show', () => {
  const { last } = tailOf(lines('one', 'two'), lines('\x1b[31mthree\x07'))
  assert.equal(last(2), ['two', 'three^G'])
  assert.equal(last(9), ['one', 'two', 'three^G'])
  assert.equal(last(0), [])
  assert.equal(openTail().last(5), [])
})

tail('is no more than 200 lines', () => {
  const numbers = Array.from({ length: 100_000 }, (_, index) => String(index))
  for (const { last } of [tailOf(...numbers.map((each) => lines(each))), tailOf(lines(...numbers))]) {
    assert.equal(last(1000), numbers.slice(-200))
    assert.equal(last(2), ['99998', '99999'])
  }
})

tail('is no more than 256 KiB', () => {
  const long = tailOf(lines('before'), lines(`${'x'.repeat(1_000_000)}end`)).last(9)
  assert.equal(long.map(({ length }) => length), [256 * 1024 - 1])
  assert.match(long[0] ?? '', /xend$/)
  const many = tailOf(...Array.from({ length: 100 }, () => lines('y'.repeat(10_000)))).last(200)
  assert.equal(many, Array.from({ length: 26 }, () => 'y'.repeat(10_000)))
})

tail.run()
