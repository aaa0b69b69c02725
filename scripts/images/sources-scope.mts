import type { Line } from './sources-stages.mts'
import { fillIn, type Lookup } from './sources-words.mts'

/** The variables of a stage as far as it was read; a value of undefined is known to the build only. */
export type Scope = {
  readonly env: Map<string, string | undefined>
  readonly args: Map<string, string | undefined>
  /** Whether an image below may have variables of its own. */
  readonly isOpen: boolean
}

/** The variables a stage begins with: those of the stage it is made from, or none. */
export const newScope = (isOpen: boolean, from?: Scope): Scope => ({ env: new Map(from?.env), args: new Map(from?.args), isOpen: from?.isOpen ?? isOpen })

/** Looks a variable up as Docker does: ENV before ARG; what was never declared is unset where no image can have set it. */
export const lookupIn = ({ env, args, isOpen }: Scope): Lookup => (name) =>
  env.has(name) ? env.get(name) : args.has(name) ? args.get(name) : isOpen ? undefined : null

/** What was given for the build's ARGs, undefined where it comes from outside, and the ARGs before the first stage. */
export type Given = { readonly args: Readonly<Record<string, string | undefined>>; readonly globals: Scope }

/** Reads an ARG or ENV line into a scope. */
export const declare = (line: Line, scope: Scope, { args, globals }: Given): void => {
  for (const [name, written] of line.values) {
    const filled = written === undefined ? undefined : fillIn(written, lookupIn(scope))
    const value = filled && ('text' in filled ? filled.text : undefined)
    if (line.keyword === 'ENV') scope.env.set(name, value)
    else scope.args.set(name, Object.hasOwn(args, name) ? args[name] : written === undefined ? globals.args.get(name) : value)
  }
}
