import { isSecretValue } from './secret-words.mts'

const escape = (text: string): string => text.replace(/'/g, `'\\''`)
const shells = /(^|\/)(ba|da|a|z)?sh$/

const flags = 'requirepass|masterauth|password|passwd|pass|token|secret|api-?key|auth-token|access-key|secret-key'
const flag = new RegExp(`^--?(?:${flags})$`, 'i')
const joined = new RegExp(`^(--?(?:${flags})=)(.+)$`, 'i')
const inScript = new RegExp(`((?:--?(?:${flags})[ =]|redis-cli(?: \\S+)*? -a |(?:mysql|mariadb)\\w*(?: \\S+)*? -p)["']?)([^\\s"'$\\u0001]+)`, 'gi')

/** A secret that is written out in a command stands between marks, after a `=`. */
const mark = (literal: string): string => literal === '' || /[\u0001$]|^[-/.]|^(true|false|\d{1,4})$/.test(literal) ? literal : `\u0001=${literal}\u0002`

/** Words in which secrets that are written out are marked: after a flag that names one, or by what they look like. */
export const marked = (words: readonly string[]): readonly string[] => words.map((word, index) => {
  const before = words[index - 1] ?? ''
  if (flag.test(before) || before === '-a' && /(^|\/)(redis|valkey)-cli$/.test(words[0] ?? '')) return mark(word)
  const [, start, value] = joined.exec(word) ?? []
  if (start !== undefined && value !== undefined) return start + mark(value)
  if (/^(mysql|mariadb|mysqldump)/.test(words[0] ?? '') && /^-p.+/.test(word)) return `-p${mark(word.slice(2))}`
  if (/\s/.test(word)) return word.replace(inScript, (_, flagged: string, literal: string) => flagged + mark(literal))
  return isSecretValue(word) ? mark(word) : word
})

/** A text for people: what is secret in it is left out. */
export const shown = (text: string): string => text.replace(/\u0001=[^\u0002]*\u0002/g, '…').replace(/\u0001(\w+)\u0002/g, '$${$1}').replaceAll('$$', '$')

/** Words in which a secret is read from its file: by its compose name between marks, or by the variable that held it. */
export const withSecrets = (words: readonly string[], fileOf: ReadonlyMap<string, string>): { readonly words: readonly string[]; readonly changed: boolean } => {
  let changed = false
  const read = (name: string): string | undefined => { const file = fileOf.get(name); if (file === undefined) return undefined; changed = true; return `$(cat ${file})` }
  const marks = (text: string) => text.replace(/\u0001([^\u0002]+)\u0002/g, (_, name: string) => read(name) ?? `$${name}`)
  const isScript = shells.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '')
  const variables = (text: string) => text.replace(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced?: string, bare?: string) => read(braced ?? bare ?? '') ?? whole)
  if (isScript) return { words: words.map((word, index) => index === 2 ? variables(marks(word)) : word), changed }
  if (!words.some((word) => word.includes('\u0001'))) return { words, changed }
  const line = words.map((word) => word.includes('\u0001') ? `"${marks(word)}"` : /^[\w./:=@%+,-]+$/.test(word) ? word : `'${escape(word)}'`).join(' ')
  return { words: ['sh', '-c', `exec ${line}`], changed }
}
