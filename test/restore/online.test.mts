import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { begin, current, next, type Event, type State, type Wanted } from '../../scripts/restore/online.mts'

const wanted = (item: string, isThere = true): Wanted => ({ item, side: `${item}.side`, old: `${item}.old`, counts: { t: 2 }, isThere })
const done: Event = { ok: true }
const counted: Event = { ok: true, counts: { t: 2 } }

/** Plays a restore to its end: what each effect answers, by its name; everything else succeeds. What is done side by side stands in one step. */
const play = (state: State, answers: Readonly<Record<string, Event>> = {}): { readonly steps: readonly string[]; readonly state: State } => {
  const steps: string[] = []
  for (let effects = current(state); effects.length > 0; effects = current(state)) {
    const named = effects.map(({ act, item }) => `${act} ${item}`)
    steps.push(named.join(' + '))
    state = next(state, named.map((name) => answers[name] ?? (name.startsWith('count') ? counted : done)))
  }
  return { steps, state }
}

const keep = { dropOld: false, exact: true }
const test = suite('a restore beside what is there')

test('fills and counts everything before the first name changes', () => {
  const { steps, state } = play(begin([wanted('a'), wanted('b')], keep))
  assert.equal(steps, ['side a + side b', 'load a + load b', 'count a + count b + settle a + settle b', 'swap a + swap b'])
  assert.equal(state.restored, [{ item: 'a', old: 'a.old', rows: 2 }, { item: 'b', old: 'b.old', rows: 2 }])
  assert.is(state.trouble, undefined)
})
test('what is empty is quick as it is', () =>
  assert.equal(play(begin([{ ...wanted('a'), counts: { t: 0 } }], keep), { 'count a': { ok: true, counts: { t: 0 } } }).steps, ['side a', 'load a', 'count a', 'swap a']))
test('what is gone has nothing that is kept', () => assert.equal(play(begin([wanted('a', false)], { dropOld: true, exact: true })).state.restored, [{ item: 'a', rows: 2 }]))
test('the old one goes last, and only when asked', () => {
  const { steps, state } = play(begin([wanted('a')], { dropOld: true, exact: true }))
  assert.is(steps.at(-1), 'drop-old a')
  assert.equal(state.restored, [{ item: 'a', rows: 2 }])
})
test('a failure changes nothing: what was begun goes, of all', () => {
  const { steps, state } = play(begin([wanted('a'), wanted('b')], keep), { 'load b': { ok: false, message: 'no' } })
  assert.equal(steps, ['side a + side b', 'load a + load b', 'drop-side a + drop-side b'])
  assert.equal([state.restored, state.trouble], [[], 'b (reading the archive): no'])
})
test('other rows than were saved are a failure', () => {
  const { steps, state } = play(begin([wanted('a')], keep), { 'count a': { ok: true, counts: { t: 1 } } })
  assert.equal(steps.slice(3), ['drop-side a'])
  assert.match(state.trouble ?? '', /t has 1, not 2 as when it was saved/)
})
test('when the second cannot take its place, the first stays and the rest is said', () => {
  const { steps, state } = play(begin([wanted('a'), wanted('b')], keep), { 'swap b': { ok: false, message: 'in use' } })
  assert.equal(steps.slice(3), ['swap a + swap b', 'drop-side b'])
  assert.equal(state.restored.map(({ item }) => item), ['a'])
  assert.match(state.trouble ?? '', /b \(taking its place\): in use/)
})
test('that it is not quick yet is no failure', () => assert.is(play(begin([wanted('a')], keep), { 'settle a': { ok: false, message: 'no' } }).state.trouble, undefined))
test('every failure of a step is told', () => {
  const { steps, state } = play(begin([wanted('a'), wanted('b')], keep), { 'side a': { ok: false, message: 'no room' }, 'side b': { ok: false, message: 'no such template' } })
  assert.equal(steps.slice(1), ['drop-side a + drop-side b'])
  assert.is(state.trouble, 'a (making a place beside it): no room; b (making a place beside it): no such template')
})
test('what cannot be cleared away is said too', () => {
  const { state } = play(begin([wanted('a')], keep), { 'load a': { ok: false, message: 'no' }, 'drop-side a': { ok: false, message: 'in use' } })
  assert.is(state.trouble, 'a (reading the archive): no; a (removing what was begun): in use')
})

test.run()
