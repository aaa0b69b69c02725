import { seconds } from '../plan/wait-words.mts'
import { bytes } from '../report/amount.mts'
import { sumOf } from './cves.mts'
import { gistOf, median, type Cves, type ImageFound, type Trouble } from './found.mts'

/** What is known of a service on one variant. */
export type Side = {
  readonly image?: ImageFound
  /** The image it stands on. */
  readonly base?: string
  /** Milliseconds until ready. */
  readonly starts: readonly number[]
  readonly memory?: number
  readonly cves?: Cves
  /** Why it was not built, or did not start. */
  readonly unbuilt?: Trouble
  readonly unready?: Trouble
  /** Why it was not tried. */
  readonly skipped?: string
}

/** Both sides of a service; `lacking` are packages without a binary for musl. */
export type Sides = { readonly slim: Side; readonly alpine: Side; readonly lacking: readonly string[] }

/** What to build a service on, with the reason in one sentence; nothing where there is nothing to compare. */
export type Verdict = { readonly is: 'alpine' | 'slim' | 'either' | undefined; readonly reason: string }

/** From when on a difference counts: part of the larger value, and so much at least. */
const counts = { size: { part: 0.1, least: 5e6 }, start: { part: 0.25, least: 300 }, memory: { part: 0.25, least: 16e6 } } as const

/** Decides what stands better: what does not run, packages that have to be compiled, slowness and memory go before size. */
export const verdictOf = ({ slim, alpine, lacking }: Sides): Verdict => {
  const broken = slim.unbuilt ?? slim.unready
  if (broken) return { is: undefined, reason: `${slim.unbuilt ? 'does not build' : 'does not become ready'} on slim: ${gistOf(broken)}` }
  if (slim.skipped !== undefined) return { is: undefined, reason: slim.skipped }
  const fault = alpine.unbuilt ?? alpine.unready
  if (fault) return { is: 'slim', reason: `does not ${alpine.unbuilt ? 'build' : 'become ready'} on Alpine: ${gistOf(fault)}` }
  if (alpine.skipped !== undefined) return { is: undefined, reason: alpine.skipped }
  if (slim.base && slim.base === alpine.base) return { is: 'either', reason: `both stand on ${slim.base} here, so there is nothing to tell apart` }
  if (lacking.length > 0) return { is: 'slim', reason: `${listed(lacking)} ${lacking.length === 1 ? 'has' : 'have'} no binary for Alpine, and ${lacking.length === 1 ? 'is' : 'are'} compiled there or missing` }
  return slower(slim, alpine) ?? heavier(slim, alpine) ?? bySize(slim, alpine)
}

const more = (kind: keyof typeof counts, one: number, other: number): boolean => one - other >= Math.max(counts[kind].least, counts[kind].part * Math.max(one, other))

/** Times vary from start to start: each on Alpine has to be longer than each on slim. */
const slower = (slim: Side, alpine: Side): Verdict | undefined => {
  const [before, after] = [median(slim.starts), median(alpine.starts)]
  const isApart = Math.min(...alpine.starts) > Math.max(...slim.starts)
  return before !== undefined && after !== undefined && isApart && more('start', after, before) ? { is: 'slim', reason: `is ready after ${seconds(after)} on Alpine, after ${seconds(before)} on slim` } : undefined
}

const heavier = ({ memory: before }: Side, { memory: after }: Side): Verdict | undefined =>
  before !== undefined && after !== undefined && more('memory', after, before) ? { is: 'slim', reason: `takes ${bytes(after)} of memory on Alpine, ${bytes(before)} on slim` } : undefined

const bySize = (slim: Side, alpine: Side): Verdict => {
  const [before, after] = [slim.image?.size ?? 0, alpine.image?.size ?? 0]
  const saved = before - after
  if (more('size', before, after)) return { is: 'alpine', reason: `is ${bytes(saved)} (${Math.round(saved / before * 100)} %) smaller on Alpine, and does as well${fewer(slim, alpine)}` }
  if (more('size', after, before)) return { is: 'slim', reason: `is ${bytes(-saved)} larger on Alpine` }
  return byCves(slim, alpine) ?? { is: 'either', reason: `differs little: ${saved === 0 ? 'the images are of one size' : `${bytes(Math.abs(saved))} ${saved > 0 ? 'smaller' : 'larger'} on Alpine`}` }
}

const byCves = (slim: Side, alpine: Side): Verdict | undefined => {
  if (!slim.cves || !alpine.cves) return undefined
  const [before, after] = [sumOf(slim.cves).serious, sumOf(alpine.cves).serious]
  if (before === after) return undefined
  return { is: before > after ? 'alpine' : 'slim', reason: `has ${Math.abs(before - after)} serious weaknesses fewer on ${before > after ? 'Alpine' : 'slim'}, and differs little otherwise` }
}

const fewer = (slim: Side, alpine: Side): string => {
  const saved = slim.cves && alpine.cves ? sumOf(slim.cves).serious - sumOf(alpine.cves).serious : 0
  return saved > 0 ? `, with ${saved} serious weaknesses fewer` : saved < 0 ? `, but with ${-saved} serious weaknesses more` : ''
}

const listed = (names: readonly string[]): string => names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
