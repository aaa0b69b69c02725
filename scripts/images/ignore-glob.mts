/** A path pattern of Go: what it matches as the source of a regular expression, or where it is broken (in characters, from 0). */
export type Glob = { readonly source: string } | { readonly brokenAt: number }

/** Reads `*`, `?`, `[a-z]`, `[^a]` and `\x` as Go's path matching does; a star never crosses a slash. */
export const readGlob = (pattern: string): Glob => {
  const chars = [...pattern]
  let source = ''
  for (let at = 0; at < chars.length;) {
    const char = chars[at] ?? ''
    if (char === '[') {
      const set = readSet(chars, at)
      if (!set) return { brokenAt: at }
      source += set.source
      at = set.next
    } else if (char === '\\') {
      const next = chars[at + 1]
      if (next === undefined) return { brokenAt: at }
      source += literal(next)
      at += 2
    } else {
      source += char === '*' ? '[^/]*' : char === '?' ? '[^/]' : literal(char)
      at += 1
    }
  }
  return { source }
}

/** Whether a text is more than a plain path to Go. */
export const isGlob = (text: string): boolean => /[*?[\\]/.test(text)

/** A character that stands for itself in a regular expression. */
export const literal = (char: string): string => /[\^$.*+?()[\]{}|\\/]/.test(char) ? `\\${char}` : char

/** Characters `from` to `to` within brackets of a regular expression; a range that runs backwards holds nothing. */
export const range = (from: string, to = from): string => {
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
  return low > high ? '' : `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`
}

type Read = { readonly source: string; readonly next: number }

/** `[…]` from its bracket on; undefined where Go would not take it: an empty one, a bare `-` or `]` at either end of a range, no end. */
const readSet = (chars: readonly string[], start: number): Read | undefined => {
  const isNegated = chars[start + 1] === '^'
  let at = start + (isNegated ? 2 : 1)
  let inside = ''
  for (let count = 0; chars[at] !== ']' || count === 0; count++) {
    const low = readMember(chars, at)
    if (!low) return undefined
    const high = chars[low.next] === '-' ? readMember(chars, low.next + 1) : low
    if (!high) return undefined
    inside += range(low.source, high.source)
    at = high.next
  }
  return { source: `[${isNegated ? '^' : ''}${inside}]`, next: at + 1 }
}

const readMember = (chars: readonly string[], at: number): Read | undefined => {
  const isEscaped = chars[at] === '\\'
  const char = chars[isEscaped ? at + 1 : at]
  const next = at + (isEscaped ? 2 : 1)
  return char === undefined || next >= chars.length || !isEscaped && (char === '-' || char === ']') ? undefined : { source: char, next }
}
