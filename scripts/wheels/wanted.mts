import { withoutSecrets } from './address.mts'
import type { Problem, ProblemCode } from '../stack/problem.mts'

/** Where a requirement stands in a service's files. */
export type Spot = { readonly file: string; readonly line: number; readonly source: string }

/** A place that files are taken from: an index (PEP 503), or one page or folder of links. */
export type Origin = { readonly is: 'index' | 'links'; readonly url: string }

/** What a service asks for, in the form that pip is given. */
export type Wanted = {
  readonly from: 'requirements.txt' | 'poetry.lock' | 'uv.lock'
  /** Text of a requirements file; addresses outside an index stand in `direct` and are named `{{direct}}/<place>/<file>` in it. */
  readonly requirements: string
  readonly constraints: string
  /** Whether each project it needs is named, with its version and hashes. */
  readonly isComplete: boolean
  /** In place of the user's own index, and beside it; `${NAME}` stands for a variable. */
  readonly index?: string
  readonly origins: readonly Origin[]
  /** The one index that a lock names for a project. */
  readonly homes: Readonly<Record<string, string>>
  readonly direct: readonly string[]
  /** Hosts whose certificates are not looked at. */
  readonly trusted: readonly string[]
  /** Where each project is asked for. */
  readonly spots: Readonly<Record<string, Spot>>
}

/** What a service asks for that needs nothing. */
export const nothingWanted: Wanted = { from: 'requirements.txt', requirements: '', constraints: '', isComplete: false, origins: [], homes: {}, direct: [], trusted: [], spots: {} }

/** What came of reading a service's files. */
export type Reading = { readonly wanted?: Wanted; readonly problems: readonly Problem[] }

/** A mistake at a place in a service's files; a login in an address there is not shown. */
export const mistakeAt = (code: ProblemCode, { file, line, source }: Spot, message: string, hint: string): Problem =>
  ({ code, severity: 'error', path: '', file, line, column: line > 0 ? source.length - source.trimStart().length + 1 : 0, source: withoutSecrets(source), message: withoutSecrets(message), hint })

/** The first line of a text that a pattern fits, as a place; the top of the file otherwise. */
export const spotOf = (file: string, text: string, pattern: RegExp): Spot => {
  const lines = text.split(/\r?\n/)
  const index = lines.findIndex((line) => pattern.test(line))
  return { file, line: index + 1, source: lines[index] ?? '' }
}

/** A text as it stands for itself in a pattern. */
export const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
