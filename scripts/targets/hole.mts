/** A place in a template that a value fills: `{{name}}`. */
export type Hole = { readonly name: string; readonly line: number; readonly column: number; readonly source: string }

/** A text cut at its holes: what is written as it is, and what a value fills in. */
export type Cut = readonly (string | { readonly hole: string })[]

/** What a template is filled with; an undefined value makes its key or line disappear. */
export type Values = Readonly<Record<string, unknown>>

const pattern = () => /\{\{ *([A-Za-z][\w-]*) *\}\}/g

/** Every hole of a template, in order; `{{.State}}` and `{{ $value }}` belong to others and are left alone. */
export const holesIn = (text: string): readonly Hole[] =>
  text.split('\n').flatMap((source, index) => [...source.matchAll(pattern())]
    .map((match) => ({ name: match[1] ?? '', line: index + 1, column: match.index + 1, source })))

/** `a {{b}} c` → `a `, hole b, ` c`. */
export const cut = (text: string): Cut => {
  const pieces = text.split(pattern())
  return pieces.map((piece, index) => index % 2 ? { hole: piece } : piece).filter((piece) => piece !== '')
}

/** The name when the text is one hole and nothing else. */
export const onlyHole = (pieces: Cut): string | undefined =>
  pieces.length === 1 && typeof pieces[0] === 'object' ? pieces[0].hole : undefined

/** The text with its holes filled; undefined when one of the values is. */
export const fillText = (pieces: Cut, values: Values): string | undefined => {
  let text = ''
  for (const piece of pieces) {
    const value = typeof piece === 'string' ? piece : values[piece.hole]
    if (value === undefined) return undefined
    text += value
  }
  return text
}
