import type { Observed } from './observed.mts'

/** Grades, the best one first; T is not trusted, M is another name. */
export const grades = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F', 'M', 'T'] as const
export type Grade = typeof grades[number]

/** `open` could not be judged; `off` is left out on purpose. */
export type Verdict = 'ok' | 'fail' | 'open' | 'off'

/** What a check found: with evidence, and where the check's own way out does not fit, another one. */
export type Judgement = { readonly verdict: Verdict; readonly evidence: string; readonly wayOut?: string; readonly cap?: Grade | undefined }

/** One thing that an endpoint has to do. */
export type Check = {
  readonly id: string
  readonly title: string
  readonly wayOut: string
  /** The best grade without it; none: it is asked for by us, not by those who grade. */
  readonly cap?: Grade
  /** undefined: it makes no sense here. */
  judge(observed: Observed): Judgement | undefined
}

/** A line of the list. */
export type Line = { readonly id: string; readonly section: string; readonly title: string; readonly verdict: Verdict; readonly evidence: string; readonly wayOut: string; readonly cap?: Grade }

/** As it should be. */
export const ok = (evidence: string): Judgement => ({ verdict: 'ok', evidence })
/** Not as it should be. */
export const fault = (evidence: string, other: { readonly wayOut?: string; readonly cap?: Grade | undefined } = {}): Judgement => ({ verdict: 'fail', evidence, ...other })
/** Not judged. */
export const open = (evidence: string, wayOut?: string): Judgement => ({ verdict: 'open', evidence, ...wayOut === undefined ? {} : { wayOut } })
/** Left out on purpose. */
export const off = (evidence: string): Judgement => ({ verdict: 'off', evidence })

/** The line of a check: a way out only where there is something to get out of, a cap only where it holds. */
export const lineOf = (section: string, check: Check, observed: Observed): readonly Line[] => {
  const judgement = check.judge(observed)
  if (!judgement) return []
  const { verdict, evidence, wayOut = check.wayOut } = judgement
  const cap = 'cap' in judgement ? judgement.cap : check.cap
  return [{ id: check.id, section, title: check.title, verdict, evidence, wayOut: verdict === 'fail' || verdict === 'open' ? wayOut : '', ...cap && verdict !== 'ok' ? { cap } : {} }]
}

/** Some of a list, and how many more there are. */
export const some = (list: readonly string[], most = 3): string =>
  list.length <= most ? list.join(', ') : `${list.slice(0, most).join(', ')} and ${list.length - most} more`
