import type { Workload } from '../kinds/workload.mts'
import { homeFolder } from '../stack/home.mts'
import type { RenderedFile } from './target.mts'

/** The variables of a service that came from `.env`: they travel in a git-ignored file, never in a committed one. */
export const envFileOf = (environment: string, { name, privateVariables }: Workload): RenderedFile | undefined =>
  Object.keys(privateVariables).length === 0 ? undefined : { path: `${homeFolder(environment)}/env/${name}.env`, content: envText(privateVariables) }

/** `NAME="value"` lines which compose reads back to exactly these values. */
export const envText = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}="${escaped(value)}"\n`).join('')

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' }

const escaped = (value: string): string => value.replace(/[\\"$\n\r]/g, (character) => escapes[character] ?? `\\${character}`)
