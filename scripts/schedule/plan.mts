import type { Step } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import { cronBlock, cronLines, type Parted } from './crontab.mts'
import type { Invocation } from './invocation.mts'
import { jobsOf } from './jobs.mts'
import type { JobRecords } from './record.mts'
import { unitsOf, type Units } from './units.mts'

/** Who starts jobs by the clock. */
export type Clock = 'cron' | 'systemd'

/** What there is of an environment's jobs, and what starting them takes. */
export type ScheduleSeen = {
  /** Who is to start them. */
  readonly by: Clock
  /** The crontab of this user, in which the jobs stand between two marks; undefined without a crontab(1). */
  readonly crontab: Parted | undefined
  /** Where units stand, those of ours that are there, and how systemctl is called. */
  readonly folder: string
  readonly units: Units
  readonly systemctl: readonly string[]
  readonly invocation: Invocation
  /** The program that puts a block into the crontab. */
  readonly editor: readonly string[]
  readonly records: JobRecords
  /** The time zone of the machine. */
  readonly zone: string
  /** Whether timers of this user run while nobody is logged in; undefined where that makes no difference. */
  readonly lingers: boolean | undefined
}

/** What is to be there: the block of the crontab, and the units. One of the two is empty. */
export type Wanted = { readonly block: string; readonly units: Units }

/** What an environment asks for, by this clock. */
export const wantedOf = (environment: Environment, { by, invocation }: Pick<ScheduleSeen, 'by' | 'invocation'>): Wanted => {
  const jobs = jobsOf(environment)
  return by === 'cron'
    ? { block: cronBlock(environment.project, invocation.stack, cronLines(jobs, invocation)), units: {} }
    : { block: '', units: unitsOf(environment.project, jobs, invocation) }
}

/** Nothing at all. */
export const nothing: Wanted = { block: '', units: {} }

/** The steps from what is there to what is wanted; none when it is there already. */
export const scheduleSteps = ({ project }: Pick<Environment, 'project'>, seen: ScheduleSeen, wanted: Wanted): readonly Step[] => [...cronSteps(project, seen, wanted), ...unitSteps(project, seen, wanted)]

const cronSteps = (project: string, { crontab, editor }: ScheduleSeen, { block }: Wanted): readonly Step[] => {
  if ((crontab?.block ?? '') === block) return []
  const why = block === '' ? 'takes its lines out of the crontab; every other one stays' : 'its lines between two marks of the crontab; every other one stays'
  return [{ id: 'crontab', after: [], why, do: 'run', argv: [...editor, project], ...block === '' ? {} : { input: block } }]
}

const unitSteps = (project: string, { folder, units, systemctl }: ScheduleSeen, wanted: Wanted): readonly Step[] => {
  const written = Object.entries(wanted.units).filter(([name, text]) => units[name] !== text)
  const removed = Object.keys(units).filter((name) => !(name in wanted.units))
  if (written.length + removed.length === 0) return []
  const idle = removed.filter((name) => name.endsWith('.timer'))
  const timers = Object.keys(wanted.units).filter((name) => name.endsWith('.timer'))
  const stop: readonly Step[] = idle.length === 0 ? [] : [{ id: 'stop', after: [], why: 'not wanted any more', do: 'run', argv: [...systemctl, 'disable', '--now', ...idle] }]
  const files: readonly Step[] = [
    ...removed.map((name): Step => ({ id: name, after: stop.map(({ id }) => id), why: `a unit of ${project}`, do: 'remove', path: `${folder}/${name}` })),
    ...written.map(([name, content]): Step => ({ id: name, after: [], why: `a unit of ${project}`, do: 'write', path: `${folder}/${name}`, content, mode: 0o644 })),
  ]
  const load: Step = { id: 'reload', after: files.map(({ id }) => id), why: 'reads units anew', do: 'run', argv: [...systemctl, 'daemon-reload'] }
  return [...stop, ...files, load, ...timers.length === 0 ? [] : [{ id: 'start', after: [load.id], why: 'from now on, and after every start of the machine', do: 'run', argv: [...systemctl, 'enable', '--now', ...timers] } satisfies Step]]
}

