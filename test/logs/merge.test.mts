import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { takeInOrder } from '../../scripts/logs/merge.mts'

const items = (text: string) => text.split(' ').filter(Boolean).map((at) => ({ at }))
const taken = (...logs: readonly (readonly [text: string, hasMore: boolean])[]) => {
  const { taken: all, counts } = takeInOrder(logs.map(([text, hasMore]) => ({ items: items(text), hasMore })))
  return [all.map(({ log, item }) => `${log}:${item.at}`).join(' '), counts]
}

const merge = suite('merging logs')

merge('goes by time', () => assert.equal(taken(['1 4', false], ['2 3 5', false]), ['0:1 1:2 1:3 0:4 1:5', [2, 3]]))
merge('keeps the order of the names at the same time', () => assert.equal(taken(['1 1', false], ['1', false]), ['0:1 0:1 1:1', [2, 1]]))
merge('waits for a log that has more', () => assert.equal(taken(['1 9', true], ['2 3', true]), ['0:1 1:2 1:3', [1, 2]]))
merge('takes nothing while a log that has more is empty', () => assert.equal(taken(['', true], ['1', false]), ['', [0, 0]]))
merge('keeps the order within a log even when its clock was set back', () => assert.equal(taken(['5 1', false], ['2 6', false]), ['1:2 0:5 0:1 1:6', [2, 2]]))
merge('of nothing is nothing', () => assert.equal(taken(), ['', []]))

merge.run()
