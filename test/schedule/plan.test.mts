import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../../scripts/plan/explain.mts'
import { scheduleReport } from '../../scripts/report/schedule.mts'
import type { Invocation } from '../../scripts/schedule/invocation.mts'
import { nothing, scheduleSteps, wantedOf, type ScheduleSeen } from '../../scripts/schedule/plan.mts'
import { unitNames, unitsOf } from '../../scripts/schedule/units.mts'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { environment, workload } from '../targets/workload.mts'

// Before the first suite: uvu runs what is declared until then.
const analyze = await run(['systemd-analyze', '--version']).then(({ code }) => code === 0, () => false)

const shop = environment({ workloads: [workload({ name: 'db', mounts: [{ type: 'volume', name: 'data', path: '/data', readOnly: false, cache: false }] })] })
const invocation: Invocation = { node: '/usr/bin/env', runner: '/opt/100% "gantry"/$run.mts', stack: '/srv/my shop', environment: 'prod', variables: { PATH: '/usr/bin:/bin' } }
const seen = (changes: Partial<ScheduleSeen> = {}): ScheduleSeen => ({
  by: 'cron', crontab: { before: '# mine\n', block: '', after: '' }, folder: '/etc/systemd/system', units: {}, systemctl: ['systemctl'], invocation,
  editor: ['node', 'crontab.mts'], records: {}, zone: 'Europe/Berlin', lingers: undefined, ...changes,
})

const plans = suite('schedule: plan')

plans('one step for a crontab, and none when it is so already', () => {
  const wanted = wantedOf(shop, seen())
  assert.is(explain(scheduleSteps(shop, seen(), wanted)), 'node crontab.mts shop-prod  # its lines between two marks of the crontab; every other one stays')
  const there = seen({ crontab: { before: '# mine\n', block: wanted.block, after: '' } })
  assert.equal(scheduleSteps(shop, there, wanted), [])
  assert.is(explain(scheduleSteps(shop, there, nothing)), 'node crontab.mts shop-prod  # takes its lines out of the crontab; every other one stays')
})

plans('a service and a timer for each job, then systemd is told', () => {
  const systemd = seen({ by: 'systemd' })
  assert.is(explain(scheduleSteps(shop, systemd, wantedOf(shop, systemd))), `\
write /etc/systemd/system/gantry-shop-prod-backup.service  # a unit of shop-prod
write /etc/systemd/system/gantry-shop-prod-backup.timer  # a unit of shop-prod
write /etc/systemd/system/gantry-shop-prod-health.service  # a unit of shop-prod
write /etc/systemd/system/gantry-shop-prod-health.timer  # a unit of shop-prod
write /etc/systemd/system/gantry-shop-prod-catch-up.service  # a unit of shop-prod
write /etc/systemd/system/gantry-shop-prod-catch-up.timer  # a unit of shop-prod
systemctl daemon-reload  # reads units anew
systemctl enable --now gantry-shop-prod-backup.timer gantry-shop-prod-health.timer gantry-shop-prod-catch-up.timer  # from now on, and after every start of the machine`)
})

