import { composePieces, resolveText, type Values } from './compose-text.mts'
import { asSecretName } from './names.mts'
import { isOwn } from './secret-words.mts'

/** What stands for a secret's value in a text of the stack file. */
export type Hole = { readonly text: string; /** Its name where it is declared at the root. */ readonly declared?: string }

/** The secrets of a conversion: which of them are the same, and where each value comes from. */
export type SecretTable = {
  /** The hole for a value written as compose writes it; the same value gets the same one. */
  readonly hole: (written: string, name: string) => Hole
  /** A secret declared by compose itself. */
  readonly declare: (name: string, generate: Generate) => void
  readonly declared: () => Readonly<Record<string, Generate>>
  /** What `.env` has to get, by name. */
  readonly dotenv: () => Readonly<Record<string, string>>
}

export type Generate = 'hex32' | 'none'

/** The same variable, or the same text, is the same secret. */
export const keyOf = (written: string): string => {
  const [first, ...rest] = composePieces(written)
  return first?.is === 'variable' && rest.length === 0 && first.op !== '+' ? `variable ${first.name}` : `text ${written}`
}

/** An empty table over the values of `.env`. `isShared`: some service can read variables alone, so every value stands in `.env`, for all to have the same. */
export const secretTable = (values: Values, isShared: boolean): SecretTable => {
  const names = new Map<string, string>()
  const declared = new Map<string, Generate>()
  const dotenv = new Map<string, string>()
  const free = (wanted: string): string => { let name = wanted; for (let count = 2; declared.has(name); count++) name = `${wanted}_${count}`; return name }
  /** The value where every service can take it from; one that is set nowhere is empty, as compose has it. */
  const inDotenv = (written: string, name: string, variable: string | undefined): string => {
    const { text } = resolveText(written, values)
    if (text === '') return `\${${variable ?? name}${written.includes('?') ? '' : ':-'}}`
    const isTaken = (one: string) => (dotenv.get(one) ?? values[one] ?? text) !== text
    let wanted = variable ?? name
    while (isTaken(wanted)) wanted = `${wanted}_2`
    if (!Object.hasOwn(values, wanted) || values[wanted] === '') dotenv.set(wanted, text)
    return `\${${wanted}}`
  }
  return {
    hole: (written, name) => {
      const key = keyOf(written)
      const variable = /^variable (.+)$/.exec(key)?.[1]
      if (variable !== undefined && Object.hasOwn(values, variable) && (values[variable] !== '' || !/:?-/.test(written))) return { text: `\${${variable}}` }
      if (isShared) return { text: inDotenv(written, name, variable) }
      const known = names.get(key) ?? free(asSecretName(variable ?? name))
      names.set(key, known)
      if (!declared.has(known)) declared.set(known, isOwn(variable ?? name) ? 'hex32' : 'none')
      return { text: `{{secrets.${known}}}`, declared: known }
    },
    declare: (name, generate) => { declared.set(name, generate) },
    declared: () => Object.fromEntries(declared),
    dotenv: () => Object.fromEntries(dotenv),
  }
}
