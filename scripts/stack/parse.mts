import { isAlias, isScalar, visit } from 'yaml'
import type { Problem } from './problem.mts'
import { problemAtOffset, readSource, type Source } from './source.mts'

const largest = 2 * 1024 * 1024
const deepest = 400
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

export type Parsed =
  | { readonly ok: true; readonly source: Source; readonly data: unknown; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Text of a stack file → plain data and the places it came from, or every syntax problem. */
export const parse = (file: string, text: string): Parsed => {
  const empty = { ...readSource(file, ''), lines: text.slice(0, 4096).split(/\r?\n/) }
  const stop = (code: Parameters<typeof problemAtOffset>[1]): Parsed => ({ ok: false, problems: [problemAtOffset(empty, code, 0)] })
  if (Buffer.byteLength(text) > largest) return stop('file-too-large')
  if (deepestFlow(text) > deepest) return stop('yaml-too-deep')
  try {
    return read(readSource(file, text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (error instanceof RangeError) return stop('yaml-too-deep')
    throw error
  }
}

const read = (source: Source): Parsed => {
  const { document } = source
  const syntax = document.errors.map((error) => problemAtOffset(source, 'yaml-syntax', error.pos[0], { text: `this is not YAML: ${error.message.replace(/\.$/, '')}` }))
  if (document.errors.some(({ message }) => message.includes('call stack'))) return { ok: false, problems: [problemAtOffset(source, 'yaml-too-deep', 0)] }
  if (syntax.length > 0) return { ok: false, problems: syntax }
  const problems = keyProblems(source)
  try {
    return { ok: true, source, data: document.toJS({ maxAliasCount: 100 }), problems }
  } catch (error) {
    if (error instanceof ReferenceError) return { ok: false, problems: [...problems, problemAtOffset(source, 'yaml-alias-bomb', firstAlias(source))] }
    throw error
  }
}

/** Keys that stand twice, and keys that would reach into JavaScript's own objects. */
const keyProblems = (source: Source): readonly Problem[] => {
  const problems: Problem[] = []
  visit(source.document, {
    Map(_, map) {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        const at = key.range?.[0] ?? 0
        if (seen.has(name)) problems.push(problemAtOffset(source, 'yaml-duplicate-key', at, { value: name }))
        if (forbidden.has(name)) problems.push(problemAtOffset(source, 'forbidden-key', at, { value: name }))
        seen.add(name)
      }
    },
  })
  return problems
}

const firstAlias = (source: Source): number => {
  let offset = 0
  visit(source.document, { Alias(_, node) { if (isAlias(node)) { offset = node.range?.[0] ?? 0; return visit.BREAK } } })
  return offset
}

/** The deepest run of opened brackets or of indentation steps; the YAML reader would recurse that deep. */
const deepestFlow = (text: string): number => {
  let depth = 0
  let most = 0
  for (const bracket of text.matchAll(/[[\]{}]|^(?: *- )+/gm)) {
    const word = bracket[0]
    if (word === '[' || word === '{') most = Math.max(most, ++depth)
    else if (word === ']' || word === '}') depth = Math.max(0, depth - 1)
    else most = Math.max(most, word.split('-').length - 1)
  }
  return most
}
