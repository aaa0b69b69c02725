import type { Outcome } from '../plan/step.mts'
import type { Problem } from '../stack/problem.mts'
import { exits, isFailure } from './failure.mts'

/** A problem of the stack file, or something that went wrong in the world. */
export type Trouble = Omit<Problem, 'code'> & { readonly code: Problem['code'] | 'failed' | 'refused' | 'busy' | 'unexpected' | 'interrupted' }

/** What a script has to say at its end. */
export type Answer = { readonly exit: number; readonly text: string; readonly result: unknown; readonly troubles: readonly Trouble[] }

/** Something that has no place in a file. */
export const trouble = (code: Trouble['code'], message: string, hint = '', path = ''): Trouble =>
  ({ code, severity: 'error', path, file: '', line: 0, column: 0, source: '', message, hint })

/** The end of a script that did not get as far as a result. */
export const unanswered = (exit: number, troubles: readonly Trouble[]): Answer => ({ exit, text: '', result: null, troubles })

/** The exit code that failed steps lead to. */
export const exitOfOutcomes = (outcomes: readonly Outcome[]): number => {
  const codes = outcomes.filter(({ state }) => state === 'failed').map(({ exit }) => exit ?? exits.failed)
  return codes.includes(exits.failed) ? exits.failed : codes[0] ?? exits.done
}

const codes: Readonly<Record<number, Trouble['code']>> = { [exits.mistake]: 'usage', [exits.refused]: 'refused', [exits.busy]: 'busy' }

/** The end that a thrown error leads to; an unexpected one shows its stack only when that is asked for. */
export const answerError = (error: unknown, verbose: boolean): Answer => {
  if (isFailure(error) && error.problems) return unanswered(error.exit, error.problems)
  const stack = verbose && error instanceof Error ? `${error.stack ?? ''}` : ''
  if (isFailure(error)) return unanswered(error.exit, [trouble(codes[error.exit] ?? 'failed', error.message, [error.hint, stack].filter(Boolean).join('\n'))])
  const message = error instanceof Error ? error.message : String(error)
  return unanswered(exits.failed, [trouble('unexpected', `error in gantry: ${message.split('\n')[0]}`, stack || 'run again with --verbose for the stack')])
}

/** The object that `--json` prints, on success and on failure alike. */
export const toJson = (command: string, envs: readonly string[], { exit, result, troubles }: Answer): string => {
  const problems = troubles.map(({ code, path, file, line, column, message, hint }) => ({ code, path, file, line, column, message, hint }))
  return `${JSON.stringify({ command, env: envs.join(',') || null, exit, result: result ?? null, problems })}\n`
}

const visible = (text: string): string => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '·')

/** The line a problem points at, with a pointer below; of a long line, the part around the column. */
const excerpt = ({ source, column }: Trouble): readonly string[] => {
  if (source === '' || column < 1) return []
  const start = Math.max(0, column - 80)
  const before = source.slice(start, column - 1).replace(/[^\t]/g, ' ')
  return [`    ${visible(source.slice(start, start + 120))}`, `    ${before}^`]
}

/** A problem as people read it: place, path and message; the source with a pointer; the way out. */
export const troubleText = (problem: Trouble, paint: { readonly bold: (text: string) => string; readonly dim: (text: string) => string }): string => {
  const { severity, file, line, column, path, message, hint, code } = problem
  const place = file ? `${file}${line > 0 ? `:${line}:${column}` : ''}${path ? ` ${path}` : ''}: ` : ''
  const kind = severity === 'warning' ? 'warning: ' : ''
  const hints = hint && (code === 'usage' || message !== hint) ? hint.split('\n').map((text) => `  ${paint.dim(text)}`) : []
  return [`${paint.bold(visible(`${kind}${place}${message}`))}`, ...excerpt(problem), ...hints].join('\n')
}
