import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { beginOffline, nextOffline, type OfflineEvent, type OfflineState } from '../../scripts/restore/offline.mts'

const play = (state: OfflineState, answers: Readonly<Record<string, OfflineEvent>> = {}): { readonly steps: readonly string[]; readonly state: OfflineState } => {
  const steps: string[] = []
  for (let [act] = state.todo; act; [act] = state.todo) {
    const key = steps.includes(act) ? `${act} again` : act
    steps.push(act)
    state = nextOffline(state, answers[key] ?? (act === 'count' || act === 'lay' ? { ok: true, counts: { db0: 3 } } : { ok: true }))
  }
  return { steps, state }
}
const no: OfflineEvent = { ok: false, message: 'no' }
const begun = (dropOld = false) => beginOffline({ counts: { db0: 3 }, exact: false, dropOld })

const test = suite('a restore of a server that stops for it')

test('everything is made while it runs; it stops only to change places', () => {
  const { steps, state } = play(begun(true))
  assert.equal(steps, ['lay', 'stop', 'exchange', 'start', 'count', 'drop-old'])
  assert.equal([state.isExchanged, state.isOldKept, state.rows, state.trouble], [true, false, 3, undefined])
})
for (const [failing, then] of [
  ['lay', ['drop-side']], ['stop', ['start', 'drop-side']], ['exchange', ['start', 'drop-side']], ['start', ['stop', 'back', 'start', 'drop-side']], ['count', ['stop', 'back', 'start', 'drop-side']],
] as const) test(`when it fails at ${failing}, it runs again with what it had`, () => {
  const { steps, state } = play(begun(), { [failing]: no })
  assert.equal(steps.slice(steps.indexOf(failing) + 1), then)
  assert.equal([state.isExchanged, state.trouble !== undefined], [false, true])
})
test('a way back that fails is gone to its end, and all is said', () => {
  const { steps, state } = play(begun(), { start: no, 'start again': no })
  assert.equal(steps.slice(3), ['start', 'stop', 'back', 'start', 'drop-side'])
  assert.is(state.trouble, 'starting it: no; starting it: no')
})
test('an archive that holds less than was saved is found before it stops', () => {
  const { steps, state } = play(begun(), { lay: { ok: true, counts: {} } })
  assert.equal(steps, ['lay', 'drop-side'])
  assert.match(state.trouble ?? '', /db0 is missing/)
})

test.run()
