import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runName } from '../../scripts/backup/place.mts'
import { periodOf } from '../../scripts/backup/retention-periods.mts'
import { keepRuns } from '../../scripts/backup/retention.mts'
import { runFacts, type RunFacts } from '../../scripts/backup/run.mts'
import type { KeepRules } from '../../scripts/backup/settings.mts'
import { madeManifest, madeArchive } from './manifests.mts'

const nothing: KeepRules = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, verified: 0 }
const usual: KeepRules = { last: 3, daily: 7, weekly: 4, monthly: 6, yearly: 0, verified: 3 }
const now = new Date('2026-11-22T12:00:00Z')
const day = 24 * 60 * 60 * 1000

const at = (time: string | number, state: RunFacts['state'] = 'verified', services: readonly string[] = ['db']): RunFacts => ({ run: runName(new Date(time), '0000'), state, services, proven: state === 'verified' ? services : [] })
const daysAgo = (days: number, state?: RunFacts['state'], services?: readonly string[]): RunFacts => at(now.getTime() - days * day, state, services)
const kept = (runs: readonly RunFacts[], rules: KeepRules, when = now): readonly string[] => keepRuns(runs, rules, when).filter(({ keep }) => keep).map(({ run }) => run)
const whyOf = (runs: readonly RunFacts[], rules: KeepRules, of: RunFacts): string => keepRuns(runs, rules, now).find(({ run }) => run === of.run)?.why ?? ''

const rules = suite('backup: which runs stay')

rules('the last ones', () => {
  const runs = [0, 1, 2, 3].map((days) => daysAgo(days))
  assert.equal(kept(runs, { ...nothing, last: 2 }), [runs[0]?.run, runs[1]?.run])
})

rules('the newest of each day that has one', () => {
  const runs = [at('2026-11-22T10:00:00Z'), at('2026-11-22T08:00:00Z'), at('2026-11-20T23:59:59Z'), at('2026-11-20T00:00:00Z'), at('2026-11-01T00:00:00Z')]
  assert.equal(kept(runs, { ...nothing, daily: 2 }), [runs[0]?.run, runs[2]?.run])
})

rules('the newest of each week, month and year', () => {
  const runs = ['2026-11-22', '2026-11-16', '2026-11-15', '2026-10-31', '2026-10-01', '2025-12-31', '2025-01-01'].map((date) => at(`${date}T00:00:00Z`))
  const dates = (some: readonly string[]) => some.map((run) => run.slice(0, 8))
  assert.equal(dates(kept(runs, { ...nothing, weekly: 3 })), ['20261122', '20261115', '20261031'])
  assert.equal(dates(kept(runs, { ...nothing, monthly: 3 })), ['20261122', '20261031', '20251231'])
  assert.equal(dates(kept(runs, { ...nothing, yearly: 5 })), ['20261122', '20251231'])
})

rules('each says what speaks for it', () => {
  const runs = [daysAgo(0), daysAgo(1), daysAgo(30)]
  const verdicts = keepRuns(runs, { ...nothing, last: 1, daily: 1, weekly: 1, verified: 2 }, now)
  assert.equal(verdicts.map(({ keep, why }) => [keep, why]), [
    [true, 'last 1 of 1, daily 2026-11-22, weekly 2026-W47, verified 1 of 2'], [true, 'verified 2 of 2'], [false, 'no rule asks for it'],
  ])
})

rules('a year of days comes down to what the rules ask for', () => {
  const runs = Array.from({ length: 365 }, (_, index) => daysAgo(index))
  const left = kept(runs, usual)
  assert.is(left.length, 7 + 3 + 5)
  assert.equal(kept(runs.filter(({ run }) => left.includes(run)), usual), left)
})

rules('a week belongs to the year of its Thursday', () => {
  const weeks = ['2027-01-03', '2027-01-04', '2024-12-30', '2020-12-31', '2021-01-03', '2026-11-22'].map((date) => periodOf.weekly(new Date(`${date}T23:59:59Z`)))
  assert.equal(weeks, ['2026-W53', '2027-W01', '2025-W01', '2020-W53', '2020-W53', '2026-W47'])
})

rules.run()

// ---

const safe = suite('backup: what never goes')

safe('the last verified run, whatever the rules say', () => assert.equal(kept([daysAgo(500), daysAgo(600)], nothing), [daysAgo(500).run]))

safe('as many verified runs as asked for, however old', () => {
  const runs = [900, 901, 902, 903].map((days) => daysAgo(days))
  assert.is(kept(runs, { ...nothing, verified: 3 }).length, 3)
})

safe('verified runs, when thirty have failed since', () => {
  const good = [40, 41, 42].map((days) => daysAgo(days))
  const bad = Array.from({ length: 30 }, (_, index) => daysAgo(index + 1, 'failed'))
  assert.is(kept([...good, ...bad], usual).length, 33)
  assert.is(whyOf([...good, daysAgo(43), daysAgo(44), daysAgo(45), daysAgo(46), daysAgo(47), ...bad], { ...nothing, last: 1 }, daysAgo(47)), `nothing is removed after a run that failed (${daysAgo(1).run})`)
  const mended = [daysAgo(0), ...good, ...bad]
  assert.equal(kept(mended, { ...nothing, verified: 3 }), [daysAgo(0), ...good.slice(0, 2)].map(({ run }) => run))
})

