import type { Lines } from './split.mts'

/** A line of a log file: when it came, and of which of the streams that write there. */
export type Entry = Lines & { readonly at: string; readonly source: number }

const marks = { whole: ' ', first: '>', middle: '|', last: '<' } as const
const pieces = new Map(Object.entries(marks).map(([piece, mark]) => [mark, piece]) as readonly (readonly [string, Lines['piece']])[])

/** Where a line of the file says whether it is whole or a piece: right behind the time. */
export const markAt = '2026-11-22T02:30:00.123Z'.length

/** Lines as they stand in a log file: `TIME text`; pieces of a long line of the stream n are `TIME>n text`, `TIME|n text`, `TIME<n text`. */
export const entries = ({ text, piece }: Lines, at: string, source: number): string =>
  piece === 'whole' ? `${at} ${text.replaceAll('\n', `\n${at} `)}\n` : `${at}${marks[piece]}${source} ${text}\n`

/** Reads one line of a log file; undefined when gantry did not write it, or not to its end. */
export const readEntry = (line: string): Entry | undefined => {
  const piece = pieces.get(line[markAt] ?? '')
  const at = line.slice(0, markAt)
  if (!piece || !time.test(at)) return undefined
  if (piece === 'whole') return { at, source: 0, piece, text: line.slice(markAt + 1) }
  const space = line.indexOf(' ', markAt)
  const source = Number(line.slice(markAt + 1, space))
  return space === -1 || !Number.isInteger(source) ? undefined : { at, source, piece, text: line.slice(space + 1) }
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Whether a line of the file is the beginning of one of the service's lines, by the byte of its mark. */
export const isBeginning = (mark: number | undefined): boolean => {
  const piece = pieces.get(String.fromCharCode(mark ?? 0))
  return piece !== 'middle' && piece !== 'last'
}
