import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { goal, story } from './wait-story.mts'

const follows = (goals: Parameters<typeof story>[0], rows: string, expected: string): void =>
  assert.is(story(goals, rows).told, expected.trim().split('\n').map((line) => line.trim()).join('\n'))

const failing = suite('wait: failures')

failing('the budget counts from the start of the service, not from the beginning', () => follows(
  [goal('db'), goal('api', { needs: ['db'], budget: 5000 })], `
  0   | db created, api created
  9   | db running healthy, api created
  10  | db running healthy, api running starting "refused"
  13.9 |
  14  |
  14.1 | log api: listening on 8001`, `
  0 | start db.1 · "db starting" · "api waits for db"
  9 | "db healthy after 9 s" · start api.1 · "api starting"
  10 | "api starting (probe: refused)"
  13.9 |
  14 | read log of api.1 · "api failed: has not answered its probe within 5 s"
  14.1 | END: failed`))

failing('a crash loop is told long before the budget is over', () => follows(
  [goal('api', { budget: 60_000 })], `
  0 | api created
  1 | api running
  2 | api restarting 1 x3
  3 | api restarting 1 x5
  3.1 | log api: boom`, `
  0 | start api.1 · "api starting"
  1 |
  2 | "api restarting (ended with 1)"
  3 | read log of api.1 · "api failed: crashes again and again: 5 restarts, the last run ended with 1"
  3.1 | END: failed`))

failing('restarts from before our time do not count', () => follows(
  [goal('api')], `
  0 | api restarting 1 x900 since -30
  5 | api running healthy x901`, `
  0 | "api restarting (ended with 1)"
  5 | "api healthy after 5 s" · END: all ready`))

failing('what ends and is not restarted has failed at once', () => follows(
  [goal('job', { until: 'done' })], `
  0 | job created
  1 | job exited 4
  1.1 | log job: no such table`, `
  0 | start job.1 · "job starting"
  1 | read log of job.1 · "job failed: ended with 4"
  1.1 | END: failed`))

failing('a service that ends with 0 has failed as well', () => follows(
  [goal('api')], `
  0 | api created
  1 | api exited 0
  1.1 | log api: `, `
  0 | start api.1 · "api starting"
  1 | read log of api.1 · "api failed: ended with 0, though it should stay"
  1.1 | END: failed`))

failing('a running service that is killed while others are awaited has failed', () => follows(
  [goal('db'), goal('job', { until: 'done', needs: ['db'] })], `
  0 | db running healthy since -60, job created
  1 | db exited 137, job running
  1.1 | log db: bye
  2 | db exited 137, job exited 0`, `
  0 | "db healthy already" · start job.1 · "job starting"
  1 | read log of db.1 · "db failed: ended with 137 (killed)" · "job running"
  1.1 |
  2 | "job done after 2 s" · END: failed`))

failing('what the engine refuses to start has failed, without a log to read', () => follows(
  [goal('web')], `
  0 | web created
  0.3 | refused web.1: port is already allocated`, `
  0 | start web.1 · "web starting"
  0.3 | "web failed: could not be started: port is already allocated" · END: failed`))

failing('a failed service blocks its dependants and the later tiers, nothing else', () => follows(
  [goal('db'), goal('api', { needs: ['db'] }), goal('web', { needs: ['api'] }), goal('mail'), goal('ai', { tier: 'ai' })], `
  0 | db created, api created, web created, mail created, ai created
  1 | db exited 1, api created, web created, mail running starting, ai created
  2 | log db: no space
  5 | db exited 1, api created, web created, mail running healthy, ai created`, `
  0 | start db.1 · "db starting" · "api waits for db" · "web waits for api" · start mail.1 · "mail starting" · "ai waits for db, api, web, mail"
  1 | read log of db.1 · "db failed: ended with 1" · "api not started: db failed" · "web not started: api was not started" · "ai not started: db failed"
  2 |
  5 | "mail healthy after 5 s" · END: failed`))

failing('what is blocked but runs already goes on serving', () => follows(
  [goal('db'), goal('api', { needs: ['db'] })], `
  0 | db created, api running healthy since -60
  1 | db exited 1, api running healthy since -60
  1.1 | log db: x`, `
  0 | start db.1 · "db starting" · "api healthy already"
  1 | read log of db.1 · "db failed: ended with 1"
  1.1 | END: failed`))

failing('a paused, a dead and a missing container are told at once', () => follows(
  [goal('a'), goal('b', { replicas: 2 }), goal('c')], `
  0 | a paused, b.1 running healthy`, `
  0 | read log of a.1 · "a failed: is paused; \`docker unpause p-a-1\` lets it go on" · "b failed: has 1 of 2 containers" · "c failed: has no container"`))

failing.run()

// ---

const outcome = suite('wait: results')

const { results } = story([goal('db'), goal('api', { needs: ['db'], budget: 5000 }), goal('web', { needs: ['api'] })], `
  0   | db created, api created, web created
  0.2 | db running starting, api created, web created
  2   | db running healthy, api created, web created
  2.5 | db running healthy, api running starting "refused", web created
  7   |
  7.1 | log api: listening / PermissionError: [Errno 13] Permission denied`)

outcome('hold when each service was asked for, ran and was ready', () => {
  const { asked, running, ready, state, already } = results.services[0] ?? {}
  assert.equal({ asked, running, ready, state, already }, { asked: 0, running: 200, ready: 2000, state: 'ready', already: false })
  assert.is(results.ms, 7100)
})

outcome('hold who was waited for', () => {
  assert.equal(results.services.map(({ asked, waitedFor }) => [asked, waitedFor]), [[0, undefined], [2000, 'db'], [undefined, 'api']])
})

outcome('hold why a service failed, with what it said and a hint', () => assert.equal(results.services[1]?.failure, {
  reason: 'has not answered its probe within 5 s', container: 'p-api-1', probe: 'refused',
  log: ['listening', 'PermissionError: [Errno 13] Permission denied'],
  hint: 'It may not read or write something as its user: check `user`, the owner of the volume, and the mode of mounted files.',
}))

outcome('hold the way to the root of what was blocked', () => {
  assert.equal(results.services[2]?.blockedBy, ['api'])
  assert.is(results.services[2]?.state, 'blocked')
})

outcome('are plain values that survive JSON', () => assert.equal(JSON.parse(JSON.stringify(results)), results))

outcome.run()