safe('a run that failed, while no verified one is newer for something in it', () => {
  const runs = [daysAgo(0, 'verified', ['db']), daysAgo(1, 'failed', ['cache', 'db']), daysAgo(2, 'verified', ['cache', 'db']), daysAgo(3, 'failed', ['db']), daysAgo(4, 'failed', [])]
  assert.equal(keepRuns(runs, usual, now).map(({ keep, why }) => `${keep} ${why.replace(/^last.*/, 'by rule')}`), [
    'true by rule', 'true failed, but no verified run is newer for cache', 'true by rule', 'false failed, and a verified run is newer', 'false failed, and nothing is in it',
  ])
})

safe('the last runs of everything, when one service alone is saved every hour', () => {
  const whole = [10, 11, 12].map((days) => daysAgo(days, 'verified', ['db', 'files']))
  const alone = Array.from({ length: 100 }, (_, index) => at(now.getTime() - index * 60_000, 'verified', ['db']))
  const left = kept([...whole, ...alone], { ...nothing, last: 3, verified: 3 })
  assert.equal(left, [...alone.slice(0, 3), ...whole].map(({ run }) => run))
})

safe('runs from the future stay, are told, and take nobody\'s place', () => {
  const ahead = [daysAgo(-3650), daysAgo(-1)]
  const runs = [...ahead, daysAgo(0), daysAgo(1), daysAgo(2)]
  const verdicts = keepRuns(runs, { ...nothing, last: 2 }, now)
  assert.equal(verdicts.map(({ keep }) => keep), [true, true, true, true, false])
  assert.match(verdicts[0]?.warning ?? '', 'dated in the future')
  assert.is(verdicts.filter(({ warning }) => warning !== undefined).length, 2)
})

safe('with the clock a year back or ten forward, as many verified runs as asked for are left', () => {
  const runs = Array.from({ length: 60 }, (_, index) => daysAgo(index))
  for (const shift of [-365, -30, 0, 3650]) assert.ok(kept(runs, usual, new Date(now.getTime() + shift * day)).length >= usual.verified, `${shift} days`)
})

safe('what never ended, what is not believed, and what is not a run', () => {
  const runs = [daysAgo(0), daysAgo(1, 'unended', []), daysAgo(2, 'doubtful', []), { run: 'lost+found', state: 'verified', services: ['db'], proven: ['db'] } as const]
  assert.equal(keepRuns(runs, nothing, now).map(({ keep, why }) => [keep, why]).slice(1), [
    [true, 'never ended; the next backup sweeps it away'], [true, 'its manifest is not believed'], [true, 'not a run of gantry'],
  ])
})

safe('nothing, whatever comes: some verified run of each service is always left', () => {
  let seed = 42
  const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below
  for (let turn = 0; turn < 200; turn++) {
    const runs = Array.from({ length: 1 + random(40) }, (_, index) => at(now.getTime() - random(400) * day - index * 1000, (['verified', 'verified', 'failed', 'unended'] as const)[random(4)], [['db'], ['db', 'files'], ['files']][random(3)]))
    const verdicts = keepRuns(runs, { ...nothing, last: random(3), daily: random(4), verified: random(4) }, now)
    assert.is(verdicts.length, runs.length)
    for (const service of ['db', 'files']) {
      const good = runs.filter(({ state, services }) => state === 'verified' && services.includes(service)).map(({ run }) => run)
      assert.ok(good.length === 0 || verdicts.some(({ run, keep }) => keep && good.includes(run)), `turn ${turn}, ${service}`)
    }
  }
})

safe('the facts of a run are those of its manifest', () => {
  const manifest = madeManifest({ archives: [madeArchive(), madeArchive({ service: 'cache' }), madeArchive()] })
  assert.equal(runFacts({ run: manifest.run, is: 'ended', manifest }), { run: manifest.run, state: 'verified', services: ['cache', 'db'], proven: ['cache', 'db'] })
  assert.is(runFacts({ run: manifest.run, is: 'ended', manifest: madeManifest({ failures: [{ service: 'db', item: '', message: '' }] }) }).state, 'failed')
  assert.is(runFacts({ run: manifest.run, is: 'unended' }).state, 'unended')
})

safe('what a run has whole of one service counts for that one, whatever became of the others', () => {
  const half = (days: number): RunFacts => ({ ...daysAgo(days, 'failed', ['db', 'files']), proven: ['files'] })
  const [oldest, second, first, whole] = [half(4), half(3), half(2), daysAgo(1, 'verified', ['db', 'files'])]
  assert.equal(kept([oldest, second, first, whole], { ...nothing, last: 3 }), [whole, first, second].map(({ run }) => run))
  assert.match(whyOf([oldest, second, first, whole], { ...nothing, last: 3 }, second), 'last 3 of 3')
  assert.match(whyOf([oldest, second, first, whole], { ...nothing, last: 3 }, oldest), 'failed, and a verified run is newer')
})

safe('of a run that is not whole, the facts name what is', () => {
  const manifest = madeManifest({ archives: [madeArchive({ service: 'files' }), madeArchive()], failures: [{ service: 'db', item: 'other', message: 'no' }] })
  assert.equal(runFacts({ run: manifest.run, is: 'ended', manifest }), { run: manifest.run, state: 'failed', services: ['db', 'files'], proven: ['files'] })
})

safe.run()
