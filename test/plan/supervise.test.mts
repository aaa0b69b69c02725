import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Process } from '../../scripts/plan/process.mts'
import { asContainers, beginSupervising, type SuperviseEffect, type SuperviseEvent, type Supervised } from '../../scripts/plan/supervise-state.mts'
import { dueAt, supervise } from '../../scripts/plan/supervise.mts'

const own = (service: string, changes: Partial<Process> = {}): Process => ({
  service, on: 'node 24', argv: ['node', 'main.mjs'], cwd: '.', path: [], variables: {}, secrets: {}, runs: 'service', needs: [], restart: 'unless-stopped',
  stop: { grace: 1000, signal: 'SIGTERM' }, timings: { interval: 5000, timeout: 1000, retries: 2, startPeriod: 3000, startInterval: 100 }, ports: [], ...changes,
})
const asked = { probe: { by: 'tcp', port: 3000 } } as const

/** An effect in a few words. */
const words = (effect: SuperviseEffect): string => effect.do === 'signal' ? `${effect.signal} ${effect.service}` : effect.do === 'say' ? `${effect.service}: ${effect.line}` : 'service' in effect ? `${effect.do} ${effect.service}` : effect.do

/** Plays events; the clock stands still unless an event names a time. */
const play = (processes: readonly Process[], ...events: readonly (Omit<SuperviseEvent, 'now'> & { readonly now?: number })[]) => {
  let state: Supervised = beginSupervising(processes)
  let now = 0
  const said: string[] = []
  for (const event of events) {
    now = event.now ?? now
    const turned = supervise(state, { ...event, now } as SuperviseEvent)
    state = turned.state
    said.push(...turned.effects.map(words))
  }
  const [first] = asContainers(state, 'shop-dev')
  return { said, state, first, due: dueAt(state) }
}
const ask = (service = 'api') => ({ event: 'ask', service }) as const
const started = (pid = 1, service = 'api', now?: number) => ({ event: 'started', service, pid, ...now === undefined ? {} : { now } }) as const
const exited = (code: number, now?: number, service = 'api') => ({ event: 'exited', service, code, ...now === undefined ? {} : { now } }) as const
const tick = (now: number) => ({ event: 'tick', now }) as const
const probed = (ok: boolean, now: number, pid = 1) => ({ event: 'probed', service: 'api', pid, ok, output: ok ? '200' : 'refused', now }) as const
const changed = { event: 'changed', service: 'api', file: 'main.mjs' } as const

const supervisor = suite('supervisor')

supervisor('starts nothing by itself, and what it is asked for once', () => {
  assert.equal(play([own('api')], tick(1000)).said, [])
  assert.equal(play([own('api')], ask(), ask()).said, ['start api'])
})

supervisor('asks a process soon after its start, and often until it answers', () => {
  const { said, first, due } = play([own('api', asked)], ask(), started(), tick(100), probed(false, 110), tick(210), probed(true, 220))
  assert.equal(said, ['start api', 'probe api', 'probe api'])
  assert.equal([first?.state, first?.health, due], ['running', 'healthy', 5220])
})

supervisor('a failure counts when the start period is over, and two in a row are unhealthy', () => {
  assert.is(play([own('api', asked)], ask(), started(), probed(false, 2900)).first?.health, 'starting')
  assert.is(play([own('api', asked)], ask(), started(), probed(true, 100), probed(false, 5100)).first?.health, 'healthy')
  assert.is(play([own('api', asked)], ask(), started(), probed(true, 100), probed(false, 5100), probed(false, 10_100)).first?.health, 'unhealthy')
})

supervisor('the answer to a probe of an earlier run is not taken for one of this run', () =>
  assert.is(play([own('api', asked)], ask(), started(1), exited(1, 10), tick(300), started(2), probed(true, 310, 1)).first?.health, 'starting'))

supervisor('a crash is followed by a restart after a pause that doubles; the fifth in a row is the last', () => {
  const crash = (now: number, pid: number) => [started(pid, 'api', now), exited(1, now)]
  const { said, first } = play([own('api')], ask(), ...crash(0, 1), tick(200), ...crash(200, 2), tick(600), ...crash(600, 3), tick(1400), ...crash(1400, 4), tick(3000), ...crash(3000, 5))
  assert.equal(said, [
    'start api', 'api: ended with 1, starts again in 0.2 s', 'start api', 'api: ended with 1, starts again in 0.4 s', 'start api', 'api: ended with 1, starts again in 0.8 s',
    'start api', 'api: ended with 1, starts again in 1.6 s', 'start api', 'api: given up after 5 crashes in a row; the last run ended with 1',
  ])
  assert.equal([first?.state, first?.error, first?.restartCount], ['exited', 'given up after 5 crashes in a row; the last run ended with 1', 4])
})

