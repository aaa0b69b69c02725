import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { goal, story } from './wait-story.mts'

/** Compares what follows from each row with what is written below it. */
const follows = (goals: Parameters<typeof story>[0], rows: string, expected: string): void =>
  assert.is(story(goals, rows).told, expected.trim().split('\n').map((line) => line.trim()).join('\n'))

const order = suite('wait: order of start')

order('a service starts when what it needs is ready', () => follows(
  [goal('db'), goal('api', { needs: ['db'] })], `
  0   | db created, api created
  0.2 | db running starting, api created
  2.1 | db running healthy, api created
  2.4 | db running healthy, api running starting
  3   | db running healthy, api running healthy`, `
  0 | start db.1 · "db starting" · "api waits for db"
  0.2 |
  2.1 | "db healthy after 2.1 s" · start api.1 · "api starting"
  2.4 |
  3 | "api healthy after 0.9 s" · END: all ready`))

order('services that need nothing of each other start together', () => follows(
  [goal('a'), goal('b')], `
  0 | a created, b created
  1 | a running healthy, b running healthy`, `
  0 | start a.1 · "a starting" · start b.1 · "b starting"
  1 | "a healthy after 1 s" · "b healthy after 1 s" · END: all ready`))

order('goals may stand in any order', () => follows(
  [goal('api', { needs: ['db'] }), goal('db')], `
  0 | api created, db created
  1 | api created, db running healthy`, `
  0 | start db.1 · "db starting" · "api waits for db"
  1 | "db healthy after 1 s" · start api.1 · "api starting"`))

order('a tier starts when every service of the earlier ones is ready', () => follows(
  [goal('db'), goal('cache'), goal('ai', { tier: 'ai' })], `
  0 | db created, cache created, ai created
  1 | db running healthy, cache running starting, ai created
  2 | db running healthy, cache running healthy, ai created`, `
  0 | start db.1 · "db starting" · start cache.1 · "cache starting" · "ai waits for db, cache"
  1 | "db healthy after 1 s"
  2 | "cache healthy after 2 s" · start ai.1 · "ai starting"`))

order('a command follows a start, before anything that needs the service', () => follows(
  [goal('db', { then: ['tell', 'it'] }), goal('api', { needs: ['db'] })], `
  0 | db created, api created
  1 | db running healthy, api created
  1.1 | db running healthy, api created
  1.2 | ran db:
  1.3 | db running healthy, api running healthy`, `
  0 | start db.1 · "db starting" · "api waits for db"
  1 | run tell it in db.1
  1.1 |
  1.2 | "db healthy after 1.2 s" · start api.1 · "api starting"
  1.3 | "api healthy after 0.1 s" · END: all ready`))

order('a service that runs already is not told again', () => follows(
  [goal('db', { then: ['tell', 'it'] })], `
  0 | db running healthy since -60`, `
  0 | "db healthy already" · END: all ready`))

order('when the command fails, the service has failed', () => follows(
  [goal('db', { then: ['tell', 'it'] }), goal('api', { needs: ['db'] })], `
  0 | db created, api created
  1 | db running healthy, api created
  1.2 | ran db: is up, but tell in it ended with 1: no
  1.3 | log db: last words`, `
  0 | start db.1 · "db starting" · "api waits for db"
  1 | run tell it in db.1
  1.2 | read log of db.1 · "db failed: is up, but tell in it ended with 1: no" · "api not started: db failed"
  1.3 | END: failed`))

order('all replicas start together and all must be ready', () => follows(
  [goal('api', { replicas: 2 }), goal('web', { needs: ['api'] })], `
  0 | api.1 created, api.2 created, web created
  1 | api.1 running healthy, api.2 running starting, web created
  2 | api.1 running healthy, api.2 running healthy, web created`, `
  0 | start api.1 api.2 · "api starting" · "web waits for api"
  1 |
  2 | "api healthy after 2 s" · start web.1 · "web starting"`))

order('only the replica that does not run is started', () => follows(
  [goal('api', { replicas: 2 })], `
  0 | api.1 running healthy, api.2 exited 1 since -60`, `
  0 | start api.2 · "api starting"`))

order('a need that is no goal must run already', () => {
  follows([goal('api', { needs: ['db'] })], `
    0 | db running healthy, api created`, `
    0 | start api.1 · "api starting"`)
  follows([goal('api', { needs: ['db'] })], `
    0 | db exited 1, api created`, `
    0 | "api not started: db is not ready, and not among what is started" · END: failed`)
})

