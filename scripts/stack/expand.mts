/** What stands between the plain pieces of a text of the stack file. */
export type Piece =
  | { readonly is: 'text'; readonly text: string }
  /** `${NAME}` or `${NAME:-default}`: from the environment's `.env`. */
  | { readonly is: 'variable'; readonly name: string; readonly fallback?: string }
  /** `{{db.host}}`: from another service. */
  | { readonly is: 'reference'; readonly service: string; readonly field: string }
  /** `${` that is neither of these, or `{{` that may be misspelled. */
  | { readonly is: 'unclear'; readonly text: string }

const token = /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^{}]*))?\}|\$\{[^}]*\}?|\{\{ *([a-z][a-z0-9_-]*)\.([a-z0-9_.-]+) *\}\}|\{\{ *[A-Za-z][\w-]*(?:\.[\w.-]*)? *\}\}/g

/** Cuts a text at its holes; `$${` stands for a plain `${`, every other `$`, `{{` and quote is left as it is. */
export const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(token)) {
    if (match.index > end) pieces.push({ is: 'text', text: text.slice(end, match.index) })
    end = match.index + match[0].length
    const [whole, name, fallback, service, field] = match
    pieces.push(whole === '$${' ? { is: 'text', text: '${' }
      : name !== undefined ? { is: 'variable', name, ...fallback === undefined ? {} : { fallback } }
      : service !== undefined && field !== undefined ? { is: 'reference', service, field }
      : { is: 'unclear', text: whole })
  }
  return end < text.length ? [...pieces, { is: 'text', text: text.slice(end) }] : pieces
}