supervisor('who ran for ten seconds starts counting anew', () => {
  const { said } = play([own('api')], ask(), started(), exited(1, 100), tick(300), started(2), exited(137, 10_400))
  assert.is(said.at(-1), 'api: ended with 137 (killed), starts again in 0.2 s')
})

supervisor('an edit starts it again at once, also when it was given up', () => {
  assert.equal(play([own('api')], ask(), started(), changed, exited(0)).said, ['start api', 'api: main.mjs has changed: starts again', 'SIGTERM api', 'start api'])
  assert.equal(play([own('api', { restart: 'no' })], ask(), started(), exited(1), changed).said.slice(-2), ['api: main.mjs has changed: starts again', 'start api'])
  assert.equal(play([own('api')], changed).said, [], 'nobody has asked for it yet')
})

supervisor('what is compiled is compiled while the old one runs; a mistake leaves that running', () => {
  const go = own('api', { before: { argv: ['go', 'build'], cwd: '.' }, watch: '.' })
  const running = [ask(), started(), changed] as const
  assert.equal(play([go], ...running).said, ['start api', 'compile api'])
  assert.equal(play([go], ...running, { event: 'compiled', service: 'api', failed: 'go ended with 1' } as never).said.slice(2), ['api: go ended with 1; the one before goes on'])
  assert.equal(play([go], ...running, { event: 'compiled', service: 'api', failed: undefined } as never, exited(0)).said.slice(2), ['api: has changed: starts again', 'SIGTERM api', 'start api'])
})

supervisor('a job that ends is done, whatever its restart says', () => {
  const { said, first } = play([own('api', { runs: 'job' })], ask(), started(), exited(0))
  assert.equal(said, ['start api', 'api: ended with 0'])
  assert.equal([first?.state, first?.exitCode], ['exited', 0])
})

supervisor('restart: on-failure leaves a clean end alone', () => {
  assert.equal(play([own('api', { restart: 'on-failure' })], ask(), started(), exited(0)).said, ['start api', 'api: ended with 0'])
  assert.is(play([own('api', { restart: 'on-failure' })], ask(), started(), exited(1)).first?.state, 'restarting')
})

supervisor('who does not end in time is killed', () =>
  assert.equal(play([own('api')], ask(), started(), changed, tick(999), tick(1000)).said.slice(2), ['SIGTERM api', 'api: did not end within 1 s of SIGTERM: killed', 'SIGKILL api']))

supervisor('everything ends in the opposite order of need', () => {
  const both = [own('db', { stop: { grace: 5000, signal: 'SIGINT' } }), own('api', { needs: ['db'] })]
  const running = [ask('db'), started(1, 'db'), ask('api'), started(2, 'api')]
  assert.equal(play(both, ...running, { event: 'stop' }).said.slice(2), ['SIGTERM api'])
  assert.equal(play(both, ...running, { event: 'stop' }, exited(0), exited(0, 0, 'db')).said.slice(2), ['SIGTERM api', 'SIGINT db', 'stopped'])
})

supervisor('what is just being started ends as well, and nothing is started any more', () => {
  assert.equal(play([own('api')], ask(), { event: 'stop' }, started(), exited(143)).said, ['start api', 'SIGTERM api', 'stopped'])
  assert.equal(play([own('api')], ask(), started(), exited(1), { event: 'stop' }, tick(10_000)).said.slice(2), ['stopped', 'stopped'])
  assert.equal(play([own('api')], { event: 'stop' }, ask()).said.slice(0, 1), ['stopped'])
})

supervisor('a program that is not there is not tried again', () => {
  const { first, said } = play([own('api')], ask(), { event: 'refused', service: 'api', message: 'uvicorn is not on PATH' } as never)
  assert.equal([first?.state, first?.error, said.at(-1)], ['exited', 'uvicorn is not on PATH', 'api: uvicorn is not on PATH'])
})

supervisor.run()
