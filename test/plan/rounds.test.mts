import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decideRound } from '../../scripts/plan/rounds.mts'
import type { Outcome, Step } from '../../scripts/plan/step.mts'

const step: Step = { do: 'remove', path: 'x', id: 'x', after: [], why: 'for the test' }
const ended = (state: Outcome['state']): readonly Outcome[] => [{ step, state, message: '' }]

const rounds = suite('rounds')

rounds('applies what is planned', () => {
  assert.is(decideRound({ applied: 0, limit: 1, outcomes: [], steps: [step] }), 'apply')
  assert.is(decideRound({ applied: 2, limit: 3, outcomes: ended('done'), steps: [step] }), 'apply')
})

rounds('is done when nothing is left', () => {
  assert.is(decideRound({ applied: 0, limit: 1, outcomes: [], steps: [] }), 'done')
  assert.is(decideRound({ applied: 2, limit: 3, outcomes: ended('done'), steps: [] }), 'done')
})

rounds('ends at a failure', () => {
  assert.is(decideRound({ applied: 1, limit: 3, outcomes: ended('failed'), steps: [step] }), 'failed')
  assert.is(decideRound({ applied: 1, limit: 3, outcomes: ended('skipped'), steps: [] }), 'failed')
})

rounds('acts once where only one round is allowed', () => {
  assert.is(decideRound({ applied: 1, limit: 1, outcomes: ended('done'), steps: [step] }), 'done')
})

rounds('is stuck when rounds are used up and something is left', () => {
  assert.is(decideRound({ applied: 3, limit: 3, outcomes: ended('done'), steps: [step] }), 'stuck')
})

rounds.run()
