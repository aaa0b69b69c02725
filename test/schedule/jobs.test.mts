import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Workload } from '../../scripts/kinds/workload.mts'
import { backupPace, isMissed, jobsOf } from '../../scripts/schedule/jobs.mts'
import { cronFields } from '../../scripts/schedule/when.mts'
import { backupSettings, environment, workload } from '../targets/workload.mts'

const hour = 3_600_000
const store = (changes: Partial<Workload> = {}): Workload => workload({ name: 'db', mounts: [{ type: 'volume', name: 'data', path: '/data', readOnly: false, cache: false }], ...changes })

const jobs = suite('schedule: jobs')

jobs('are those an environment has a use for', () => {
  assert.equal(jobsOf(environment()).map(({ name }) => name), ['health'])
  const all = environment({
    workloads: [store(), workload({ name: 'api', build: { context: './api', owner: 'api' } })],
    backups: backupSettings({ drill: 7 * 24 * hour }),
    tls: { from: 'selfsigned', names: ['a.test'], addresses: [], security: 'intermediate', redirect: true, rejects: true },
  })
  assert.equal(jobsOf(all).map(({ name, when }) => `${name} ${cronFields(when)}`), [
    'backup 14 4 * * *', 'drill 14 5 * * 0', 'certificate 34 5,17 * * *', 'health 14,29,44,59 * * * *', 'images 44 4 * * 6', 'scan 54 5 * * 6',
  ])
})

jobs('begin at another minute for another stack, and always at the same for one', () => {
  const minuteOf = (project: string) => jobsOf(environment({ project, workloads: [store()] }))[0]?.when.minutes[0]
  assert.is(minuteOf('shop-prod'), 14)
  assert.ok(new Set(Array.from({ length: 100 }, (_, number) => minuteOf(`stack${number}-prod`))).size > 30)
})

jobs('back up as often as the strictest service asks for, with an hour to spare', () => {
  assert.equal([26, 24, 13, 12, 6, 2.5, 1].map((hours) => backupPace(hours * hour)), [24, 12, 12, 8, 4, 1, 1])
  const strict = environment({ workloads: [store(), store({ name: 'queue', mounts: [{ type: 'volume', name: 'jobs', path: '/data', readOnly: false, cache: false }], backup: { isOn: true, isLive: true, sqlite: [], rpo: 7 * hour } })] })
  assert.equal(jobsOf(strict)[0]?.when.hours, [4, 10, 16, 22])
})

jobs('leave backups out where nothing is kept', () =>
  assert.equal(jobsOf(environment({ workloads: [store({ backup: { isOn: false, isLive: false, sqlite: [] } })] })).map(({ name }) => name), ['health']))

jobs.run()

// ---

const missed = suite('schedule: missed runs')
const due = new Date('2026-11-22T04:17:00Z')
const after = (minutes: number): number => due.getTime() + minutes * 60_000
const long = due.getTime() - 30 * 24 * hour

missed('are those whose time has passed without a run', () => assert.is(isMissed(due, after(-24 * 60), long, after(60)), true))
missed('are none when it ran since', () => assert.is(isMissed(due, after(0), long, after(60)), false))
missed('are none while its own line may still be about to start it', () => assert.is(isMissed(due, after(-24 * 60), long, after(5)), false))
missed('are none before gantry knew of the job', () => assert.is(isMissed(due, undefined, after(30), after(60)), false))
missed('include the first one', () => assert.is(isMissed(due, undefined, long, after(60)), true))

missed.run()
