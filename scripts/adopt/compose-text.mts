/** One piece of a compose text: plain, or a variable with what holds when it is not set. */
export type ComposePiece =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'variable'; readonly name: string; readonly op: '' | '-' | '?' | '+'; readonly argument: string }

/** Cuts a text at its variables, by compose's rules: `$$` is a plain `$`, braces nest. */
export const composePieces = (text: string): readonly ComposePiece[] => {
  const pieces: ComposePiece[] = []
  let plain = ''
  const flush = () => { if (plain !== '') pieces.push({ is: 'text', text: plain }); plain = '' }
  for (let index = 0; index < text.length;) {
    const rest = text.slice(index)
    const bare = /^\$([A-Za-z_]\w*)/.exec(rest)
    const braced = rest.startsWith('${') ? closing(rest) : undefined
    if (rest.startsWith('$$')) { plain += '$'; index += 2 }
    else if (bare) { flush(); pieces.push({ is: 'variable', name: bare[1] ?? '', op: '', argument: '' }); index += bare[0].length }
    else if (braced) { flush(); pieces.push(braced.piece); index += braced.length }
    else { plain += rest[0]; index += 1 }
  }
  flush()
  return pieces
}

const closing = (rest: string): { readonly piece: ComposePiece; readonly length: number } | undefined => {
  let depth = 0
  for (let index = 1; index < rest.length; index++) {
    if (rest[index] === '{') depth++
    else if (rest[index] === '}' && --depth === 0) {
      const [, name, op, argument] = /^([A-Za-z_]\w*)(?::?([-?+])([\s\S]*))?$/.exec(rest.slice(2, index)) ?? []
      return name === undefined ? undefined : { piece: { is: 'variable', name, op: (op ?? '') as '' | '-' | '?' | '+', argument: argument ?? '' }, length: index + 1 }
    }
  }
  return undefined
}

export type Values = Readonly<Record<string, string>>

/** A text with its variables filled in; `missing` names those that are set nowhere and have no default. */
export const resolveText = (text: string, values: Values): { readonly text: string; readonly missing: readonly string[]; readonly used: readonly string[] } => {
  const missing: string[] = []
  const used: string[] = []
  const parts = composePieces(text).map((piece): string => {
    if (piece.is === 'text') return piece.text
    used.push(piece.name)
    const value = values[piece.name]
    const isSet = value !== undefined && value !== ''
    const more = () => { const inner = resolveText(piece.argument, values); missing.push(...inner.missing); used.push(...inner.used); return inner.text }
    if (piece.op === '+') return isSet ? more() : ''
    if (isSet) return value
    if (piece.op === '-') return more()
    if (value === undefined) missing.push(piece.name)
    return ''
  })
  return { text: parts.join(''), missing: [...new Set(missing)], used: [...new Set(used)] }
}

/** A text the way the stack file writes it: `${NAME}` and `${NAME:-default}` stay; undefined when only a value can say it. */
export const stackText = (text: string, values: Values): string | undefined => {
  const parts = composePieces(text).map((piece): string | undefined => {
    if (piece.is === 'text') return piece.text.replaceAll('${', () => '$${')
    const { name, op, argument } = piece
    if (op === '+') return undefined
    if (op !== '-') return `\${${name}${Object.hasOwn(values, name) || op === '?' ? '' : ':-'}}`
    if (!/[{}$]/.test(argument)) return `\${${name}:-${argument}}`
    const inner = resolveText(argument, values)
    return inner.missing.length > 0 || /[{}]/.test(inner.text) ? undefined : `\${${name}:-${inner.text}}`
  })
  return parts.includes(undefined) ? undefined : parts.join('')
}

/** A text in which the variables that `texts` has stand as they are written there. */
export const inlined = (text: string, texts: Values): string => {
  if (!variablesIn(text).some((name) => Object.hasOwn(texts, name))) return text
  return composePieces(text).map((piece): string => {
    if (piece.is === 'text') return piece.text.replaceAll('$', '$$$$')
    const { [piece.name]: found, ...others } = texts
    const argument = inlined(piece.argument, texts)
    if (found === undefined) return `\${${piece.name}${piece.op === '' ? '' : `:${piece.op}${argument}`}}`
    if (found === '') return piece.op === '-' ? argument : ''
    return piece.op === '+' ? argument : inlined(found, others)
  }).join('')
}

/** The names of a text's variables. */
export const variablesIn = (text: string): readonly string[] => composePieces(text).flatMap((piece) => piece.is === 'variable' ? [piece.name, ...variablesIn(piece.argument)] : [])
