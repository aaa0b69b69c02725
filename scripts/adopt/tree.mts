import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml'
import { parse } from '../stack/parse.mts'
import { nameOf, type PairNode, type Source } from '../stack/source.mts'
import type { Place, Trouble } from './notes.mts'

export type Leaf = { readonly is: 'leaf'; readonly value: string | number | boolean | null; readonly at: Place; readonly tag?: Tag }
export type List = { readonly is: 'list'; readonly items: readonly Tree[]; readonly at: Place; readonly tag?: Tag }
export type Dict = { readonly is: 'dict'; readonly entries: ReadonlyMap<string, Tree>; readonly at: Place; readonly tag?: Tag }

/** Compose's own tags: remove what stood there, or put this in its place. */
type Tag = 'reset' | 'override'

/** A YAML file whose values know where they stand; aliases and merge keys are followed. */
export type Tree = Leaf | List | Dict

/** Text of a compose file → its tree, or what is wrong with it. */
export const readTree = (file: string, text: string): { readonly tree: Tree | undefined; readonly troubles: readonly Trouble[] } => {
  const tags = tagsOf(text)
  const parsed = parse(file, text.replace(tagged, (tag) => ' '.repeat(tag.length)))
  const troubles = parsed.problems.map(({ line, column, message, hint, code }): Trouble => ({
    at: { file, line, column }, message, hint: code === 'file-too-large' ? 'a compose file is smaller: split it, or give the right one with --file' : hint,
  }))
  if (!parsed.ok || troubles.length > 0) return { tree: undefined, troubles }
  const { contents } = parsed.source.document
  return { tree: contents ? treeOf(contents, { source: parsed.source, text, tags }, placeOf(parsed.source, contents)) : undefined, troubles: [] }
}

const tagged = /(?<=[:-][ \t]+)!(?:reset|override)(?=\s|$)/gm

/** Where each of compose's tags ends, and which one it is. */
const tagsOf = (text: string): ReadonlyMap<number, Tag> =>
  new Map([...text.matchAll(tagged)].map((match) => [match.index + match[0].length, match[0].slice(1) as Tag]))

/** The tag that stands before a value, with nothing but spaces between. */
const tagAt = (node: unknown, { tags, text }: Reading): Tag | undefined => {
  if (tags.size === 0 || !isNode(node) || !node.range) return undefined
  const start = node.range[0]
  return [...tags].find(([end]) => end <= start && text.slice(end, start).trim() === '')?.[1]
}

type Reading = { readonly source: Source; readonly text: string; readonly tags: ReadonlyMap<number, Tag> }

const placeOf = ({ file, counter }: Source, node: Node): Place => {
  const { line, col } = counter.linePos(node.range?.[0] ?? 0)
  return { file, line: Math.max(1, line), column: Math.max(1, col) }
}

const treeOf = (node: unknown, reading: Reading, at: Place): Tree => {
  const tag = tagAt(node, reading)
  const more = tag === undefined ? { at } : { at, tag }
  const target = isAlias(node) ? node.resolve(reading.source.document) : node
  if (isMap(target)) return { is: 'dict', entries: entriesOf(target.items as readonly PairNode[], reading), ...more }
  if (isSeq(target)) return { is: 'list', items: target.items.map((item) => treeOf(item, reading, isNode(item) ? placeOf(reading.source, item) : at)), ...more }
  return { is: 'leaf', value: isScalar(target) ? target.value as Leaf['value'] : null, ...more }
}

const entriesOf = (pairs: readonly PairNode[], reading: Reading): ReadonlyMap<string, Tree> => {
  const own = pairs.filter((pair) => isPair(pair) && nameOf(pair) !== '<<')
  const merged = pairs.filter((pair) => isPair(pair) && nameOf(pair) === '<<').flatMap(({ value }) => isSeq(value) ? value.items : [value])
  const found = new Map<string, Tree>()
  for (const source of merged) {
    const dict = treeOf(source, reading, { file: reading.source.file, line: 0, column: 0 })
    if (dict.is === 'dict') for (const [key, value] of dict.entries) if (!found.has(key)) found.set(key, value)
  }
  for (const pair of own) found.set(nameOf(pair), treeOf(pair.value, reading, isNode(pair.key) ? placeOf(reading.source, pair.key) : { file: reading.source.file, line: 0, column: 0 }))
  return found
}

/** A dictionary of nothing. */
export const emptyDict = (at: Place): Dict => ({ is: 'dict', entries: new Map(), at })

/** The value of a key; undefined where the tree has none. */
export const get = (tree: Tree | undefined, key: string): Tree | undefined => tree?.is === 'dict' ? tree.entries.get(key) : undefined

/** The entries of a dictionary; none for anything else. */
export const entries = (tree: Tree | undefined): readonly (readonly [string, Tree])[] => tree?.is === 'dict' ? [...tree.entries] : []

/** The items of a list; a single value counts as a list of one. */
export const items = (tree: Tree | undefined): readonly Tree[] => tree === undefined || (tree.is === 'leaf' && tree.value === null) ? [] : tree.is === 'list' ? tree.items : [tree]

/** A plain value as text; undefined for maps, lists and nothing. */
export const textOf = (tree: Tree | undefined): string | undefined => tree?.is === 'leaf' && tree.value !== null ? String(tree.value) : undefined

/** The texts of a list. */
export const textsOf = (tree: Tree | undefined): readonly string[] => items(tree).flatMap((item) => textOf(item) ?? [])

/** The same as plain data, without places. */
export const plain = (tree: Tree): unknown =>
  tree.is === 'leaf' ? tree.value : tree.is === 'list' ? tree.items.map(plain) : Object.fromEntries([...tree.entries].map(([key, value]) => [key, plain(value)]))

/** The same tree with each text changed. */
export const mapTexts = (tree: Tree, change: (text: string) => string): Tree =>
  tree.is === 'leaf' ? typeof tree.value === 'string' ? { ...tree, value: change(tree.value) } : tree
    : tree.is === 'list' ? { ...tree, items: tree.items.map((item) => mapTexts(item, change)) }
    : { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, mapTexts(value, change)])) }
