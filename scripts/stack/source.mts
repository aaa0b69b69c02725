import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import type { Problem, ProblemCode } from './problem.mts'
import { prose, type Details } from './prose.mts'

/** Keys and indexes from the root of the file. */
export type Path = readonly (string | number)[]

/** A stack file that was read: its text, its nodes, and where each of them stands. */
export type Source = { readonly file: string; readonly lines: readonly string[]; readonly document: Document.Parsed; readonly counter: LineCounter }

/** Reads YAML with the positions of its nodes kept. */
export const readSource = (file: string, text: string): Source => {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, merge: true, prettyErrors: false, stringKeys: true })
  return { file, lines: text.split(/\r?\n/), document, counter }
}

/** Where a path stands; a key that is not there stands where its nearest parent does. */
const offsetOf = (source: Source, path: Path, at: 'key' | 'value'): number => {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? source.document.contents : source.document.getIn(path.slice(0, length - 1), true)
    const last = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(last))
      const node = pair && (at === 'key' || length < path.length || !isNode(pair.value) ? pair.key : pair.value)
      if (isNode(node) && node.range) return node.range[0]
    }
    const node = source.document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

/** A problem at a place in the text. */
export const problemAtOffset = (source: Source, code: ProblemCode, offset: number, details: Details = {}, path: Path = []): Problem => {
  const { line, col } = source.counter.linePos(offset)
  const [message, hint] = prose[code](details)
  return {
    code, severity: 'error', path: path.join('.'), file: source.file, line: Math.max(1, line), column: Math.max(1, col),
    source: (source.lines[Math.max(0, line - 1)] ?? '').slice(0, 200), message, hint,
  }
}

/** A problem at a key or at the value of a path. */
export const problemAt = (source: Source, code: ProblemCode, path: Path, details: Details = {}, at: 'key' | 'value' = 'value'): Problem =>
  problemAtOffset(source, code, offsetOf(source, path, at), details, path)

/** The same as something to know rather than a mistake. */
export const warning = (problem: Problem): Problem => ({ ...problem, severity: 'warning' })