order('a need without containers stands outside the project', () => follows(
  [goal('api', { needs: ['mail'] })], '0 | api created', '0 | start api.1 · "api starting"'))

order('a container that is made anew while we wait is started as well', () => follows(
  [goal('api')], `
  0 | api.1 created
  1 | api.7 created`, `
  0 | start api.1 · "api starting"
  1 | start api.7`))

order.run()

// ---

const ready = suite('wait: what counts as ready')

ready('what is healthy already is ready at once', () => follows(
  [goal('db'), goal('api', { needs: ['db'] })],
  '0 | db running healthy since -60, api running healthy since -60',
  '0 | "db healthy already" · "api healthy already" · END: all ready'))

ready('without a probe it has to stay up for a second', () => follows(
  [goal('web')], `
  0   | web created
  0.2 | web running
  1.1 |
  1.2 |`, `
  0 | start web.1 · "web starting"
  0.2 |
  1.1 |
  1.2 | "web running after 1.2 s" · END: all ready`))

ready('without a probe each run has a second of its own', () => follows(
  [goal('web')], `
  0   | web created
  0.2 | web running
  0.9 | web restarting 1 x1
  1   | web running x1
  1.5 |
  2   |`, `
  0 | start web.1 · "web starting"
  0.2 |
  0.9 | "web restarting (ended with 1)"
  1 | "web starting"
  1.5 |
  2 | "web running after 2 s" · END: all ready`))

ready('what has run for long without a probe is ready at once', () => follows(
  [goal('web')], '0 | web running since -60', '0 | "web running already" · END: all ready'))

ready('an engine whose clock is ahead does not delay it', () => follows(
  [goal('web')], `
  0   | web created
  0.2 | web running since 3600
  1.2 |`, `
  0 | start web.1 · "web starting"
  0.2 |
  1.2 | "web running after 1.2 s" · END: all ready`))

ready('a one-shot is done when it has ended with 0', () => follows(
  [goal('job', { until: 'done' }), goal('api', { needs: ['job done'] })], `
  0   | job created, api created
  0.5 | job running, api created
  1   | job exited 0, api created`, `
  0 | start job.1 · "job starting" · "api waits for job"
  0.5 | "job running"
  1 | "job done after 1 s" · start api.1 · "api starting"`))

ready('a one-shot that ended between two looks is done', () => follows(
  [goal('job', { until: 'done' })], `
  0 | job created
  1 | job exited 0 since 0.3`, `
  0 | start job.1 · "job starting"
  1 | "job done after 1 s" · END: all ready`))

ready('a one-shot of an earlier run that ended with 0 is not run again', () => follows(
  [goal('job', { until: 'done' })], '0 | job exited 0 since -60', '0 | "job done already" · END: all ready'))

ready('a one-shot of an earlier run that failed is run again', () => follows(
  [goal('job', { until: 'done' })], `
  0   | job exited 1 since -60
  0.1 | job exited 1 since -60
  1   | job exited 0 since 0.5`, `
  0 | start job.1 · "job starting"
  0.1 |
  1 | "job done after 1 s" · END: all ready`))

ready('a service of an earlier run that ended is started again', () => follows(
  [goal('db')], '0 | db exited 0 since -60', '0 | start db.1 · "db starting"'))

ready('a transient unhealthy inside the budget is no failure', () => follows(
  [goal('db')], `
  0 | db created
  1 | db running starting "no route"
  3 | db running unhealthy "no answer"
  4 | db running unhealthy "no answer at all"
  6 | db running healthy`, `
  0 | start db.1 · "db starting"
  1 | "db starting (probe: no route)"
  3 | "db unhealthy (probe: no answer)"
  4 |
  6 | "db healthy after 6 s" · END: all ready`))

ready('what falls back while others are awaited is awaited again', () => follows(
  [goal('db'), goal('job', { until: 'done' })], `
  0 | db running healthy since -60, job created
  2 | db running unhealthy "gone" since -60, job exited 0 since 1
  3 | db running healthy since -60, job exited 0 since 1`, `
  0 | "db healthy already" · start job.1 · "job starting"
  2 | "db unhealthy (probe: gone)" · "job done after 2 s"
  3 | "db healthy after 1 s" · END: all ready`))

ready.run()
