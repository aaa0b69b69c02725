import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, type Alias, type Document, type Node, type Pair, type YAMLMap } from 'yaml'
import type { Problem, ProblemCode } from './problem.mts'
import { prose, type Details } from './prose.mts'

/** Keys and indexes from the root of the file. */
export type Path = readonly (string | number)[]

/** A stack file that was read: its text, its nodes, and where each of them stands. */
export type Source = { readonly file: string; readonly lines: readonly string[]; readonly document: Document.Parsed; readonly counter: LineCounter }

/** Reads YAML with the positions of its nodes kept; parse.mts looks for duplicate keys (the library's own search is quadratic). */
export const readSource = (file: string, text: string): Source => {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, merge: true, prettyErrors: false, stringKeys: true, uniqueKeys: false })
  return { file, lines: text.split(/\r?\n/), document, counter }
}

export type PairNode = Pair<unknown, unknown>

/** A key as text; a merge key is a symbol in disguise. */
export const nameOf = ({ key }: PairNode): string => !isScalar(key) ? '' : typeof key.value === 'symbol' ? '<<' : String(key.value)

/** Pairs of a map by key, merged ones too: a stack of a thousand services is looked up thousands of times. */
const indexes = new WeakMap<YAMLMap, Map<string, PairNode>>()
const pairsOf = (map: YAMLMap, file: Source): ReadonlyMap<string, PairNode> => {
  const known = indexes.get(map)
  if (known) return known
  const made = new Map(map.items.map((pair) => [nameOf(pair), pair]))
  indexes.set(map, made)
  const merged = made.get('<<')?.value
  for (const source of isSeq(merged) ? merged.items : [merged]) {
    const target = isAlias(source) ? targetOf(source, file) : source
    for (const [name, pair] of isMap(target) ? pairsOf(target, file) : []) if (!made.has(name)) made.set(name, pair)
  }
  return made
}

/** Where an alias leads; the reader's own search walks the whole file. */
const targets = new WeakMap<Alias, Node | undefined>()
const targetOf = (alias: Alias, { document }: Source): Node | undefined => {
  if (!targets.has(alias)) targets.set(alias, alias.resolve(document))
  return targets.get(alias)
}

/** The pair, or the item of a list, that a path leads to. */
const follow = (source: Source, path: Path): PairNode | Node | undefined => {
  let here: unknown = source.document.contents
  for (const key of path) {
    const node: unknown = isPair(here) ? here.value : here
    const target = isAlias(node) ? targetOf(node, source) : node
    here = isMap(target) ? pairsOf(target, source).get(String(key)) : isSeq(target) ? target.items[Number(key)] : undefined
    if (here === undefined) return undefined
  }
  return isPair(here) || isNode(here) ? here as PairNode | Node : undefined
}

/** Whether the file says something at a path. */
export const isWritten = (source: Source, path: Path): boolean => follow(source, path) !== undefined

/** Where a path stands; a key that is not there stands where its nearest parent does, an empty value where its key does. */
const offsetOf = (source: Source, path: Path, at: 'key' | 'value'): number => {
  for (let length = path.length; length > 0; length--) {
    const found = follow(source, path.slice(0, length))
    const node = !isPair(found) ? found : at === 'key' || length < path.length || isEmpty(found.value) ? found.key : found.value
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

const isEmpty = (value: unknown): boolean => !isNode(value) || (isScalar(value) && value.range?.[0] === value.range?.[1])

/** Control characters of the file do not reach a terminal. */
const visible = (text: string): string => text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '·')

/** A problem at a place in the text. */
export const problemAtOffset = (source: Source, code: ProblemCode, offset: number, details: Details = {}, path: Path = []): Problem => {
  const { line, col } = source.counter.linePos(offset)
  const [message, hint] = prose[code](details)
  return {
    code, severity: 'error', path: visible(path.join('.')), file: source.file, line: Math.max(1, line), column: Math.max(1, col),
    source: visible((source.lines[Math.max(0, line - 1)] ?? '').slice(0, 200)),
    message: details.message ?? message, hint: details.hint ?? hint,
  }
}

/** A problem at a key or at the value of a path. */
export const problemAt = (source: Source, code: ProblemCode, path: Path, details: Details = {}, at: 'key' | 'value' = 'value'): Problem =>
  problemAtOffset(source, code, offsetOf(source, path, at), details, path)

/** The same as something to know rather than a mistake. */
export const warning = (problem: Problem): Problem => ({ ...problem, severity: 'warning' })
