import { isFailure, type Failure } from '../failure.mts'
import { failAt } from '../files.mts'

/** What became of something that may fail without ending everything else. */
export type Refused = { readonly ok: false; readonly message: string; readonly hint?: string; /** What is encrypted can not be read, which says nothing about it. */ readonly locked?: true }

/** A refusal in words. */
export const refused = (message: string, hint = ''): Refused => ({ ok: false, message, ...hint === '' ? {} : { hint } })

/** An error of the file system as a failure that names the file. */
export const failureAt = (verb: string, path: string, error: unknown): Failure => {
  try {
    return failAt(verb, path, error)
  } catch (failure) {
    if (isFailure(failure)) return failure
    throw failure
  }
}

/** A failure as a refusal; an error in gantry itself is thrown on. */
export const refusedBy = (error: unknown): Refused => {
  if (isFailure(error)) return refused(error.message, error.hint)
  throw error
}
