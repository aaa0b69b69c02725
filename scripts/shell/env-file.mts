import type { Problem } from '../stack/problem.mts'
import { prose } from '../stack/prose.mts'
import { isFailure } from './failure.mts'
import { readText } from './files.mts'

/** The variables of an env file and what is wrong with it; a missing file has none. */
export type EnvFile = { readonly values: Readonly<Record<string, string>>; readonly problems: readonly Problem[] }

// What dotenv itself matches, with the comment kept apart.
const entry = /^[^\S\n]*(?:export\s+)?([\w.-]+)(?:\s*=[^\S\n]*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*?(#.*)?$/dgm

/** Values that end at a `#` with nothing between the two; the line itself is not shown, it may hold a secret. */
const findCuts = (file: string, text: string): readonly Problem[] =>
  [...text.matchAll(entry)].flatMap((match) => {
    const [, name = '', value = ''] = match
    const at = match.indices?.[3]?.[0]
    if (at === undefined || /[\s=:]$/.test(value) || /^\s*(['"`]).*\1$/s.test(value)) return []
    const lines = text.slice(0, at).split('\n')
    const [message, hint] = prose['env-file-hash']({ value: name })
    const place = { path: name, file, line: lines.length, column: (lines.at(-1) ?? '').length + 1, source: '' }
    return [{ code: 'env-file-hash', severity: 'warning', ...place, message, hint }] as const
  })

/** Reads an env file into a value; `process.env` is left alone. `name` is how problems call the file. */
export const readEnvFile = async (path: string, name = path): Promise<EnvFile> => {
  try {
    const text = await readText(path)
    if (text === undefined) return { values: {}, problems: [] }
    const { parse } = await import('dotenv')
    return { values: parse(text), problems: findCuts(name, text) }
  } catch (error) {
    if (!isFailure(error)) throw error
    const place = { path: '', file: name, line: 0, column: 0, source: '' }
    return { values: {}, problems: [{ code: 'env-file', severity: 'error', ...place, message: error.message, hint: error.hint }] }
  }
}
