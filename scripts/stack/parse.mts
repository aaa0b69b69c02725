import { visit } from 'yaml'
import { lookAt } from './nodes.mts'
import type { Problem } from './problem.mts'
import { problemAtOffset, readSource, type Source } from './source.mts'
import { syntaxProblems } from './syntax.mts'

const largest = 2 * 1024 * 1024
const deepest = 400
const mostAliases = 2000

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
  if (document.errors.some(({ message }) => message.includes('call stack'))) return { ok: false, problems: [problemAtOffset(source, 'yaml-too-deep', 0)] }
  const syntax = syntaxProblems(source)
  if (syntax.length > 0) return { ok: false, problems: syntax }
  const { problems, canBeRead } = lookAt(source)
  if (!canBeRead) return { ok: false, problems }
  try {
    return { ok: true, source, data: document.toJS({ maxAliasCount: mostAliases }), problems }
  } catch (error) {
    if (error instanceof ReferenceError) return { ok: false, problems: [...problems, problemAtOffset(source, 'yaml-alias-bomb', firstAlias(source))] }
    throw error
  }
}

const firstAlias = (source: Source): number => {
  let offset = 0
  visit(source.document, { Alias(_, node) { offset = node.range?.[0] ?? 0; return visit.BREAK } })
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
