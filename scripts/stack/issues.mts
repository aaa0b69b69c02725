import { closest, distance } from 'fastest-levenshtein'
import type * as v from 'valibot'
import type { ProblemCode } from './problem.mts'
import { prose, type Details } from './prose.mts'
import type { Path } from './source.mts'

/** A mistake before it has a place in the file. */
export type Finding = { readonly code: ProblemCode; readonly path: Path; readonly details: Details; readonly at: 'key' | 'value' }

type Issue = v.BaseIssue<unknown>

/** The nearest of some words, when it is near enough to be meant. */
export const nearest = (word: string, words: readonly string[]): string | undefined => {
  if (words.length === 0 || words.length > 1000) return undefined
  const near = closest(word, [...words])
  return distance(word, near) <= (word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3))) ? near : undefined
}

/** What the schema library found → findings in our own codes. */
export const findingsOf = (schema: v.GenericSchema, issues: readonly Issue[], root: Path = []): readonly Finding[] =>
  issues.flatMap(leaves).map((issue) => {
    const own = (issue.path ?? []).map(({ key }) => key as string | number)
    return { ...finding(issue, own, schema), path: [...root, ...own] }
  })

/** Of a union that nothing matched, the branch that came nearest: the deepest, else one of our own codes. */
const leaves = (issue: Issue): readonly Issue[] => {
  if (issue.type !== 'union' || !issue.issues) return [issue]
  const inner = issue.issues.flatMap(leaves)
  const deeper = inner.filter(({ path }) => path && path.length > 0).map((one) => ({ ...one, path: [...issue.path ?? [], ...one.path ?? []] as unknown as NonNullable<Issue['path']> }))
  if (deeper.length > 0) return deeper
  const coded = inner.find(({ message }) => message in prose)
  return [coded && typeof issue.input !== 'object' ? { ...coded, ...issue.path ? { path: issue.path } : {} } : issue]
}

const finding = (issue: Issue, path: Path, schema: v.GenericSchema): Omit<Finding, 'path'> => {
  const last = path.at(-1)
  if (issue.message in prose && !(issue.type === 'picklist')) return { code: issue.message as ProblemCode, details: { value: issue.input }, at: originOf(issue) }
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const keys = keysAt(schema, path.slice(0, -1))
    return { code: 'unknown-key', details: { value: last, expected: keys.length > 12 ? 'listed in docs/stack-file.md' : keys.join(', '), near: nearest(String(last), keys) }, at: 'key' }
  }
  if (issue.type === 'strict_object' && issue.received === 'undefined') return { code: 'missing-key', details: { value: last }, at: 'key' }
  if (issue.type === 'picklist') {
    const words = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map(([, word]) => word ?? '')
    return { code: issue.message in prose ? issue.message as ProblemCode : 'not-one-of', details: { value: issue.input, expected: words.join(', '), near: nearest(String(issue.input), words) }, at: 'value' }
  }
  return { code: 'wrong-type', details: { value: issue.input, expected: plainExpected(issue.expected ?? '') }, at: originOf(issue) }
}

const originOf = (issue: Issue): 'key' | 'value' => issue.path?.at(-1)?.origin === 'key' ? 'key' : 'value'

const words: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', boolean: 'true or false', Object: 'a map', Array: 'a list', null: 'nothing' }
/** `(string | Object)` → `a text or a map`. */
const plainExpected = (expected: string): string =>
  [...new Set(expected.replace(/[()]/g, '').split(/ [|&] /).map((word) => words[word] ?? `\`${word.replaceAll('"', '')}\``))].join(' or ')

type Inspectable = { readonly type: string; readonly entries?: Readonly<Record<string, Inspectable>>; readonly wrapped?: Inspectable; readonly value?: Inspectable; readonly item?: Inspectable; readonly options?: readonly Inspectable[]; readonly pipe?: readonly Inspectable[] }

/** The keys a schema knows at a path. */
const keysAt = (schema: v.GenericSchema, path: Path): readonly string[] => {
  let candidates: readonly Inspectable[] = open(schema as unknown as Inspectable)
  for (const key of path) candidates = candidates.flatMap((one) => open(one.entries?.[String(key)] ?? one.value ?? one.item))
  return candidates.flatMap((one) => Object.keys(one.entries ?? {}))
}

const open = (schema: Inspectable | undefined): readonly Inspectable[] =>
  !schema ? [] : schema.wrapped ? open(schema.wrapped) : schema.type === 'union' ? (schema.options ?? []).flatMap(open) : [schema]

/** Names for a message: all of them, or as many as one reads. */
export const some = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
