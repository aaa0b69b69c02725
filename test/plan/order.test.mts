import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkPlan, next } from '../../scripts/plan/order.mts'
import type { Outcome, Step } from '../../scripts/plan/step.mts'

const step = (id: string, ...after: string[]): Step => ({ do: 'remove', path: id, id, after, why: 'for the test' })
const ended = (id: string, state: Outcome['state']): Outcome => ({ step: step(id), state, message: '' })
const plan = [step('a'), step('b', 'a'), step('c', 'a', 'b'), step('d')]
const ids = (steps: readonly Step[]) => steps.map(({ id }) => id).join(' ')

const order = suite('order')

order('starts with what comes after nothing', () => {
  assert.is(ids(next(plan, new Set(), []).ready), 'a d')
})

order('goes on with what is free, and starts nothing twice', () => {
  assert.is(ids(next(plan, new Set(['a', 'd']), [ended('a', 'done')]).ready), 'b')
  assert.is(ids(next(plan, new Set(['a', 'b', 'd']), [ended('a', 'done')]).ready), '')
})

order('loses only what comes after a failure', () => {
  const { ready, lost } = next(plan, new Set(['a']), [ended('a', 'failed')])
  assert.is(ids(ready), 'd')
  assert.is(ids(lost), 'b c')
})

order('loses what comes after something skipped', () => {
  assert.is(ids(next([step('x'), step('y', 'x')], new Set(['x']), [ended('x', 'skipped')]).lost), 'y')
})

order('what tidies up is done whatever has become of those before it, once they have ended', () => {
  const tidying = [step('a'), step('b', 'a'), { ...step('tidy', 'b'), regardless: true as const }, step('z', 'b', 'tidy')]
  assert.is(ids(next(tidying, new Set(['a']), []).ready), '')
  const { ready, lost } = next(tidying, new Set(['a', 'b']), [ended('a', 'failed'), ended('b', 'skipped')])
  assert.equal([ids(ready), ids(lost)], ['tidy', 'z'])
})

order('refuses plans that can not work', () => {
  assert.throws(() => checkPlan([step('a', 'b'), step('b', 'a'), step('c')]), /wait for each other: a, b/)
  assert.throws(() => checkPlan([step('a', 'nobody')]), /comes after nobody/)
  assert.throws(() => checkPlan([step('a'), step('a')]), /two steps are called a/)
  assert.throws(() => checkPlan([step('a', 'a')]), /wait for each other/)
})

order.run()
