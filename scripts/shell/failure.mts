import type { Problem } from '../stack/problem.mts'

/** Exit codes of every script; make turns each failure into 2. */
export const exits = { done: 0, failed: 1, mistake: 2, refused: 3, busy: 75, wouldChange: 100 } as const

/** The world's refusal: an error that is a plain value with the exit code it leads to and the way out. */
export type Failure = Error & { readonly failure: true; readonly exit: number; readonly hint: string; readonly problems?: readonly Problem[] }

const failure = (exit: number, message: string, hint: string): Failure =>
  Object.assign(new Error(message), { failure: true as const, exit, hint })

/** Something could not be done. */
export const failed = (message: string, hint = ''): Failure => failure(exits.failed, message, hint)

/** The user asked for something that makes no sense. */
export const mistake = (message: string, hint = ''): Failure => failure(exits.mistake, message, hint)

/** Mistakes in the stack file that only came to light on this machine. */
export const mistakes = (problems: readonly Problem[]): Failure => Object.assign(mistake(problems.map(({ message }) => message).join('; ')), { problems })

/** gantry does not do this, or not without being asked in a clearer way. */
export const refusal = (message: string, hint = ''): Failure => failure(exits.refused, message, hint)

/** Somebody else is at it. */
export const busy = (message: string, hint = ''): Failure => failure(exits.busy, message, hint)

/** Throws a failure; an expression, so that it can stand after `??`. */
export const fail = (what: Failure | string, hint = ''): never => {
  throw typeof what === 'string' ? failed(what, hint) : what
}

/** Tells a failure from an error in gantry itself. */
export const isFailure = (error: unknown): error is Failure => error instanceof Error && 'failure' in error && error.failure === true

/** The code of a system error such as ENOENT; empty for everything else. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
