import { splitWords } from '../stack/words.mts'
import { resolveText, variablesIn, type Values } from './compose-text.mts'
import { isSecretName } from './secret-words.mts'
import { marked } from './secret-words-in.mts'
import type { Notes, Place } from './notes.mts'
import type { ProjectFiles } from './project-files.mts'
import { readVariables, type Variable } from './compose-variables.mts'
import { readPorts, type HostPort } from './compose-ports.mts'
import { readVolumes, type Volume } from './compose-volumes.mts'
import { entries, get, items, textOf, textsOf, type Dict, type Tree } from './tree.mts'

/** Words of a command; a secret's variable stands in them as `\u0001NAME\u0002`. */
export type Words = { readonly words: readonly string[]; readonly at: Place }

export type Wait = { readonly service: string; readonly condition: string; readonly required: boolean; readonly at: Place }

export type Build = { readonly context: string; readonly dockerfile: string; readonly target: string | undefined; readonly at: Place; readonly tree: Dict }

/** A service of a compose file in one form: what is only a value is filled in, variables of the environment are as written. */
export type ComposeService = {
  readonly name: string
  readonly at: Place
  readonly tree: Dict
  readonly image: string | undefined
  readonly build: Build | undefined
  readonly command: Words | undefined
  readonly entrypoint: Words | undefined
  readonly variables: readonly Variable[]
  readonly ports: readonly HostPort[]
  readonly expose: readonly number[]
  readonly volumes: readonly Volume[]
  readonly waits: readonly Wait[]
  readonly restart: string | undefined
  readonly profiles: readonly string[]
}

/** What reading a service looks at. */
export type Surroundings = { readonly files: ProjectFiles; readonly values: Values; readonly notes: Notes; readonly volumes: Tree | undefined }

/** Reads one service. */
export const readService = (name: string, tree: Dict, around: Surroundings): ComposeService => {
  const value = (key: string) => scalar(name, key, get(tree, key), around)
  return {
    name, at: tree.at, tree,
    image: get(tree, 'build') === undefined ? value('image') : undefined, build: readBuild(name, get(tree, 'build'), around),
    command: wordsOf(get(tree, 'command'), around.values), entrypoint: wordsOf(get(tree, 'entrypoint'), around.values),
    variables: readVariables(name, tree, around), ports: readPorts(name, get(tree, 'ports'), around),
    expose: textsOf(get(tree, 'expose')).flatMap((text) => { const port = Number(resolveText(text, around.values).text.split('/')[0]?.split('-')[0]); return port > 0 ? [port] : [] }),
    volumes: readVolumes(name, tree, around), waits: entries(get(tree, 'depends_on')).map(([service, how]) => ({
      service, condition: textOf(get(how, 'condition')) ?? 'service_started', required: get(how, 'required') === undefined || textOf(get(how, 'required')) !== 'false', at: how.at,
    })),
    restart: value('restart') ?? restartOf(textOf(get(get(get(tree, 'deploy'), 'restart_policy'), 'condition'))), profiles: textsOf(get(tree, 'profiles')),
  }
}

const restartOf = (condition: string | undefined): string | undefined => condition === undefined ? undefined : ({ none: 'no', any: 'unless-stopped' })[condition] ?? condition

/** A plain value with its variables filled in, which is said. */
export const scalar = (service: string, key: string, tree: Tree | undefined, { values, notes }: Pick<Surroundings, 'values' | 'notes'>): string | undefined => {
  const text = textOf(tree)
  if (text === undefined || tree === undefined || !text.includes('$')) return text
  const { text: found, missing, used } = resolveText(text, values)
  if (missing.length > 0) notes.left(service, tree.at, `${key}: ${text}`, `${missing.join(' and ')} is set nowhere`, found === '' ? `write \`${key}:\` yourself` : `it is read as ${found}: look at it`)
  else if (used.length > 0) notes.took(service, tree.at, `${key}: ${text}`, isSecretName(used[0] ?? '') ? 'its value' : found, 'variables of .env are filled in variables and secrets only')
  return found === '' ? undefined : found
}

const readBuild = (service: string, tree: Tree | undefined, around: Surroundings): Build | undefined => {
  if (tree?.is !== 'dict') return undefined
  const value = (key: string) => scalar(service, `build.${key}`, get(tree, key), around)
  return { context: value('context') ?? '.', dockerfile: value('dockerfile') ?? 'Dockerfile', target: value('target'), at: tree.at, tree }
}

/** A command as words: compose splits a text without asking a shell. */
export const wordsOf = (tree: Tree | undefined, values: Values): Words | undefined => {
  if (tree === undefined || tree.is === 'dict') return undefined
  const fill = (text: string) => fillIn(text, values)
  const text = textOf(tree)
  if (tree.is === 'leaf') return text === undefined ? undefined : { words: marked(splitWords(fill(text)) ?? fill(text).split(/\s+/)), at: tree.at }
  return { words: marked(items(tree).flatMap((item) => { const one = textOf(item); return one === undefined ? [] : [fill(one)] })), at: tree.at }
}

/** A text with its variables filled in, but for secrets: these keep their names between `\u0001` and `\u0002`. */
export const fillIn = (text: string, values: Values): string => {
  const secrets = Object.fromEntries(variablesIn(text).filter(isSecretName).map((name) => [name, `\u0001${name}\u0002`]))
  return resolveText(text, { ...values, ...secrets }).text
}
