import { Document, isCollection, isMap, isPair, isScalar, Scalar, visit, type Node, type YAMLMap } from 'yaml'
import type { ServiceOut, StackOut } from './stack-out.mts'

const width = 120

/** A stack file as text: short maps and lists inside brackets, a blank line between services, comments beside what they are about. */
export const writeStack = (stack: StackOut): string => {
  const { services, secrets, environments, proxy } = stack
  const document = new Document({
    name: stack.name, services: Object.fromEntries(Object.entries(services).map(([name, { keys }]) => [name, keys])),
    ...Object.keys(secrets).length > 0 ? { secrets } : {}, environments, ...proxy ? { proxy } : {},
  }, { version: '1.1', aliasDuplicateObjects: false })
  visit(document, { Scalar: (key, node) => quoteWhereNeeded(key, node) })
  document.commentBefore = stack.head.map((line) => line === '' ? '' : ` ${line}`).join('\n')
  const root = document.contents
  if (!isMap(root)) return ''
  for (const { key } of root.items) if (isScalar(key)) key.spaceBefore = true
  const list = root.get('services')
  if (isMap(list)) list.items.forEach((pair, index) => decorate(pair.key as Scalar, pair.value as Node, services[String((pair.key as Scalar).value)], index))
  for (const key of ['secrets', 'environments', 'proxy']) { const value = root.get(key); if (isMap(value)) for (const { key: name, value: one } of value.items) if (isCollection(one)) bracket(one, 2, String((name as Scalar).value)) }
  for (const [path, text] of Object.entries(stack.beside)) {
    const parent = document.getIn(path.split('.').slice(0, -1), true)
    if (isCollection(parent)) parent.flow = false
    comment(document.getIn(path.split('.'), true) as Node | undefined, text)
  }
  return tidy(document.toString({ lineWidth: 0, flowCollectionPadding: true }))
}

/** Only what means something else between brackets or to another reader is quoted; never a block text in brackets. */
const quoteWhereNeeded = (key: unknown, node: Scalar): void => {
  if (key === 'key' || typeof node.value !== 'string') return
  if (/^\{|\{\{|\$\{|^\d+(?::\d+)+$|: |[,[\]{}#]/.test(node.value) && !node.value.includes('\n')) node.type = Scalar.QUOTE_DOUBLE
}

const decorate = (key: Scalar, value: Node, service: ServiceOut | undefined, index: number): void => {
  if (index > 0) key.spaceBefore = true
  if (service?.above !== undefined) key.commentBefore = ` ${service.above}`
  if (!isMap(value)) return
  for (const pair of value.items) if (isCollection(pair.value)) bracket(pair.value, 4, String((pair.key as Scalar).value))
  for (const [name, text] of Object.entries(service?.beside ?? {})) comment(value.get(name, true) as Node | undefined, text)
}

const comment = (node: Node | undefined, text: string): void => {
  if (!node) return
  if (isCollection(node) && !node.flow) node.commentBefore = ` ${text}`
  else node.comment = ` ${text}`
}

/** Puts a collection into brackets where it fits on its line, else its items. */
const bracket = (node: Node, indent: number, key = ''): void => {
  if (!isCollection(node)) return
  if (fits(node, indent + key.length + 2)) { node.flow = true; return }
  for (const item of node.items) {
    const [name, value] = isPair(item) ? [String((item.key as Scalar).value), item.value] : ['', item]
    if (isCollection(value)) bracket(value as Node, indent + 2, name)
  }
}

const fits = (node: Node, used: number): boolean => {
  const text = JSON.stringify(node.toJSON())
  const isLong = isMap(node) && (node as YAMLMap).items.length > 4 && (node as YAMLMap).items.some(({ value }) => isScalar(value) && String(value.value).length > 12)
  return !isLong && !text.includes('\\n') && depthOf(node) <= 3 && used + text.length <= width
}

const depthOf = (node: unknown): number => !isCollection(node) ? 0 : 1 + Math.max(0, ...node.items.map((item) => depthOf(isPair(item) ? item.value : item)))

/** The library pads both kinds of brackets; here lists have none. */
const tidy = (text: string): string => text.split('\n').map((line) => line.includes('[ ') || line.includes(' ]') ? withoutPadding(line) : line).join('\n').replace(/^\n+/, '').replace(/\n\n\n+/g, '\n\n')

const withoutPadding = (line: string): string => line.replace(/("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|\[ | \]/g, (whole, quoted?: string) => quoted ?? (whole === '[ ' ? '[' : ']'))

