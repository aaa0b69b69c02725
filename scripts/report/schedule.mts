import { jobsOf, type Job } from '../schedule/jobs.mts'
import { wantedOf, type ScheduleSeen, type Wanted } from '../schedule/plan.mts'
import type { JobRecord } from '../schedule/record.mts'
import { nextTime, whenWords } from '../schedule/when.mts'
import type { Environment } from '../stack/environment.mts'
import { homeFolder } from '../stack/home.mts'
import { duration } from './amount.mts'
import { table } from './table.mts'

/** Whether what is installed is what the stack asks for. */
export type Installed = 'none' | 'other' | 'current'

/** How what is installed compares with what is wanted. */
export const installedOf = (environment: Environment, seen: ScheduleSeen): Installed => {
  const [block, units] = [seen.crontab?.block ?? '', Object.entries(seen.units)]
  if (block === '' && units.length === 0) return 'none'
  const wanted = wantedOf(environment, seen)
  return block === wanted.block && units.length === Object.keys(wanted.units).length && units.every(([name, text]) => wanted.units[name] === text) ? 'current' : 'other'
}

/** What is said of the last run of a job. */
const lastWords = (record: JobRecord | undefined, now: number): string => {
  if (record?.endedAt === undefined) return 'never'
  const ago = `${duration(now - Date.parse(record.endedAt))} ago`
  return record.exit === 0 ? ago : `${ago}: ended with ${record.exit}`
}

const iso = (time: Date | undefined): string | null => time?.toISOString().replace(/\.\d+/, '') ?? null

const row = ({ name, when, why }: Job, { records }: ScheduleSeen, now: Date): readonly string[] => [name, whenWords(when), iso(nextTime(when, now)) ?? '', lastWords(records[name], now.getTime()), why]

const call = ({ name }: Environment, option: string): string => `make schedule${name === 'dev' ? '' : ` ENV=${name}`} ARGS=${option}`

const state = (environment: Environment, seen: ScheduleSeen): string => {
  const where = seen.by === 'cron' ? 'the crontab of this user' : `timers in ${seen.folder}`
  switch (installedOf(environment, seen)) {
    case 'current': return `Installed: ${where}.`
    case 'other': return `Installed, but not as it is above: \`${call(environment, '--install')}\` brings ${where} up to date.`
    case 'none': return `Not installed: \`${call(environment, '--install')}\` writes this into ${where}.`
  }
}

const lingerHint = ({ lingers }: ScheduleSeen): readonly string[] =>
  lingers === false ? ['Timers of this user stop when nobody is logged in: `loginctl enable-linger` lets them run.'] : []

/** The very text that is wanted: lines of the crontab, or files of units by their names. */
const wording = ({ block, units }: Wanted): string => block || Object.entries(units).map(([name, text]) => `${name}:\n${text}`).join('\n')

/** The jobs of an environment: when they run, how the last runs went, and whether they are installed; with `isVerbose` the lines themselves. */
export const scheduleReport = (environment: Environment, seen: ScheduleSeen, { now, isVerbose }: { readonly now: Date; readonly isVerbose: boolean }): { readonly text: string; readonly result: unknown } => {
  const jobs = jobsOf(environment)
  const wanted = wantedOf(environment, seen)
  const text = [
    table(jobs.map((job) => row(job, seen, now)), { head: ['job', `runs (${seen.zone})`, 'next (UTC)', 'last', 'because'] }), '',
    state(environment, seen), ...lingerHint(seen), `Logs: ${homeFolder(environment.name)}/logs/`,
    ...isVerbose ? ['', wording(wanted)] : [],
  ].join('\n')
  return {
    text,
    result: {
      by: seen.by, installed: installedOf(environment, seen), zone: seen.zone, lines: wanted.block.split('\n').filter((line) => line !== '' && !line.startsWith('#')), units: wanted.units,
      jobs: jobs.map(({ name, when, why }) => ({ job: name, when: whenWords(when), why, next: iso(nextTime(when, now)), last: seen.records[name]?.endedAt ?? null, exit: seen.records[name]?.exit ?? null })),
    },
  }
}
