import { isAlias, isMap, isNode, isPair, isScalar, isSeq, visit, type Node, type Scalar, type YAMLMap } from 'yaml'
import type { Problem } from './problem.mts'
import { nameOf, problemAtOffset, type PairNode, type Source } from './source.mts'

/** Keys that would reach into JavaScript's own objects. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const plainTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/

/** Walks the nodes once: keys that stand twice or are not allowed, tags, aliases and merges that lead nowhere; numbers are kept as they are written. */
export const lookAt = (source: Source): { readonly problems: readonly Problem[]; readonly canBeRead: boolean } => {
  const keys: Problem[] = []
  const broken: Problem[] = []
  const anchors = new Map<string, Node>()
  const wrong = (node: Node, message: string, hint: string) => broken.push(problemAtOffset(source, 'yaml-syntax', node.range?.[0] ?? 0, { message, hint }))
  visit(source.document, (key, node, path) => {
    if (isPair(node)) return merged(node as PairNode, anchors, wrong)
    if (!isNode(node)) return
    if (node.tag && !plainTag.test(node.tag)) wrong(node, `the tag ${node.tag.replace('tag:yaml.org,2002:', '!!')} has no meaning here`, 'remove it')
    if (isAlias(node) && path.some((one) => isNode(one) && !isAlias(one) && one.anchor === node.source)) wrong(node, `\`*${node.source}\` stands inside its own \`&${node.source}\``, 'write the value out')
    else if (isAlias(node) && !anchors.has(node.source)) wrong(node, `there is no \`&${node.source}\` before this \`*${node.source}\``, `write \`&${node.source}\` where the value stands first, or put the \`*\` in quotes when it belongs to the value`)
    if (!isAlias(node) && node.anchor) anchors.set(node.anchor, node)
    if (isMap(node)) keys.push(...keyProblems(source, node))
    if (isScalar(node) && key !== 'key') keepAsWritten(node, path)
  })
  return { problems: [...keys, ...broken], canBeRead: broken.length === 0 }
}

const keyProblems = (source: Source, map: YAMLMap): readonly Problem[] => {
  const seen = new Set<string>()
  return map.items.flatMap((pair) => {
    const name = nameOf(pair)
    const at = isNode(pair.key) ? pair.key.range?.[0] ?? 0 : 0
    const isSecond = seen.has(name)
    seen.add(name)
    return [
      ...isSecond ? [problemAtOffset(source, 'yaml-duplicate-key', at, { value: name })] : [],
      ...forbiddenKeys.has(name) ? [problemAtOffset(source, 'forbidden-key', at, { value: name })] : [],
    ]
  })
}

/** `<<` takes a map, or a list of maps. */
const merged = (pair: PairNode, anchors: ReadonlyMap<string, Node>, wrong: (node: Node, message: string, hint: string) => void): void => {
  if (nameOf(pair) !== '<<' || !isNode(pair.value)) return
  const target = (node: unknown) => isAlias(node) ? anchors.get(node.source) : node
  const value = target(pair.value)
  const parts = isSeq(value) ? value.items.map(target) : [value]
  if (parts.some((part) => part !== undefined && !isMap(part))) wrong(pair.value, '`<<` merges maps, and this is none', 'write `<<: *name` with the anchor of a map')
}

/** `3.10`, `1.0` and `0644` would lose digits as numbers, `True` its capital as a value of `variables`; `compose:` is left to compose. */
const keepAsWritten = (node: Scalar, path: readonly unknown[]): void => {
  const { value, source } = node
  if (!source || source === String(value) || (typeof value !== 'number' && typeof value !== 'boolean')) return
  const keys = path.flatMap((one) => isPair(one) ? [nameOf(one as PairNode)] : [])
  if (!keys.includes('compose') && (typeof value === 'number' || keys.at(-2) === 'variables')) node.value = source
}
