import { hiddenOf, isToldBefore, type Hidden, type Seen } from './context-hidden.mts'
import { addUp, type Amount, type Offender } from './context-offenders.mts'
import { judgeOf, type Ignore, type IgnoreRule } from './ignore.mts'
import { takenBy } from './sources-match.mts'
import type { ContextSources } from './sources.mts'

/** A file of a folder, or with a slash at the end of its path a folder that was left out as a whole; `rule` is what leaves it out. */
export type ContextEntry = Amount & { readonly path: string; readonly rule: IgnoreRule | undefined }

/** What a build context weighs, and what it weighs for nothing. */
export type ContextReport = {
  readonly total: Amount
  /** What the ignore file leaves. */
  readonly kept: Amount
  /** What an instruction takes, so what can change the image. */
  readonly read: Amount
  readonly largest: { readonly ignored: readonly Offender[]; readonly unread: readonly Offender[]; readonly read: readonly Offender[] }
  readonly hidden: readonly Hidden[]
}

/** Weighs a context file by file, however many there are. */
export const weighContext = (ignore: Ignore, { sources, doubts }: ContextSources) => {
  const takes = sources.map(takenBy)
  const seen = sources.map((): Seen => ({ isKept: false, hidden: undefined }))
  const sums = addUp()
  const look = (path: string, rule: IgnoreRule | undefined): boolean => {
    let isTaken = false
    for (const [index, one] of seen.entries()) {
      if (!takes[index]?.(path)) continue
      isTaken = true
      if (!rule) one.isKept = true
      else if (!one.hidden || isToldBefore(path, one.hidden.path)) one.hidden = { path, rule }
    }
    return isTaken || doubts.length > 0
  }
  return {
    add: ({ path, rule, files, bytes }: ContextEntry): void => {
      const isTaken = look(path, rule)
      sums.add(path, rule ? 'ignored' : isTaken ? 'read' : 'unread', { files, bytes })
    },
    report: (): ContextReport => {
      const { ignored, unread, read } = sums.totals()
      const kept = both(unread, read)
      return {
        total: both(ignored, kept), kept, read,
        largest: { ignored: sums.largest('ignored'), unread: sums.largest('unread'), read: sums.largest('read') },
        hidden: hiddenOf(sources, seen, ignore),
      }
    },
  }
}

const both = (one: Amount, other: Amount): Amount => ({ files: one.files + other.files, bytes: one.bytes + other.bytes })

/** Weighs a list of files. */
export const contextReport = (files: Iterable<{ readonly path: string; readonly size: number }>, ignore: Ignore, sources: ContextSources): ContextReport => {
  const scale = weighContext(ignore, sources)
  const rule = judgeOf(ignore)
  for (const { path, size } of files) scale.add({ path, files: 1, bytes: size, rule: rule(path) })
  return scale.report()
}
