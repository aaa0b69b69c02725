import { scheduleReport } from './report/schedule.mts'
import { nothing, scheduleSteps, wantedOf } from './schedule/plan.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { fail, mistake } from './shell/failure.mts'
import { observeSchedule, refuseUninstallable } from './shell/schedule/observe.mts'

/** What an environment needs done by the clock, put into cron or systemd and taken out again. */
export const schedule = command({
  name: 'schedule',
  group: 'production',
  summary: 'have backups, drills, renewals and checks run by the clock: cron or systemd',
  examples: [
    ['make schedule ENV=prod', 'what would run when, and what is installed'], ['make schedule ENV=prod ARGS=--install', 'safe to repeat'],
    ['make schedule ENV=prod ARGS=\'--install --cron\'', 'cron also where systemd runs'], ['make schedule ENV=prod ARGS=--remove', 'take it out again'],
  ],
  options: {
    install: { type: 'boolean', hint: 'put the jobs into the clock, or bring them up to date' },
    remove: { type: 'boolean', hint: 'take them out, and nothing else' },
    cron: { type: 'boolean', hint: 'lines in the crontab of this user; so also where systemd does not run' },
    systemd: { type: 'boolean', hint: 'timers of systemd: of the system for root, else of this user' },
  },
  rounds: 2,
  observe: async ({ environment, stackFolder, options: asked }) => {
    if (asked.install && asked.remove) fail(mistake('--install and --remove do not go together', 'give one of the two'))
    if (asked.cron && asked.systemd) fail(mistake('--cron and --systemd do not go together', 'give one of the two: two clocks would do everything twice'))
    const seen = await observeSchedule(environment, stackFolder, asked.cron ? 'cron' : asked.systemd ? 'systemd' : undefined)
    if (asked.install) await refuseUninstallable(environment, seen)
    return seen
  },
  plan: ({ environment, options: asked }, seen) => asked.install ? scheduleSteps(environment, seen, wantedOf(environment, seen)) : asked.remove ? scheduleSteps(environment, seen, nothing) : [],
  report: ({ environment, now, common }, seen) => scheduleReport(environment, seen, { now, isVerbose: common.verbose }),
})

await autorun(import.meta, schedule)
