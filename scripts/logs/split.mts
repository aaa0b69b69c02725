/** How long a line may get before it is cut, in bytes. */
export const longestLine = 1024 ** 2

/**
 * Whole lines, without the end of the last of them; or a piece of one line that was too long.
 * Here and wherever logs are text, a character stands for a byte (latin1): whatever the bytes are, they come out as they went in.
 */
export type Lines = { readonly text: string; readonly piece: 'whole' | 'first' | 'middle' | 'last' }

/** What has come of a line that has not ended yet. */
export type OpenLine = { readonly text: string; readonly isCut: boolean }

/** Before the first byte, and after each line's end. */
export const noLine: OpenLine = { text: '', isCut: false }

type Split = { readonly state: OpenLine; readonly lines: readonly Lines[] }

/** Takes the next bytes of a stream apart; a line that has not ended stays in the state. Lines that come together stay together. */
export const splitLines = (state: OpenLine, chunk: Buffer, longest = longestLine): Split => {
  const last = chunk.lastIndexOf(10)
  if (last === -1) return cutOpen({ ...state, text: state.text + chunk.toString('latin1') }, longest)
  const first = state.text === '' ? -1 : chunk.indexOf(10)
  const lines = [
    ...first === -1 ? [] : ended({ ...state, text: state.text + chunk.toString('latin1', 0, first) }, longest),
    ...first === last ? [] : whole(chunk.toString('latin1', first + 1, last), longest),
  ]
  const rest = cutOpen({ text: chunk.toString('latin1', last + 1), isCut: false }, longest)
  return { state: rest.state, lines: [...lines, ...rest.lines] }
}

/** What is left when a stream ends without a line's end. */
export const endLines = (state: OpenLine): readonly Lines[] => state.text === '' ? [] : ended(state, Infinity)

const whole = (text: string, longest: number): readonly Lines[] =>
  text.length <= longest ? [{ text, piece: 'whole' }] : text.split('\n').flatMap((line) => ended({ text: line, isCut: false }, longest))

const ended = ({ text, isCut }: OpenLine, longest: number): readonly Lines[] => {
  if (!isCut && text.length <= longest) return [{ text, piece: 'whole' }]
  const { pieces, rest } = cut(text, longest)
  return [...marked(pieces, isCut), { text: rest, piece: 'last' }]
}

/** Cuts a line that has grown too long before it ended. */
const cutOpen = (open: OpenLine, longest: number): Split => {
  if (open.text.length <= longest) return { state: open, lines: [] }
  const { pieces, rest } = cut(open.text, longest)
  return { state: { text: rest, isCut: true }, lines: marked(pieces, open.isCut) }
}

const marked = (pieces: readonly string[], isCut: boolean): readonly Lines[] =>
  pieces.map((text, index) => ({ text, piece: isCut || index > 0 ? 'middle' : 'first' }))

const cut = (text: string, longest: number): { readonly pieces: readonly string[]; readonly rest: string } => {
  const pieces: string[] = []
  let from = 0
  while (text.length - from > longest) {
    const end = beforeCharacter(text, from + longest)
    pieces.push(text.slice(from, end))
    from = end
  }
  return { pieces, rest: text.slice(from) }
}

/** The same place, or up to three bytes before it, so that no UTF-8 character is cut. */
const beforeCharacter = (text: string, at: number): number =>
  [at, at - 1, at - 2, at - 3].find((place) => (text.charCodeAt(place) & 0xc0) !== 0x80) ?? at
