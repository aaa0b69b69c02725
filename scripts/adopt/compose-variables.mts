import { plainPath } from '../stack/plain-path.mts'
import { inlined, resolveText } from './compose-text.mts'
import { composeTexts } from './dotenv-text.mts'
import type { Surroundings } from './compose-service.mts'
import type { Place } from './notes.mts'
import { entries, get, items, textOf, type Dict, type Tree } from './tree.mts'

/** An environment variable; `text` is written as compose writes it, `${NAME}` and all. */
export type Variable = { readonly name: string; readonly text: string; readonly at: Place; readonly file?: string }

/** The variables of a service: those of its env files, then its own. */
export const readVariables = (service: string, tree: Dict, around: Surroundings): readonly Variable[] => {
  const found = new Map<string, Variable>()
  for (const item of items(get(tree, 'env_file'))) for (const one of ofFile(service, item, around)) found.set(one.name, one)
  for (const [name, value] of entries(get(tree, 'environment'))) {
    const one = ofEntry(service, name, value, around)
    if (one) found.set(name, one)
    else found.delete(name)
  }
  return [...found.values()]
}

/** Whether the stack file can name a variable so; what it can not goes to compose as it is. */
export const isVariableName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

const ofEntry = (service: string, name: string, value: Tree, { values, texts, notes }: Surroundings): Variable | undefined => {
  if (!isVariableName(name)) return undefined
  const text = textOf(value)
  if (text !== undefined) return { name, text: inlined(text, texts), at: value.at }
  if (Object.hasOwn(values, name)) return { name, text: inlined(`\${${name}}`, texts), at: value.at }
  notes.left(service, value.at, `environment: ${name}`, 'its value comes from the shell that starts compose, and .env has none', `add ${name}=… to .env and \`${name}: "\${${name}}"\` to variables`)
  return undefined
}

const ofFile = (service: string, item: Tree, { files, values, texts, notes }: Surroundings): readonly Variable[] => {
  const path = plainPath(resolveText(textOf(item) ?? textOf(get(item, 'path')) ?? '', values).text)
  const isRoot = path === '.env'
  const found = files.readEnv(path) ?? (isRoot ? files.readEnv('.env.example') : undefined)
  if (!found) {
    if (textOf(get(item, 'required')) !== 'false') notes.left(service, item.at, `env_file: ${path}`, 'the file is not there, so nobody knows its variables', 'create it (from its example) and run init again, or write `variables:` by hand')
    return []
  }
  const names = Object.keys(found).filter(isVariableName)
  const file = isRoot && files.readEnv(path) === undefined ? '.env.example' : path
  if (names.length > 0) notes.took(service, item.at, `env_file: ${path}`, `${names.length} entries of variables and secrets`, isRoot ? `each is taken from .env where it is used; remove those ${service} does not read` : 'gantry reads .env alone; what is a secret was not copied')
  const own = composeTexts(files.read(file) ?? '', found)
  const around = { ...Object.fromEntries(Object.entries(own).filter(([name]) => !Object.hasOwn(values, name))), ...texts }
  const at = { file, line: 0, column: 0 }
  return names.map((name): Variable => ({ name, text: isRoot ? inlined(`\${${name}}`, texts) : inlined(own[name] ?? '', around), at, file }))
}
