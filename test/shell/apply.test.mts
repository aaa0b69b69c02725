import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { apply } from '../../scripts/shell/apply.mts'
import { failed, refusal } from '../../scripts/shell/failure.mts'
import { performers, type Means, type Performers } from '../../scripts/shell/performers.mts'
import type { Effect, Outcome, Step } from '../../scripts/plan/step.mts'

const silent = { say: () => {}, begin: () => () => {}, show: () => {}, clear: () => {} }
const means: Means = { folder: '/', progress: silent, signal: new AbortController().signal, verbose: false, canAsk: false, unlock: async () => {} }
const step = (id: string, after: readonly string[] = [], effect: Effect = { do: 'remove', path: id }): Step => ({ ...effect, id, after, why: 'for the test' })
const told = (outcomes: readonly Outcome[]) => outcomes.map(({ step: { id }, state, message }) => `${id} ${state} ${message}`.trim())

/** Performs by pausing; writes down what begins and ends. */
const recording = (behaviour: Readonly<Record<string, () => void>> = {}) => {
  const events: string[] = []
  let running = 0
  let most = 0
  const record = (name: (effect: never) => string) => async (effect: Effect) => {
    const id = name(effect as never)
    events.push(`+${id}`)
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 10))
    running--
    events.push(`-${id}`)
    behaviour[id]?.()
    return { ok: true, message: '' }
  }
  const by: Performers = {
    ...performers,
    remove: record(({ path }: { path: string }) => path), ask: record(({ name }: { name: string }) => name), follow: record(({ argv }: { argv: string[] }) => argv.join()),
  }
  return { by, events, most: () => most }
}

const applying = suite('apply')

applying('runs together what comes after nothing, the rest in order', async () => {
  const { by, events } = recording()
  assert.equal(told(await apply([step('c', ['a', 'b']), step('a'), step('b')], means, by)), ['c done', 'a done', 'b done'])
  assert.equal(events, ['+a', '+b', '-a', '-b', '+c', '-c'])
})

applying('tidies up after a failure as well, and goes no further', async () => {
  const { by } = recording({ a: () => { throw failed('no', 'yes') } })
  const tidy = { ...step('tidy', ['b']), regardless: true as const }
  assert.equal(told(await apply([step('a'), step('b', ['a']), tidy, step('c', ['b', 'tidy'])], means, by)), ['a failed no', 'b skipped', 'tidy done', 'c skipped'])
})

applying('runs only so many at a time', async () => {
  const { by, most } = recording()
  await apply(Array.from({ length: 20 }, (_, index) => step(`${index}`)), means, by)
  assert.is(most(), 4)
})

applying('skips what comes after a failure, and nothing else', async () => {
  const { by } = recording({ a: () => { throw failed('no', 'yes') } })
  const outcomes = await apply([step('a'), step('b', ['a']), step('c', ['b']), step('d'), step('e', ['d'])], means, by)
  assert.equal(told(outcomes), ['a failed no', 'b skipped', 'c skipped', 'd done', 'e done'])
  assert.equal([outcomes[0]?.hint, outcomes[0]?.exit], ['yes', 1])
})

applying('keeps the exit code of a refusal', async () => {
  const { by } = recording({ a: () => { throw refusal('no') } })
  assert.is((await apply([step('a')], means, by))[0]?.exit, 3)
})

applying('lets a bug through', async () => {
  const { by } = recording({ a: () => { throw new Error('a bug') } })
  try {
    await apply([step('a')], means, by)
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), 'a bug')
  }
})

applying('lets nothing run beside what uses the terminal', async () => {
  const { by, events } = recording()
  await apply([step('ask', [], { do: 'ask', path: 'x', name: 'ask' }), step('ask2', [], { do: 'ask', path: 'y', name: 'ask2' }), step('a'), step('b', ['a']),
    step('follow', [], { do: 'follow', argv: ['follow'] })], means, by)
  assert.equal(events, ['+a', '-a', '+b', '-b', '+ask', '-ask', '+ask2', '-ask2', '+follow', '-follow'])
})

applying('starts nothing after an interruption', async () => {
  const controller = new AbortController()
  const { by } = recording({ a: () => controller.abort() })
  assert.equal(told(await apply([step('a'), step('b', ['a'])], { ...means, signal: controller.signal }, by)), ['a done'])
})

applying('refuses a plan that can not work', async () => {
  try {
    await apply([step('a', ['b'])], means)
    assert.unreachable()
  } catch (error) {
    assert.instance(error, TypeError)
  }
})

applying('does not compile without a performer', () => {
  const { wait: _, ...others } = performers
  // @ts-expect-error: `wait` is missing
  const incomplete: Performers = others
  assert.ok(incomplete)
})

applying.run()
