import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Effect, Outcome } from '../../scripts/plan/step.mts'
import { troublesOf } from '../../scripts/shell/failed-steps.mts'

const failed = (effect: Effect, message: string): Outcome => ({ step: { id: 'one', after: [], why: 'it is needed', ...effect }, state: 'failed', message })
const told = (effect: Effect, message: string): readonly string[] => troublesOf([failed(effect, message)]).map((trouble) => trouble.message)

const test = suite('steps that failed')

test('are named before what they say', () => {
  assert.equal(told({ do: 'remove', path: 'a' }, 'permission denied'), ['remove a: permission denied'])
  assert.equal(told({ do: 'remove', path: 'a' }, 'remove a: permission denied'), ['remove a: permission denied'])
})

test('are not named where they speak for themselves, and not told where they have said it all', () => {
  assert.equal(told({ do: 'run', argv: ['docker', 'info'] }, 'the engine does not answer'), ['the engine does not answer'])
  assert.equal(told({ do: 'hand-over', argv: ['psql'] }, ''), [])
})

test('what was done, or never begun, is no trouble', () => {
  assert.equal(troublesOf((['done', 'skipped'] as const).map((state) => ({ ...failed({ do: 'remove', path: 'a' }, 'said'), state }))), [])
})

test.run()
