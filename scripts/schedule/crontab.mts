import { startedOf } from './catch-up.mts'
import type { Invocation } from './invocation.mts'
import type { Job } from './jobs.mts'
import { cronFields, type When } from './when.mts'

/** Commands of more bytes are cut by cron without a word. */
export const longestCommand = 990

const outside: Readonly<Record<string, string>> = { "'": `'\\''`, '%': `'\\%'`, '\\': `\\''` }

/**
 * A word as a shell gets it out of a crontab. A `%` would end the command; of `\%` and `\\` most crons take the first
 * backslash away, and busybox's does not: outside of quotes one is as good as the other, and no two backslashes meet.
 */
export const cronWord = (word: string): string => /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replace(/['%\\]/g, (character) => outside[character] ?? '')}'`

/** A line of a crontab. */
export const cronLine = (when: When, argv: readonly string[]): string => `${cronFields(when)} ${argv.map(cronWord).join(' ')}`

/** The lines of an environment. */
export const cronLines = (jobs: readonly Job[], invocation: Invocation): readonly string[] => startedOf(jobs, invocation).map(({ when, argv }) => cronLine(when, argv))

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
