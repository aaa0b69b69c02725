import { isSecret } from '../adopt/secret-words.mts'
import type { Environment } from '../stack/environment.mts'
import { homeFolder } from '../stack/home.mts'
import { tlsFolder } from '../tls/places.mts'

/** Files and folders gantry needs to run an environment again, relative to the stack folder; not all of them are there in every stack. */
export const statePaths = ({ name }: Pick<Environment, 'name'>): readonly string[] =>
  ['stack.yaml', 'templates', 'images.lock', '.env', `.env.${name}`, `${homeFolder(name)}/releases`, tlsFolder(name)]

/** Whether a path is an env file, whose secrets stay at home. */
export const isEnvFile = (path: string): boolean => /^\.env(?:\.[^/]+)?$/.test(path)

const assignment = /^([^\S\n]*(?:export[^\S\n]+)?([\w.-]+)[^\S\n]*[=:][^\S\n]*)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^\r\n]*)/gm

/** An env file in which the values of secrets are left out, with the names of those. */
export const withoutSecrets = (text: string, secrets: readonly string[]): { readonly text: string; readonly names: readonly string[] } => {
  const declared = new Set(secrets.map((name) => name.toLowerCase()))
  const names: string[] = []
  const shown = text.replace(assignment, (whole, start: string, name: string, value: string) => {
    const plain = value.replace(/^(['"`])(.*)\1$/s, '$2').trim()
    if (plain === '' || !declared.has(name.toLowerCase()) && !isSecret(name, plain)) return whole
    names.push(name)
    return `${start}# a secret: left out of the backup`
  })
  return { text: shown, names }
}

/** Whether a file holds a private key, as PEM or as the JSON of an ACME account. */
export const holdsKey = (text: string): boolean => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) || /"kty"\s*:/.test(text) && /"d"\s*:/.test(text)
