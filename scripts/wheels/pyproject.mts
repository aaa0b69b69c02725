import { createHash } from 'node:crypto'
import { parse } from 'smol-toml'
import { isMap } from '../stack/merge.mts'
import type { Problem } from '../stack/problem.mts'
import { mistakeAt } from './wanted.mts'

export type Table = Readonly<Record<string, unknown>>

/** What a TOML file says, or where it is none. */
export const readToml = (file: string, text: string): { readonly table: Table; readonly problems: readonly Problem[] } => {
  try {
    return { table: parse(text), problems: [] }
  } catch (error) {
    const { line = 0, message } = error as { readonly line?: number; readonly message: string }
    const spot = { file, line, source: text.split(/\r?\n/)[line - 1] ?? '' }
    return { table: {}, problems: [mistakeAt('bad-requirement', spot, `this is not TOML: ${(message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')}`, 'mend the syntax here')] }
  }
}

/** A table inside a table; an empty one where there is none. */
export const tableAt = (table: Table, ...path: readonly string[]): Table => {
  const [key, ...rest] = path
  if (key === undefined) return table
  const inner = table[key]
  return isMap(inner) ? tableAt(inner, ...rest) : {}
}

/** The tables of a list of them. */
export const tablesAt = (table: Table, key: string): readonly Table[] => Array.isArray(table[key]) ? table[key].filter(isMap) : []

/** The texts of a list of them. */
export const textsAt = (table: Table, key: string): readonly string[] => Array.isArray(table[key]) ? table[key].filter((each) => typeof each === 'string') : []

const old = ['dependencies', 'source', 'extras', 'dev-dependencies']

/** The hash of what Poetry looks at in pyproject.toml, as it writes it into its lock; `groups` are part of it since 2.2. */
export const poetryHash = (pyproject: Table, groups = true): string => {
  const project = pick(tableAt(pyproject, 'project'), ['requires-python', 'dependencies', 'optional-dependencies'], () => false)
  const group = groups ? tableAt(pyproject, 'dependency-groups') : {}
  const hasMore = Object.keys(project).length > 0 || Object.keys(group).length > 0
  const poetry = pick(tableAt(pyproject, 'tool', 'poetry'), [...old, 'group'], (key) => old.includes(key) && !hasMore)
  const relevant = hasMore ? { ...Object.keys(project).length > 0 ? { project } : {}, ...Object.keys(group).length > 0 ? { 'dependency-groups': group } : {}, tool: { poetry } } : poetry
  return createHash('sha256').update(pythonJson(relevant)).digest('hex')
}

const pick = (table: Table, keys: readonly string[], asNull: (key: string) => boolean): Table =>
  Object.fromEntries(keys.filter((key) => table[key] !== undefined || asNull(key)).map((key) => [key, table[key] ?? null]))

/** JSON as Python's `json.dumps(…, sort_keys=True)` writes it. */
const pythonJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (isMap(value)) return `{${Object.keys(value).sort().map((key) => `${ascii(key)}: ${pythonJson(value[key])}`).join(', ')}}`
  return typeof value === 'string' ? ascii(value) : JSON.stringify(value)
}

const ascii = (text: string): string =>
  JSON.stringify(text).replace(/[\x7f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
