import type { Lines } from './split.mts'
import { forTerminal, isSpecial } from './terminal.mts'

/** What merged lines are shown on: a terminal gets harmless text, a pipe the bytes as they are. */
export type Look = { readonly isTerminal: boolean; readonly colours: boolean }

const palette = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94] as const

/** What stands before the lines of each name: padded to the widest, and in a colour that follows from its place among the names. */
export const prefixes = (names: readonly string[], colours: boolean): ReadonlyMap<string, string> => {
  const width = Math.max(0, ...names.map((name) => name.length))
  return new Map(names.map((name, index) => {
    const text = `${name.padEnd(width)} | `
    return [name, colours ? `\x1b[${palette[index % palette.length]}m${text}\x1b[39m` : text]
  }))
}

/** Lines of one name as they are shown, a character for each byte. */
export const shown = ({ text, piece }: Lines, prefix: string, { isTerminal, colours }: Look): string => {
  const safe = isTerminal && isSpecial(text) ? text.split('\n').map((line) => latin(forTerminal(line, colours))).join('\n') : text
  return `${prefix}${safe.replaceAll('\n', `\n${prefix}`)}${isTerminal && goesOn.has(piece) ? latin('…') : ''}\n`
}

const goesOn: ReadonlySet<Lines['piece']> = new Set(['first', 'middle'])
const latin = (text: string): string => Buffer.from(text).toString('latin1')
