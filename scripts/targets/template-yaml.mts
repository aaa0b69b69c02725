import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Data } from './data.mts'
import { cut, fillText, onlyHole, type Cut, type Values } from './hole.mts'
import { adoptComments, edgesOf, remarksOf, withComments, type Remarks } from './template-comments.mts'

/** A YAML template ready to be filled: one function per node, made once. */
export type YamlTemplate = (values: Values) => Data

/** What is wrong with a template, and where. */
export type Flaw = { readonly message: string; readonly line: number; readonly column: number }

type Refuse = (message: string, node: Node) => void

/** Turns a YAML template into functions, or says what it cannot take. */
export const compileYaml = (text: string): { readonly fill: YamlTemplate; readonly flaws: readonly Flaw[] } => {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const flaw = (message: string, offset: number): Flaw => {
    const { line, col } = lineCounter.linePos(offset)
    return { message, line, column: col }
  }
  const flaws = [...document.errors, ...document.warnings].map(({ message, pos }) => flaw(message, pos[0]))
  if (flaws.length > 0) return { fill: () => undefined, flaws }
  adoptComments(document)
  const fill = compile(document.contents, (message, node) => { flaws.push(flaw(message, node.range?.[0] ?? 0)) })
  return { fill, flaws }
}

const compile = (node: unknown, refuse: Refuse): YamlTemplate => {
  if (isMap(node)) return compileMap(node, refuse)
  if (isSeq(node)) return compileList(node, refuse)
  if (isAlias(node)) refuse('a template has no anchors and aliases', node)
  if (!isScalar(node)) return () => null
  const { value } = node
  if (typeof value !== 'string') return () => value as Data
  const pieces = cut(value)
  const hole = onlyHole(pieces)
  return hole === undefined ? (values) => fillText(pieces, values) : (values) => values[hole] as Data
}

type Place = { readonly key: Cut; readonly fill: YamlTemplate; readonly remarks: Remarks }
type Filled = readonly [key: string, value: Data, remarks: Remarks]

const compileMap = (node: YAMLMap, refuse: Refuse): YamlTemplate => {
  const places = (node.items as Pair<Node, Node | null>[]).map(({ key, value }): Place => {
    if (!isScalar(key)) refuse("a hole stands in quotes: '{{name}}'", key)
    return { key: cut(String(isScalar(key) ? key.value : '')), fill: compile(value, refuse), remarks: remarksOf(key, value) }
  })
  return collection(node, places, (filled) => Object.fromEntries(filled.map(([key, value]) => [key, value])))
}

const compileList = (node: YAMLSeq, refuse: Refuse): YamlTemplate => {
  const places = (node.items as Node[]).map((item): Place => ({ key: [], fill: compile(item, refuse), remarks: remarksOf(item, item) }))
  return collection(node, places, (filled) => filled.map(([, value]) => value))
}

/** A map or list without the entries whose value is undefined; with none left it is undefined itself. */
const collection = (node: YAMLMap | YAMLSeq, places: readonly Place[], build: (filled: readonly Filled[]) => Data & object): YamlTemplate => {
  const edges = edgesOf(node)
  const isBare = [edges.first, edges.below, ...places.flatMap(({ remarks }) => [remarks.above, remarks.beside])].every(({ length }) => length === 0)
  return (values) => {
    const filled = places.flatMap(({ key, fill, remarks }): Filled[] => {
      const [name, value] = [fillText(key, values), fill(values)]
      return name === undefined || value === undefined ? [] : [[name, value, remarks]]
    })
    if (filled.length === 0 && places.length > 0) return undefined
    if (isBare) return build(filled)
    const kept = filled.map(([key,, remarks], index) => [isSeq(node) ? String(index) : key, remarks] as const)
    return withComments(build(filled), kept, edges, values)
  }
}
