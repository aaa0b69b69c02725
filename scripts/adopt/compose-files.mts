import { plainPath } from '../stack/plain-path.mts'
import { extended } from './compose-extends.mts'
import { mergeTrees, normalised, olderForm } from './compose-merge.mts'
import { inlined, resolveText, type Values } from './compose-text.mts'
import { composeTexts } from './dotenv-text.mts'
import type { Place, Trouble } from './notes.mts'
import { folderOf, type ProjectFiles } from './project-files.mts'
import { rebased } from './rebase.mts'
import { entries, get, items, mapTexts, readTree, textOf, textsOf, type Dict, type Tree } from './tree.mts'

/** Compose files read as one: what they declare, merged, paths counting from the stack folder. */
export type Project = { readonly files: readonly string[]; readonly name: string | undefined; readonly root: Dict; readonly services: ReadonlyMap<string, Dict> }

/** What reading a project keeps at hand, and gathers. */
export type Reading = { readonly files: ProjectFiles; readonly values: Values; readonly troubles: Trouble[]; readonly seen: string[] }

/** Reads compose files with what they include and extend; the later of several changes the earlier. */
export const readProject = (paths: readonly string[], files: ProjectFiles, values: Values): { readonly project: Project | undefined; readonly troubles: readonly Trouble[] } => {
  const reading: Reading = { files, values, troubles: [], seen: [] }
  const root = readFiles(paths, reading, [])
  const at = { file: paths[0] ?? 'compose.yaml', line: 0, column: 0 }
  if (!root || reading.troubles.length > 0) return { project: undefined, troubles: reading.troubles }
  const services = new Map(entries(get(root, 'services')).flatMap(([name, service]) => service.is === 'dict' ? [[name, service] as const] : []))
  if (services.size === 0) return { project: undefined, troubles: [{ at, message: 'there is no service in it', hint: 'give the right file with --file' }] }
  return { project: { files: [...new Set(reading.seen)], name: textOf(get(root, 'name')), root, services }, troubles: [] }
}

const whole = (file: string): Place => ({ file, line: 0, column: 0 })

/** Files that belong together, merged; paths in them count from the folder of the first one. */
const readFiles = (paths: readonly string[], reading: Reading, trail: readonly string[], folder = folderOf(paths[0] ?? '.')): Dict | undefined => {
  let merged: Dict | undefined
  for (const path of paths) {
    const dict = readFile(path, reading, [...trail, ...paths], folder)
    if (!dict) return undefined
    merged = merged === undefined ? dict : mergeTrees(merged, dict) as Dict
  }
  return merged
}

const readFile = (path: string, reading: Reading, trail: readonly string[], folder: string): Dict | undefined => {
  const { files, troubles } = reading
  const stop = (at: Place, message: string, hint: string): undefined => { troubles.push({ at, message, hint }) }
  const text = files.read(path)
  if (text === undefined) return stop(whole(path), 'there is no such file', 'mend the name')
  reading.seen.push(path)
  const { tree, troubles: found } = readTree(path, text)
  troubles.push(...found)
  if (found.length > 0) return undefined
  if (tree?.is !== 'dict') return stop(whole(path), 'this is no compose file: it is not a map', 'give the right file with --file')
  const root = rebased(olderForm(tree), folder)
  const services = get(root, 'services')
  if (services !== undefined && services.is !== 'dict') return stop(services.at, '`services` is not a map', 'write each service below its name')
  for (const [name, service] of entries(services)) if (service.is !== 'dict') return stop(service.at, `the service ${name} is not a map`, 'write its keys below its name')
  const all = new Map(entries(services).flatMap(([name, service]) => {
    const one = extended({ name, service: normalised(service as Dict), root, path }, reading, [`${path}#${name}`])
    return one ? [[name, one] as const] : []
  }))
  const kept = [...root.entries].filter(([key]) => key !== 'include' && !key.startsWith('x-'))
  const own: Dict = { ...root, entries: new Map(kept.map(([key, value]) => [key, key === 'services' && services ? { ...services, entries: all } : value])) }
  return included(own, get(root, 'include'), reading, trail, folder)
}

const included = (own: Dict, include: Tree | undefined, reading: Reading, trail: readonly string[], folder: string): Dict | undefined => {
  let merged: Dict | undefined
  for (const item of items(include)) {
    const listed = item.is === 'dict' ? items(get(item, 'path')) : [item]
    const paths = listed.map((one) => plainPath(`${folder}/${resolveText(textOf(one) ?? '', reading.values).text}`))
    const again = paths.find((path) => trail.includes(path))
    if (again !== undefined) { reading.troubles.push({ at: item.at, message: `${again} includes itself: ${[...trail, again].join(' → ')}`, hint: 'remove one of the includes' }); return undefined }
    const given = textOf(get(item, 'project_directory'))
    const base = given === undefined ? folderOf(paths[0] ?? '.') : plainPath(`${folder}/${given}`)
    const read = readFiles(paths, reading, trail, base)
    if (!read) return undefined
    const dict = withEnv(read, textsOf(get(item, 'env_file')).map((path) => plainPath(`${folder}/${path}`)), base, reading)
    merged = merged === undefined ? dict : mergeTrees(merged, dict) as Dict
  }
  return merged === undefined ? own : mergeTrees(merged, own) as Dict
}

/** An included file in which the variables of its own env files are filled in, else those of the `.env` beside it; the project's own go before. */
const withEnv = (dict: Dict, given: readonly string[], base: string, { files, values }: Reading): Dict => {
  const paths = given.length > 0 ? given : [plainPath(`${base}/.env`)].filter((path) => path !== '.env')
  const found = Object.assign({}, ...paths.map((path) => composeTexts(files.read(path) ?? '', files.readEnv(path) ?? {}))) as Values
  const own = Object.fromEntries(Object.entries(found).filter(([name]) => !Object.hasOwn(values, name)))
  return mapTexts(dict, (text) => inlined(text, own)) as Dict
}