plans('what is in the other clock is taken out: never both', () => {
  const wanted = wantedOf(shop, seen())
  const both = seen({ by: 'systemd', crontab: { before: '', block: wanted.block, after: '' } })
  assert.match(explain(scheduleSteps(shop, both, wantedOf(shop, both))), /^node crontab\.mts shop-prod  # takes its lines out/)
  const back = seen({ units: unitsOf('shop-prod', [{ name: 'health', when: { minutes: [1], hours: 'every' }, why: '' }], invocation) })
  assert.is(explain(scheduleSteps(shop, back, wantedOf(shop, back))), `\
node crontab.mts shop-prod  # its lines between two marks of the crontab; every other one stays
systemctl disable --now gantry-shop-prod-health.timer  # not wanted any more
remove /etc/systemd/system/gantry-shop-prod-health.service  # a unit of shop-prod
remove /etc/systemd/system/gantry-shop-prod-health.timer  # a unit of shop-prod
systemctl daemon-reload  # reads units anew`)
})

plans.run()

// ---

const units = suite('schedule: units')

units('look every hour for what was missed, as the line of a crontab does', () => {
  const jobs = [{ name: 'backup', when: { minutes: [17], hours: [4] }, why: '' }, { name: 'health', when: { minutes: [2], hours: 'every' }, why: '' }] as const
  const all = unitsOf('shop-prod', jobs, invocation)
  assert.match(all['gantry-shop-prod-catch-up.service'] ?? '', / catch-up --stack "\/srv\/my shop" --env prod "backup=17 4 \* \* \*"$/m)
  assert.match(all['gantry-shop-prod-catch-up.timer'] ?? '', /^OnCalendar=\*-\*-\* \*:07:00$/m)
  assert.equal(Object.keys(all).filter((name) => !unitNames('shop-prod').includes(name)), [])
})

units('have names of their own for each job', () => assert.equal(unitNames('shop-prod').slice(0, 2), ['gantry-shop-prod-backup.service', 'gantry-shop-prod-backup.timer']))

when(analyze, 'no systemd-analyze', units)('are accepted by systemd, whatever stands in a path', () => withTemp(async (folder) => {
  const home = join(folder, '100% "x" $y \'z\' \\')
  await mkdir(home)
  await writeFile(join(home, 'node'), '', { mode: 0o755 })
  const all = unitsOf('shop-prod', [{ name: 'backup', when: { minutes: [17], hours: [4] }, why: '' }, { name: 'drill', when: { minutes: [5], hours: [5], weekday: 0 }, why: '' }, { name: 'health', when: { minutes: [2, 17, 32, 47], hours: 'every' }, why: '' }],
    { ...invocation, node: join(home, 'node'), stack: home })
  const paths = await Promise.all(Object.entries(all).map(async ([name, text]) => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }))
  const { code, stderr } = await run(['systemd-analyze', 'verify', '--man=no', ...paths])
  assert.equal([code, stderr.split('\n').filter((line) => line.includes('gantry-'))], [0, []])
}))

when(analyze, 'no systemd-analyze', units)('tell systemd the times that are meant', async () => {
  const [timer = ''] = Object.entries(unitsOf('shop-prod', [{ name: 'drill', when: { minutes: [43], hours: [5], weekday: 0 }, why: '' }], invocation)).flatMap(([name, text]) => name.endsWith('.timer') ? [text] : [])
  const { stdout } = await run(['systemd-analyze', 'calendar', '--base-time=2026-11-22 06:00 UTC', /OnCalendar=(.*)/.exec(timer)?.[1] ?? ''], { env: { TZ: 'UTC' } })
  assert.match(stdout, /Next elapse: Sun 2026-11-29 05:43:00 UTC/)
})

units.run()

// ---

const reports = suite('schedule: report')
const now = new Date('2026-11-22T12:00:00Z')
const report = (changes: Partial<ScheduleSeen> = {}) => scheduleReport(shop, seen(changes), { now, isVerbose: false })

reports('say when each job runs, how it went, and what installing would do', () => {
  const { text } = report({ records: { backup: { since: '', startedAt: '', endedAt: '2026-11-22T04:20:00Z', exit: 1 } } })
  assert.match(text, /^job +runs \(Europe\/Berlin\) +next \(UTC\) +last +because$/m)
  assert.match(text, /^backup +every day at 04:14 +2026-11-2\dT\d\d:14:00Z +7 h 40 min ago: ended with 1 +db keeps data$/m)
  assert.match(text, /Not installed: `make schedule ENV=prod ARGS=--install` writes this into the crontab of this user\./)
})

reports('tell what is installed from what is not as it should be', () => {
  const { block } = wantedOf(shop, seen())
  assert.match(report({ crontab: { before: '', block, after: '' } }).text, /^Installed: the crontab of this user\.$/m)
  assert.match(report({ crontab: { before: '', block: block.replace('14 4', '15 4'), after: '' } }).text, /Installed, but not as it is above/)
})

reports('of a user who is logged out say what that means', () => assert.match(report({ by: 'systemd', lingers: false }).text, /loginctl enable-linger/))

reports.run()
