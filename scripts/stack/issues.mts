import type * as v from 'valibot'
import { exampleOf, interpolated, typed } from './forms.mts'
import { hintForForm, hintForKey, hintForKind } from './habits.mts'
import { isMap } from './merge.mts'
import { forbiddenKeys } from './nodes.mts'
import { nearest } from './nearest.mts'
import type { ProblemCode } from './problem.mts'
import { prose, type Details } from './prose.mts'
import { keysAt, placeIn } from './shape.mts'
import type { Path } from './source.mts'
import { suggestion } from './suggest.mts'

/** A mistake before it has a place in the file. */
export type Finding = { readonly code: ProblemCode; readonly path: Path; readonly details: Details; readonly at: 'key' | 'value' }

type Issue = v.BaseIssue<unknown>

/** What the schema library found → findings in our own codes. */
export const findingsOf = (schema: v.GenericSchema, issues: readonly Issue[], root: Path = []): readonly Finding[] => {
  const findings = issues.flatMap(leaves).flatMap((issue) => finding(schema, issue, (issue.path ?? []).map(({ key }) => key as string | number)))
  return findings.filter((one) => !isMeant(one, findings)).map((one) => ({ ...one, path: [...root, ...one.path] }))
}

/** A key that is missing because it is misspelled beside it. */
const isMeant = ({ code, path }: Finding, findings: readonly Finding[]): boolean =>
  code === 'missing-key' && findings.some((other) => other.code === 'unknown-key' && other.details.near === path.at(-1) && other.path.slice(0, -1).join('\0') === path.slice(0, -1).join('\0'))

/** Of a union that nothing matched, the branch that came nearest: the deepest, else one of our own codes. */
const leaves = (issue: Issue): readonly Issue[] => {
  if (issue.type !== 'union' || !issue.issues) return [issue]
  const inner = issue.issues.flatMap(leaves)
  const deeper = inner.filter(({ path }) => path && path.length > 0).map((one) => ({ ...one, path: [...issue.path ?? [], ...one.path ?? []] as unknown as NonNullable<Issue['path']> }))
  if (deeper.length > 0) return deeper
  const coded = inner.find(({ message }) => message in prose)
  return [coded && typeof issue.input !== 'object' ? { ...coded, ...issue.path ? { path: issue.path } : {} } : issue]
}

const finding = (schema: v.GenericSchema, issue: Issue, path: Path): readonly Finding[] => {
  const { input, message } = issue
  const at = issue.path?.at(-1)?.origin === 'key' ? 'key' as const : 'value' as const
  if (issue.type === 'picklist') {
    const words = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map(([, word]) => word ?? '')
    const code = message in prose ? message as ProblemCode : 'not-one-of'
    return [{ code, path, at, details: { value: input, expected: words.join(', '), near: nearest(String(input), words), hint: code === 'unknown-kind' ? hintForKind(input) : undefined } }]
  }
  if (message in prose) return [{ code: message as ProblemCode, path, at, details: coded(schema, issue, path) }]
  if (issue.type === 'strict_object' && issue.expected === 'never') return unknownKeys(schema, issue, path.slice(0, -1))
  if (issue.type === 'strict_object' && issue.received === 'undefined') return [{ code: 'missing-key', path, at, details: { value: path.at(-1), expected: exampleOf(placeIn(schema, path.slice(0, -1)), String(path.at(-1)), besideOf(issue)) } }]
  const expected = plainExpected(issue.expected ?? '')
  return [{ code: 'wrong-type', path, at, details: { value: input, expected, hint: interpolated(input) ?? formOf(schema, path, input) ?? typed(expected, input) } }]
}

/** The library names one key that should not be there; here are all of them. */
const unknownKeys = (schema: v.GenericSchema, issue: Issue, parent: Path): readonly Finding[] => {
  const keys = keysAt(schema, parent)
  return Object.entries(besideOf(issue)).filter(([key]) => !keys.includes(key) && !forbiddenKeys.has(key)).map(([key, value]) => {
    const hint = hintForKey(placeIn(schema, parent), key, value)
    return { code: 'unknown-key', path: [...parent, key], at: 'key', details: { value: key, near: hint ? undefined : nearest(key, keys), hint, expected: keys.length > 12 ? 'listed in docs/stack-file.md' : keys.join(', ') } }
  })
}

/** The map a missing or unknown key is about. */
const besideOf = (issue: Issue): Readonly<Record<string, unknown>> => {
  const item = issue.path?.at(-1)
  return item && 'input' in item && isMap(item.input) ? item.input : {}
}

const coded = (schema: v.GenericSchema, { message, input, requirement }: Issue, path: Path): Details => {
  const near = suggestion(message as ProblemCode, input, requirement)
  return { value: input, near, hint: interpolated(input) ?? (near === undefined ? formOf(schema, path, input) : undefined) }
}

/** The form of a key's value, where it is the whole value that is wrong and not a part of it. */
const formOf = (schema: v.GenericSchema, path: Path, value: unknown): string | undefined => {
  const place = placeIn(schema, path)
  return path.length <= (place.startsWith('stack.') ? 2 : 1) ? hintForForm(place, value) : undefined
}

const words: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', boolean: 'true or false', Object: 'a map', Array: 'a list', null: 'nothing' }
/** `(string | Object)` → `a text or a map`. */
const plainExpected = (expected: string): string =>
  [...new Set(expected.replace(/[()]/g, '').split(/ [|&] /).map((word) => words[word] ?? `\`${word.replaceAll('"', '')}\``))].join(' or ')

/** Names for a message: all of them, or as many as one reads. */
export const some = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
