import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { WaitResult } from '../../scripts/plan/wait-result.mts'
import { failureText } from '../../scripts/report/failure.mts'
import { timings } from '../../scripts/report/timings.mts'

const one = (service: string, more: Partial<WaitResult> = {}): WaitResult => ({
  service, tier: 'core', until: 'ready', state: 'ready', already: false, blockedBy: [], ...more,
})

const bars = suite('report: timings')

const services = [
  one('db', { asked: 0, running: 400, ready: 2000 }),
  one('job', { until: 'done', asked: 2000, running: 2040, ready: 2400, waitedFor: 'db' }),
  one('api', { asked: 2400, running: 2800, ready: 4000, waitedFor: 'job' }),
  one('mail', { asked: 400, running: 800, state: 'failed' }),
  one('web', { state: 'blocked', blockedBy: ['mail'] }),
]

bars('show where the seconds went, service by service', () => assert.is(timings({ ms: 4000, services }, { width: 80, colours: false }), `\
db    ▒▒██████         started in 0.4 s, ready after 1.6 s
job   ········█        waited 2 s for db, done after 0.4 s
api   ·········▒▒████  waited 2.4 s for job, started in 0.4 s, ready after 1.2 s
mail  ··▒████████████  started in 0.4 s, failed

· waiting for others  ▒ starting  █ until ready  4 s in all`))

bars('keep to the width', () => {
  const rows = timings({ ms: 4000, services }, { width: 120, colours: false }).split('\n').slice(0, 4)
  assert.is(Math.max(...rows.map((row) => row.length)), 120)
})

bars('carry colours only when they may', () => {
  assert.not.match(timings({ ms: 4000, services }, { width: 80, colours: false }), /\x1b/)
  assert.match(timings({ ms: 4000, services }, { width: 80, colours: true }), /\x1b\[32m█/)
})

bars('have nothing to show when all was ready', () =>
  assert.is(timings({ ms: 40, services: [one('db', { already: true })] }, { width: 80, colours: false }), 'Everything was ready already.'))

bars.run()

// ---

const failures = suite('report: failure')

const failed = one('api', { state: 'failed', failure: {
  reason: 'ended with 3', container: 'shop-dev-api-1', probe: '', log: ['reading config', "OSError: [Errno 30] Read-only file system: '/data'"],
  hint: 'Declare a volume.',
} })

failures('say why, in the words of the container, what to do, and what could not start', () => assert.is(failureText({ ms: 1, services: [
  one('db'), failed, one('web', { state: 'blocked', blockedBy: ['api'] }), one('cdn', { state: 'blocked', blockedBy: ['web', 'api'] }),
] }), `\
api (tier core) ended with 3
  the last lines of shop-dev-api-1:
  │ reading config
  │ OSError: [Errno 30] Read-only file system: '/data'
  → Declare a volume.
  web was not started: it waits for api
  cdn was not started: it waits for web, which waits for api
db keeps serving.`))

failures('tell what a probe said', () => {
  const failure = { reason: 'is still unhealthy after 4 s', container: 'x', probe: 'connection refused', log: [], hint: '' }
  assert.is(failureText({ ms: 1, services: [one('db', { state: 'failed', failure })] }), `\
db (tier core) is still unhealthy after 4 s
  its probe: connection refused`)
})

failures('tell a need that nobody starts', () => assert.is(failureText({ ms: 1, services: [one('api', { state: 'blocked', blockedBy: ['db'] })] }),
  'api was not started: it waits for db, which is not ready and not among what is started here'))

failures.run()
