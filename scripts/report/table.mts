export type TableOptions = {
  /** Titles above the columns; none when left out. */
  readonly head?: readonly string[]
  /** Columns whose text stands at the right, from 0. */
  readonly right?: readonly number[]
  readonly indent?: string
}

/** Rows as aligned columns, two spaces apart, without trailing spaces; colours do not count as width. */
export const table = (rows: readonly (readonly string[])[], { head, right = [], indent = '' }: TableOptions = {}): string => {
  const all = head === undefined ? rows : [head, ...rows]
  const widths = Array.from({ length: Math.max(0, ...all.map((row) => row.length)) }, (_, column) =>
    Math.max(...all.map((row) => widthOf(row[column] ?? ''))))
  return all.map((row) => indent + widths.map((width, column) => align(row[column] ?? '', width, right.includes(column))).join('  ').trimEnd()).join('\n')
}

/** Columns that a text takes on a terminal. */
export const widthOf = (text: string): number => [...text.replace(/\x1b\[[0-9;]*m/g, '')].length

const align = (text: string, width: number, isRight: boolean): string => {
  const space = ' '.repeat(width - widthOf(text))
  return isRight ? space + text : text + space
}
