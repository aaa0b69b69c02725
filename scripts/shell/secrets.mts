import { randomBytes } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { quoteWord } from '../plan/explain.mts'
import type { Effect } from '../plan/step.mts'
import { askHidden } from './ask.mts'
import { fail, failed, refusal } from './failure.mts'
import { readText } from './files.mts'
import { writeAtomically, writeNew } from './write.mts'

/** Anyone inside the container may read it; the folder around it, 0700, keeps the host out. */
const mode = 0o444

const encodings = { hex32: 'hex', base64url32: 'base64url' } as const
type Of<Do extends Effect['do']> = Extract<Effect, { readonly do: Do }>

/** Makes a secret of 32 random bytes unless there is one. */
export const generateSecret = async ({ path, generate }: Of<'secret'>, folder: string): Promise<boolean> =>
  writeNew(resolve(folder, path), randomBytes(32).toString(encodings[generate]), mode)

/** Asks a person for a secret; without one, says how to write the file. */
export const askSecret = async ({ path, name }: Of<'ask'>, folder: string, canAsk: boolean): Promise<boolean> => {
  const place = resolve(folder, path)
  if (await readText(place) !== undefined) return false
  const line = `read -rs value && printf %s "$value" | install -D -m 0444 /dev/stdin ${quoteWord(path)}; unset value`
  if (!canAsk) fail(refusal(`the secret ${name} has to be given by a person, and nobody can be asked here`, `write it in bash: ${line}`))
  const value = await askHidden(`${name}: `)
  if (value === '') fail(failed(`nothing was typed for ${name}`, `type it, or write it in bash: ${line}`))
  return writeNew(place, value, mode)
}

/** A name stands for the file beside the result, a path counts from the stack folder; an editor's last newline is no part of a secret. */
const readPart = async (secret: string, path: string, folder: string): Promise<string> => {
  const file = secret.includes('/') ? secret : join(dirname(path), secret)
  const text = await readText(resolve(folder, file))
  return text?.replace(/\r?\n$/, '') ?? fail(failed(`there is no secret in ${file}`, 'run `make setup`'))
}

/** Joins secrets into one text; inside a URL each is percent-encoded. */
export const composedText = async ({ path, parts }: Pick<Of<'compose-secret'>, 'path' | 'parts'>, folder: string): Promise<string> => {
  const isUrl = typeof parts[0] === 'string' && /^[a-z][a-z0-9+.-]*:\/\//i.test(parts[0])
  const texts = await Promise.all(parts.map(async (part) => {
    if (typeof part === 'string') return part
    const value = await readPart(part.secret, path, folder)
    return isUrl ? encodeURIComponent(value) : value
  }))
  return texts.join('')
}

/** Writes a text made of secrets beside them. */
export const composeSecret = async (effect: Of<'compose-secret'>, folder: string): Promise<boolean> =>
  writeAtomically(resolve(folder, effect.path), await composedText(effect, folder), mode)
