import { splitWords } from '../stack/words.mts'
import { resolveText, variablesIn, type Values } from './compose-text.mts'
import { isSecret, isSecretName } from './secret-words.mts'
import { marked } from './secret-words-in.mts'
import type { Notes, Place } from './notes.mts'
import type { ProjectFiles } from './project-files.mts'
import { readVariables, type Variable } from './compose-variables.mts'
import { readExpose, readPorts, type HostPort } from './compose-ports.mts'
import { readVolumes, type Volume } from './compose-volumes.mts'
import { entries, get, textOf, textsOf, type Dict, type Tree } from './tree.mts'

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
export type Surroundings = {
  readonly files: ProjectFiles
  readonly values: Values
  /** Variables of `.env` that are put together of others, as they are written there. */
  readonly texts: Values
  readonly notes: Notes
}

/** What filling in variables needs, and says. */
export type Said = Pick<Surroundings, 'values' | 'notes'>

/** Reads one service. */
export const readService = (name: string, tree: Dict, around: Surroundings): ComposeService => {
  const value = (key: string) => scalar(name, key, get(tree, key), around)
  return {
    name, at: tree.at, tree,
    image: get(tree, 'build') === undefined ? value('image') : undefined, build: readBuild(name, get(tree, 'build'), around),
    command: wordsOf(name, 'command', get(tree, 'command'), around), entrypoint: wordsOf(name, 'entrypoint', get(tree, 'entrypoint'), around),
    variables: readVariables(name, tree, around), ports: readPorts(name, get(tree, 'ports'), around),
    expose: readExpose(name, get(tree, 'expose'), around),
    volumes: readVolumes(name, tree, around), waits: entries(get(tree, 'depends_on')).map(([service, how]) => ({
      service, condition: textOf(get(how, 'condition')) ?? 'service_started', required: get(how, 'required') === undefined || textOf(get(how, 'required')) !== 'false', at: how.at,
    })),
    restart: value('restart') ?? restartOf(textOf(get(get(get(tree, 'deploy'), 'restart_policy'), 'condition'))), profiles: textsOf(get(tree, 'profiles')),
  }
}

const restartOf = (condition: string | undefined): string | undefined => condition === undefined ? undefined : ({ none: 'no', any: 'unless-stopped' })[condition] ?? condition

/** A plain value with its variables filled in, which is said. */
export const scalar = (service: string, key: string, tree: Tree | undefined, { values, notes }: Said): string | undefined => {
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
const wordsOf = (service: string, key: string, tree: Tree | undefined, around: Said): Words | undefined => {
  if (tree === undefined || tree.is === 'dict') return undefined
  const fill = (text: string) => fillIn(service, key, text, tree.at, around)
  const text = textOf(tree)
  if (tree.is === 'leaf') return text === undefined ? undefined : { words: marked(splitWords(fill(text)) ?? fill(text).split(/\s+/)), at: tree.at }
  return { words: marked(textsOf(tree).map(fill)), at: tree.at }
}

/** A text with its variables filled in, which is said; secrets keep their names, between `\u0001` and `\u0002`. */
export const fillIn = (service: string, key: string, text: string, at: Place, { values, notes }: Said): string => {
  const secrets = Object.fromEntries(variablesIn(text).filter(isSecretName).map((name) => [name, `\u0001${name}\u0002`]))
  const { text: found, missing, used } = resolveText(text, { ...values, ...secrets })
  for (const name of used) if (!Object.hasOwn(secrets, name)) {
    const value = values[name]
    if (missing.includes(name)) notes.left(service, at, `\${${name}} in ${key}`, 'it is set nowhere', 'nothing stands in its place, as compose had it: write the value')
    else if (value !== undefined) notes.took(service, at, `\${${name}} in ${key}`, isSecret(name, value) ? 'its value' : value, 'variables of .env are filled in variables and secrets only')
  }
  return found
}
