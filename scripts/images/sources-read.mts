import { cleanPath } from './ignore-lines.mts'
import { declare, lookupIn, type Given, type Scope } from './sources-scope.mts'
import type { Line } from './sources-stages.mts'
import { fillIn, unquoted, wordsOf } from './sources-words.mts'

/** What an instruction takes from the build context. */
export type ContextSource = {
  readonly instruction: string
  readonly line: number
  readonly written: string
  /** Without a slash at either end, with the wildcards of Go; the context itself is ''. */
  readonly path: string
  /** With `--parents`, what is taken below the path. */
  readonly below: string | undefined
  readonly exclude: readonly string[]
}

/** Why nobody can tell before the build what a Dockerfile reads. */
export type Doubt = { readonly line: number; readonly message: string }

/** What a stage takes from the context, and which other stages or images it takes something from. */
export type Reads = { readonly sources: readonly ContextSource[]; readonly doubts: readonly Doubt[]; readonly needs: readonly string[] }

/** Reads the lines of a stage in their order; its scope grows on the way. */
export const readLines = (lines: readonly Line[], scope: Scope, given: Given): Reads => {
  const all = lines.map((line): Partial<Reads> => {
    if (line.keyword === 'ARG' || line.keyword === 'ENV') declare(line, scope, given)
    return line.keyword === 'COPY' || line.keyword === 'ADD' ? readCopy(line, scope) : line.keyword === 'RUN' ? readMounts(line, scope) : {}
  })
  return { sources: all.flatMap(({ sources = [] }) => sources), doubts: all.flatMap(({ doubts = [] }) => doubts), needs: all.flatMap(({ needs = [] }) => needs) }
}

const readCopy = (line: Line, scope: Scope): Partial<Reads> => {
  const from = flags(line, 'from')[0]
  if (from !== undefined) return { needs: [from] }
  const written = wordsOf(line.content, line.words).slice(0, -1).filter((word) => !word.startsWith('<<') && !isRemote(word))
  const excluded = flags(line, 'exclude')
  const filled = [...written, ...excluded].map((word) => ({ word, ...fillIn(word, lookupIn(scope)) }))
  const doubts = filled.flatMap((each) => 'unknown' in each ? [doubtOf(line, each.word, each.unknown)] : [])
  const texts = filled.map((each) => 'text' in each ? each.text : '')
  const isParents = flags(line, 'parents').some((value) => value !== 'false')
  const sources = texts.slice(0, written.length).filter((text) => !isRemote(text))
    .map((text, index) => ({ instruction: line.keyword, line: line.line, written: written[index] ?? '', ...placeOf(text, isParents), exclude: texts.slice(written.length) }))
  return doubts.length > 0 ? { doubts } : { sources }
}

/** `RUN --mount=type=bind` reads the context too, all of it unless it names a source. */
const readMounts = (line: Line, scope: Scope): Partial<Reads> => {
  const mounts = flags(line, 'mount').map((value) => new Map(value.split(',').map((pair) => [pair.split('=')[0]?.trim() ?? '', pair.slice(pair.indexOf('=') + 1)])))
  const needs = mounts.flatMap((mount) => mount.get('from') ?? [])
  const own = mounts.filter((mount) => (mount.get('type') ?? 'bind') === 'bind' && !mount.has('from')).map((mount) => unquoted(mount.get('source') ?? mount.get('src') ?? '.'))
  const filled = own.map((written) => ({ written, ...fillIn(written, lookupIn(scope)) }))
  return {
    needs,
    doubts: filled.flatMap((each) => 'unknown' in each ? [doubtOf(line, each.written, each.unknown)] : []),
    sources: filled.flatMap((each) => 'text' in each ? [{ instruction: line.keyword, line: line.line, written: each.written, ...placeOf(each.text, false), exclude: [] }] : []),
  }
}

const flags = (line: Line, name: string): readonly string[] => line.flags.filter(([each]) => each === name).map(([, value]) => unquoted(value))

/** A `.` between two slashes tells `--parents` where the folders that are kept begin. */
const placeOf = (text: string, isParents: boolean): Pick<ContextSource, 'path' | 'below'> => {
  const pivot = isParents ? text.indexOf('/./') : -1
  if (!isParents) return { path: rooted(text), below: undefined }
  return pivot === -1 ? { path: '', below: rooted(text) } : { path: rooted(text.slice(0, pivot)), below: rooted(text.slice(pivot + 3)) }
}

/** The context is the root of every path in it: nothing leads out. */
const rooted = (path: string): string => cleanPath(`/${path}`).slice(1)

const isRemote = (word: string): boolean => /^(?:https?|git|ssh):\/\/|^git@/.test(word)

/** Says which variable keeps a line from being understood. */
export const doubtOf = ({ line, keyword }: Pick<Line, 'line' | 'keyword'>, word: string, variable: string): Doubt =>
  ({ line, message: `${keyword} ${word}: the build decides what ${variable} is` })
