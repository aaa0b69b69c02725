import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hitsOf, lastSize, readHistory, withBuilds, type Remembered } from '../../scripts/build/history.mts'
import { isTooLarge, late, type BuildResult } from '../../scripts/build/result.mts'
import { builtLine, tooLarge } from '../../scripts/report/built.mts'

const test = suite('build: what is remembered and what is judged')

const one = (number: number, more: Partial<Remembered> = {}): Remembered => ({ at: `2026-11-${number}`, service: 'api', image: 'shop/api:prod', ms: 100, sent: 0, instructions: [['COPY . .', number % 2 === 0, 5]], ...more })

test('what is written is read again; a line that was cut short is left out', () => {
  const text = withBuilds([one(1)], [one(2, { size: 5 })])
  assert.equal(readHistory(text), [one(1), one(2, { size: 5 })])
  assert.equal(readHistory(`${text}{"at":"2026`), [one(1), one(2, { size: 5 })])
})

test('fifty builds of an image are kept, whatever others there are', () => {
  const many = Array.from({ length: 60 }, (_, index) => one(index))
  const kept = readHistory(withBuilds([one(0, { image: 'shop/ai:prod' }), ...many], []))
  assert.equal([kept.length, kept[0]?.image, kept[1]?.at], [51, 'shop/ai:prod', '2026-11-10'])
})

test('the last size that is known, and how often a step was cached, this build among them', () => {
  assert.is(lastSize([one(1, { size: 10 }), one(2, { size: 20 }), one(3)], 'shop/api:prod'), 20)
  assert.is(lastSize([one(1, { size: 10 })], 'shop/ai:prod'), undefined)
  assert.equal(hitsOf([one(1), one(2), one(4)], 'shop/api:prod', [{ text: 'COPY . .', cached: true }, { text: 'RUN new', cached: false }]), { 'COPY . .': { cached: 3, of: 4 }, 'RUN new': { cached: 0, of: 1 } })
})

const result = (more: Partial<BuildResult>): BuildResult => ({ service: 'api', tier: 'core', image: 'shop/api:prod', state: 'built', began: 0, ms: 3200, sent: 10, instructions: [], hits: {}, ...more })

test('an image in one line', () => {
  const instructions = [true, true, false].map((cached, number) => ({ stage: 's', number, count: 3, text: 'x', cached, ms: 1 }))
  assert.is(builtLine(result({ instructions, size: 84_700_000, sizeBefore: 83_500_000 })), 'shop/api:prod  3.2 s, 2 of 3 steps cached, 84.7 MB (+1.2 MB)')
  assert.is(builtLine(result({ state: 'failed' })), 'shop/api:prod  failed after 3.2 s')
  assert.is(builtLine(result({ state: 'skipped' })), 'shop/api:prod  left out: what it stands on was not built')
})

test('an image may be as large as its limit, and no larger', () => {
  assert.equal([isTooLarge(result({ size: 200, limit: 200 })), isTooLarge(result({ size: 201, limit: 200 })), isTooLarge(result({ limit: 1 })), isTooLarge(result({ size: 9 }))], [false, true, false, false])
  assert.is(tooLarge(result({ size: 300_000_000, limit: 200_000_000, largest: [{ bytes: 120_000_000, by: 'RUN pip install torch' }] })), 'shop/api:prod has 300 MB, more than its limit of 200 MB; most of it: 120 MB RUN pip install torch')
})

test('a tier is late when the time from its first image to its last is more than its budget', () => {
  const results = [result({ began: 0, ms: 60 }), result({ began: 50, ms: 60 }), result({ tier: 'ai', began: 100, ms: 90 }), result({ tier: 'edge', state: 'skipped' })]
  assert.equal(late(results, { core: 100, ai: 90, edge: 1, none: 1 }), [{ tier: 'core', ms: 110, budget: 100 }])
})

test.run()
