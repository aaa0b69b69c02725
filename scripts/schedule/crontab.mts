import { jobArgv, shellWord, type Invocation } from './invocation.mts'
import type { Job } from './jobs.mts'
import { cronFields, type When } from './when.mts'

/** Longer commands are cut by cron without a word. */
export const longestCommand = 990

/** A line of a crontab: `%` would end the command there. */
export const cronLine = (when: When, argv: readonly string[]): string => `${cronFields(when)} ${argv.map(shellWord).join(' ').replaceAll('%', '\\%')}`

/** Jobs that are worth running late; health comes round again by itself. */
const caughtUp = (jobs: readonly Job[]): readonly Job[] => jobs.filter(({ name }) => name !== 'health')

/** The lines of an environment, with one that looks every hour for what a machine that was off has missed. */
export const cronLines = (jobs: readonly Job[], invocation: Invocation): readonly string[] => {
  const late = caughtUp(jobs)
  const [minute = 0] = (late[0] ?? jobs[0])?.when.minutes ?? []
  const look: When = { minutes: [(minute + 50) % 60], hours: 'every' }
  return [
    ...jobs.map(({ name, when }) => cronLine(when, jobArgv(invocation, name))),
    ...late.length === 0 ? [] : [cronLine(look, jobArgv(invocation, 'catch-up', late.map(({ name, when }) => `${name}=${cronFields(when)}`)))],
  ]
}

const first = (project: string): string => `# >>> gantry ${project}`
const last = (project: string): string => `# <<< gantry ${project}`
const ofLine = (stack: string): string => `# of ${stack}; \`schedule --remove\` takes these lines away`

/** The lines of an environment between their two marks. */
export const cronBlock = (project: string, stack: string, lines: readonly string[]): string => [first(project), ofLine(stack), ...lines, last(project), ''].join('\n')

/** A crontab around the block of an environment. */
export type Parted = { readonly before: string; readonly block: string; readonly after: string }

/** Parts a crontab; undefined where the marks do not pair, because somebody has edited between them. */
export const part = (crontab: string, project: string): Parted | undefined => {
  const lines = crontab.split(/(?<=\n)/)
  const at = (mark: string) => lines.flatMap((line, index) => line.replace(/\r?\n$/, '') === mark ? [index] : [])
  const [starts, ends] = [at(first(project)), at(last(project))]
  const [start, end] = [starts[0], ends[0]]
  if (start === undefined && end === undefined) return { before: crontab, block: '', after: '' }
  if (start === undefined || end === undefined || starts.length > 1 || ends.length > 1 || end < start) return undefined
  return { before: lines.slice(0, start).join(''), block: lines.slice(start, end + 1).join(''), after: lines.slice(end + 1).join('') }
}

/** The crontab with this block in the place of the one that is there, or at its end; every other byte stays. */
export const withBlock = ({ before, after }: Parted, block: string): string =>
  `${before}${block === '' || before === '' || before.endsWith('\n') ? '' : '\n'}${block}${after}`

/** The stack folder that a block belongs to. */
export const stackOfBlock = (block: string): string | undefined => /^# of (.*); `schedule --remove` takes these lines away$/m.exec(block)?.[1]
