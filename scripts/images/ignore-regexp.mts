import { literal, range } from './ignore-glob.mts'

/** Turns a regular expression of Go into one of JavaScript; undefined where Go would refuse it. Only what patterns can bring about is known. */
export const fromGo = (text: string): RegExp | undefined => {
  const chars = [...text]
  let source = ''
  for (let at = 0; at < chars.length;) {
    const char = chars[at] ?? ''
    const read = char === '[' ? readSet(chars, at) : char === '\\' ? readEscape(chars, at) : { source: plain[char] ?? char, next: at + 1 }
    if (!read) return undefined
    source += read.source
    at = read.next
  }
  return new RegExp(source, 'u')
}

const plain: Readonly<Record<string, string>> = { '.': '[^\\n]', ']': '\\]', '{': '\\{', '}': '\\}' }

type Read = { readonly source: string; readonly next: number }

/** What a backslash before a letter means, outside of brackets too. */
const sets: Readonly<Record<string, string>> = { d: '0-9', s: '\\t\\n\\f\\r ', w: '0-9A-Za-z_' }
const controls: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }
const anchors: Readonly<Record<string, string>> = { A: '^', z: '$', b: '\\b', B: '\\B' }

const readEscape = (chars: readonly string[], at: number): Read | undefined => {
  const letter = chars[at + 1] ?? ''
  const anchor = anchors[letter]
  if (anchor !== undefined) return { source: anchor, next: at + 2 }
  const set = sets[letter.toLowerCase()]
  if (set !== undefined) return { source: `[${letter < 'a' ? '^' : ''}${set}]`, next: at + 2 }
  const one = readOne(chars, at)
  return one && { source: literal(one.source), next: one.next }
}

/** One character, escaped or not; undefined where Go knows no such escape. */
const readOne = (chars: readonly string[], at: number): Read | undefined => {
  const [char = '', next = ''] = [chars[at], chars[at + 1]]
  if (char !== '\\') return char === '' ? undefined : { source: char, next: at + 1 }
  if (next === 'x') {
    const hex = chars.slice(at + 2, at + 4).join('')
    return /^[0-9A-Fa-f]{2}$/.test(hex) ? { source: String.fromCharCode(parseInt(hex, 16)), next: at + 4 } : undefined
  }
  const meant = controls[next] ?? (/^[\0-\x7f]$/.test(next) && !/[0-9A-Za-z]/.test(next) ? next : undefined)
  return meant === undefined ? undefined : { source: meant, next: at + 2 }
}

/** `[…]` with ranges, escapes and names such as `[:alpha:]`. */
const readSet = (chars: readonly string[], start: number): Read | undefined => {
  const isNegated = chars[start + 1] === '^'
  let at = start + (isNegated ? 2 : 1)
  let inside = ''
  for (let count = 0; chars[at] !== ']' || count === 0; count++) {
    const name = nameAt(chars, at)
    const member = name === undefined ? readMember(chars, at) : readNamed(name, at)
    if (!member) return undefined
    inside += member.source
    at = member.next
  }
  return { source: `[${isNegated ? '^' : ''}${inside}]`, next: at + 1 }
}

const readMember = (chars: readonly string[], at: number): Read | undefined => {
  const set = chars[at] === '\\' ? chars[at + 1] ?? '' : ''
  if (sets[set] !== undefined) return { source: sets[set], next: at + 2 }
  const low = readOne(chars, at)
  if (!low || chars[low.next] !== '-' || chars[low.next + 1] === ']') return low && { source: range(low.source), next: low.next }
  const high = readOne(chars, low.next + 1)
  const source = high && range(low.source, high.source)
  return source ? { source, next: high.next } : undefined
}

const names: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z', alpha: 'A-Za-z', ascii: '\\x00-\\x7f', blank: '\\t ', cntrl: '\\x00-\\x1f\\x7f', digit: '0-9', graph: '!-~', lower: 'a-z',
  print: ' -~', punct: '!-\\/:-@\\[-`\\{-~', space: '\\t-\\r ', upper: 'A-Z', word: '0-9A-Za-z_', xdigit: '0-9A-Fa-f',
}

/** Whatever stands between `[:` and `:]` is taken for a name. */
const nameAt = (chars: readonly string[], at: number): string | undefined =>
  chars[at] === '[' && chars[at + 1] === ':' ? /^\[:(.*?):\]/su.exec(chars.slice(at).join(''))?.[1] : undefined

const readNamed = (name: string, at: number): Read | undefined =>
  names[name] === undefined ? undefined : { source: names[name], next: at + name.length + 4 }
