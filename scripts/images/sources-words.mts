/** The value of a variable in a Dockerfile; null for one that is not set, undefined where only the build knows. */
export type Lookup = (name: string) => string | null | undefined

/** A text with its variables filled in, or the first one whose value nobody knows before the build. */
export type Filled = { readonly text: string } | { readonly unknown: string }

/** Fills in `$A`, `${A}`, `${A:-b}` and `${A:+b}`. */
export const fillIn = (text: string, lookup: Lookup): Filled => {
  let unknown: string | undefined
  const filled = text.replace(/\\\$|\$(?:(\w+)|\{([^}]*)\})/g, (whole, plain?: string, braced?: string) => {
    if (whole === '\\$') return '$'
    const value = valueOf(plain ?? braced ?? '', lookup)
    if (value === undefined) unknown ??= whole
    return value ?? ''
  })
  return unknown === undefined ? { text: filled } : { unknown }
}

const valueOf = (inside: string, lookup: Lookup): string | null | undefined => {
  const [, name, form, other = ''] = /^(\w+)(?:(:?[-+])(.*))?$/.exec(inside) ?? []
  if (name === undefined) return undefined
  const value = lookup(name)
  if (form === undefined || value === undefined) return value
  const isThere = value !== null && (value !== '' || form.length === 1)
  return form.endsWith('-') ? isThere ? value : other : isThere ? other : ''
}

/** A word without the quotes of a shell. */
export const unquoted = (word: string): string => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? '')

/** The words of an instruction: a JSON list where it is one, otherwise as given. */
export const wordsOf = (content: string, plain: readonly string[]): readonly string[] => {
  if (content.trimStart().startsWith('[')) {
    try {
      const list: unknown = JSON.parse(content)
      if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list
    } catch {
      // Docker takes what is no JSON for plain words.
    }
  }
  return plain.map(unquoted)
}
