import type { Amount, Fate, Offender } from '../images/context-offenders.mts'
import type { ContextProblem } from '../images/built.mts'
import type { Doubt } from '../images/sources-read.mts'
import { bytes } from './amount.mts'
import { table, widthOf } from './table.mts'

/** What is told of a build folder. */
export type ContextFacts = {
  readonly service: string
  readonly context: string
  readonly dockerfile: string
  readonly ignoreFile: string
  readonly total: Amount
  readonly kept: Amount
  readonly read: Amount
  readonly largest: Readonly<Record<Fate, readonly Offender[]>>
  readonly problems: readonly ContextProblem[]
  readonly doubts: readonly Doubt[]
  readonly closed: readonly string[]
}

/** What builds are given, what of it they read, and what is large: three numbers each, and in total. */
export const contextReport = (contexts: readonly ContextFacts[]) => {
  const total = { total: sum(contexts, 'total'), kept: sum(contexts, 'kept'), read: sum(contexts, 'read') }
  return { text: contexts.length === 0 ? 'No image is built here.' : [numbers(contexts, total), ...contexts.map(details)].join('\n\n'), result: { images: contexts, total } }
}

type Numbers = Readonly<Record<'total' | 'kept' | 'read', Amount>>

const sum = (contexts: readonly ContextFacts[], which: keyof Numbers): Amount =>
  contexts.map((one) => one[which]).reduce((all, one) => ({ files: all.files + one.files, bytes: all.bytes + one.bytes }), { files: 0, bytes: 0 })

const numbers = (contexts: readonly ContextFacts[], total: Numbers): string => {
  const row = (name: string, { total, kept, read }: Numbers): readonly string[] => [fitted(name, 20), ...[total, kept, read].map((each) => bytes(each.bytes)), share(read, total)]
  const rows = [...contexts.map((one) => row(one.service, one)), ...contexts.length > 1 ? [row('in total', total)] : []]
  return table(rows, { head: ['service', 'folder', 'after .dockerignore', 'read by COPY, ADD', 'left'], right: [1, 2, 3, 4] })
}

/** What of a folder a build reads, in words that never round something to nothing. */
const share = (read: Amount, total: Amount): string => {
  if (total.bytes === 0) return ''
  const percent = read.bytes / total.bytes * 100
  return percent > 0 && percent < 0.1 ? '<0.1 %' : `${percent >= 99.95 && read.bytes < total.bytes ? '99.9' : Number(percent.toFixed(1))} %`
}

/** So many of each fate are for people; `--json` has them all. */
const shown = 3
const fates = [['ignored', 'left out'], ['unread', 'given, not read'], ['read', 'read']] as const

const details = (one: ContextFacts): string => {
  const rows = fates.flatMap(([fate, words]) => one.largest[fate].slice(0, shown).map((each, index) =>
    [index === 0 ? words : '', fitted(each.path, 36), bytes(each.bytes), each.files === 1 ? '1 file' : `${each.files} files`]))
  return [
    `${one.service}: ${one.context}, ${one.dockerfile}`,
    ...rows.length === 0 ? ['  The folder is empty.'] : [table(rows, { right: [2, 3], indent: '  ' })],
    ...one.problems.flatMap(({ message, hint }) => [`  ${message}`, `    ${hint}`]),
    ...one.doubts.map(({ line, message }) => `  ${one.dockerfile}:${line}: ${message}, so all that is given counts as read`),
    ...one.closed.length > 0 ? [`  Not counted, for they may not be read: ${one.closed.join(', ')}.`] : [],
  ].join('\n')
}

/** A path in so many columns: its end says more than its beginning. */
const fitted = (path: string, width: number): string => widthOf(path) <= width ? path : `…${[...path].slice(1 - width).join('')}`
