import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '../../scripts/logs/entry.mts'
import { endPieces, joinPieces, noPieces } from '../../scripts/logs/join.mts'

const at = '2026-11-22T02:30:00.123Z'
const entry = (text: string, piece: Entry['piece'] = 'whole', source = 0): Entry => ({ at, source, piece, text })

const pieces = suite('pieces of log lines')
const join = (given: readonly Entry[]) => {
  const { state, entries: joined } = joinPieces(noPieces, given)
  return [...joined, ...endPieces(state)].map(({ text, piece }) => `${piece} ${text}`)
}

pieces('are put together again', () => assert.equal(join([entry('x'), entry('a', 'first', 1), entry('b', 'middle', 1), entry('c', 'last', 1), entry('y')]), ['whole x', 'whole abc', 'whole y']))

pieces('of two streams may alternate, with whole lines between them', () => {
  assert.equal(join([entry('a', 'first', 1), entry('1', 'first', 2), entry('x'), entry('b', 'last', 1), entry('2', 'last', 2)]), ['whole x', 'whole ab', 'whole 12'])
})

pieces('whose end never came are shown as far as they came', () => {
  assert.equal(join([entry('a', 'first', 1), entry('b', 'first', 1), entry('c', 'last', 1)]), ['whole a', 'whole bc'])
  assert.equal(join([entry('a', 'first', 1)]), ['whole a'])
})

pieces('whose beginning is gone are shown as well', () => assert.equal(join([entry('b', 'middle', 1), entry('c', 'last', 1)]), ['whole bc']))

pieces('without an end in sight do not fill the memory', () => {
  const million: Entry = { at, source: 1, piece: 'middle', text: 'x'.repeat(1024 ** 2) }
  const { state, entries: joined } = joinPieces(noPieces, Array.from({ length: 20 }, () => million))
  assert.equal(joined.map(({ text }) => text.length / 1024 ** 2), [9, 9])
  assert.is(state.get(1)?.length, 2)
})

pieces.run()
