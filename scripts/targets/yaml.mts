import { type Data, type Entries, isEntries, layoutOf } from './data.mts'
import { blockLines, writeNumber, writeText } from './yaml-scalar.mts'

const width = 110

/** Plain data as YAML that every reader, of version 1.1 or 1.2, takes for the same; several times as fast as the yaml package's writer. */
export const writeYaml = (data: Data): string => {
  const lines: string[] = []
  const root = typeof data === 'string' ? writeText(data) : inline(data, width)
  if (root === undefined) block(data, '', lines)
  else lines.push(root)
  return `${lines.join('\n')}\n`
}

const scalar = (data: Data): string =>
  typeof data === 'string' ? writeText(data) : typeof data === 'number' ? writeNumber(data) : String(data ?? null)

/** The value when it fits behind its key: a scalar, something empty, or a short list of scalars. */
const inline = (data: Data, room: number): string | undefined => {
  if (typeof data === 'string') return blockLines(data) ? undefined : writeText(data)
  if (typeof data !== 'object' || data === null) return scalar(data)
  if (isEntries(data)) return Object.values(data).some((value) => value !== undefined) ? undefined : '{}'
  if (data.length === 0) return '[]'
  if (layoutOf(data) || data.some((item) => (typeof item === 'object' && item !== null) || (typeof item === 'string' && blockLines(item)))) return undefined
  const text = `[${data.map(flow).join(', ')}]`
  return text.length <= room ? text : undefined
}

/** Inside brackets a colon or a leading character means more than elsewhere; quotes around everything unusual keep it simple. */
const flow = (data: Data): string => typeof data === 'string' && !/^[\w./@+=:-]+$/.test(data) ? quoted(data) : scalar(data)

const quoted = (text: string): string => {
  const written = writeText(text)
  return written.startsWith('"') ? written : `"${written}"`
}

const block = (data: Data, indent: string, lines: string[]): void => {
  if (isEntries(data)) map(data, indent, lines)
  else if (typeof data === 'object' && data !== null) list(data, indent, lines)
}

const map = (entries: Entries, indent: string, lines: string[]): void => {
  const around = layoutOf(entries)
  for (const key of Object.keys(entries)) {
    const value = entries[key]
    if (value === undefined) continue
    for (const line of around?.above[key] ?? []) lines.push(line && indent + line)
    entry(`${indent}${writeText(key)}:`, value, indent, around?.beside[key], lines)
  }
  for (const line of around?.below ?? []) lines.push(line && indent + line)
}

const entry = (start: string, value: Data, indent: string, beside: string | undefined, lines: string[]): void => {
  const comment = beside ? ` ${beside}` : ''
  const text = inline(value, width - start.length)
  const literal = typeof value === 'string' && text === undefined ? blockLines(value) : undefined
  if (text !== undefined) lines.push(`${start} ${text}${comment}`)
  else if (literal) lines.push(`${start} ${literal.mark}${comment}`, ...literal.lines.map((line) => line && `${indent}  ${line}`))
  else {
    lines.push(start + comment)
    block(value, `${indent}  `, lines)
  }
}

const list = (items: readonly Data[], indent: string, lines: string[]): void => {
  const around = layoutOf(items)
  items.forEach((item, index) => {
    for (const line of around?.above[index] ?? []) lines.push(line && indent + line)
    const isNested = typeof item === 'object' && item !== null && inline(item, width - indent.length) === undefined
    if (isNested) nested(item, indent, lines)
    else entry(`${indent}-`, item, indent, around?.beside[index], lines)
  })
  for (const line of around?.below ?? []) lines.push(line && indent + line)
}

/** A map or list inside a list begins on the line of its dash. */
const nested = (item: Data, indent: string, lines: string[]): void => {
  const first = lines.length
  block(item, `${indent}  `, lines)
  lines[first] = `${indent}- ${(lines[first] ?? '').slice(indent.length + 2)}`
}
