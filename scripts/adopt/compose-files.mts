import { plainPath } from '../stack/service.mts'
import { mergeTrees, normalised } from './compose-merge.mts'
import { resolveText, type Values } from './compose-text.mts'
import type { Notes, Place, Trouble } from './notes.mts'
import { folderOf, type ProjectFiles } from './project-files.mts'
import { rebased } from './rebase.mts'
import { emptyDict, entries, get, items, readTree, textOf, type Dict, type Tree } from './tree.mts'

/** Compose files read as one: what they declare, merged, paths counting from the stack folder. */
export type Project = { readonly files: readonly string[]; readonly name: string | undefined; readonly root: Dict; readonly services: ReadonlyMap<string, Dict> }

type Reading = { readonly files: ProjectFiles; readonly values: Values; readonly notes: Notes; readonly troubles: Trouble[]; readonly seen: string[] }

/** Reads compose files with what they include and extend; the later of several changes the earlier. */
export const readProject = (paths: readonly string[], files: ProjectFiles, values: Values, notes: Notes): { readonly project: Project | undefined; readonly troubles: readonly Trouble[] } => {
  const reading: Reading = { files, values, notes, troubles: [], seen: [] }
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
  const extended = new Map(entries(services).flatMap(([name, service]) => { const one = extend(name, normalised(service as Dict), root, path, reading, [`${path}#${name}`]); return one ? [[name, one] as const] : [] }))
  const own: Dict = { ...root, entries: new Map([...root.entries].filter(([key]) => key !== 'include' && !key.startsWith('x-')).map(([key, value]) => [key, key === 'services' && services ? { ...services, entries: extended } : value])) }
  return included(own, get(root, 'include'), reading, trail, folder)
}

/** Before version 2 services stood at the root. */
const olderForm = (root: Dict): Dict => {
  const isOld = !root.entries.has('services') && !root.entries.has('include') && [...root.entries.values()].some((value) => get(value, 'image') ?? get(value, 'build'))
  return isOld ? { ...root, entries: new Map<string, Tree>([['services', { ...emptyDict(root.at), entries: root.entries }]]) } : root
}

const included = (own: Dict, include: Tree | undefined, reading: Reading, trail: readonly string[], folder: string): Dict | undefined => {
  let merged: Dict | undefined
  for (const item of items(include)) {
    const listed = item.is === 'dict' ? items(get(item, 'path')) : [item]
    const paths = listed.map((one) => plainPath(`${folder}/${resolveText(textOf(one) ?? '', reading.values).text}`))
    const again = paths.find((path) => trail.includes(path))
    if (again !== undefined) { reading.troubles.push({ at: item.at, message: `${again} includes itself: ${[...trail, again].join(' → ')}`, hint: 'remove one of the includes' }); return undefined }
    const base = textOf(get(item, 'project_directory'))
    const dict = readFiles(paths, reading, trail, base === undefined ? undefined : plainPath(`${folder}/${base}`))
    if (!dict) return undefined
    merged = merged === undefined ? dict : mergeTrees(merged, dict) as Dict
  }
  return merged === undefined ? own : mergeTrees(merged, own) as Dict
}

/** A service with what it extends merged in before it. */
const extend = (name: string, service: Dict, root: Dict, path: string, reading: Reading, trail: readonly string[]): Dict | undefined => {
  const from = get(service, 'extends')
  if (from === undefined) return service
  const stop = (message: string, hint: string): undefined => { reading.troubles.push({ at: from.at, message, hint }) }
  const other = textOf(get(from, 'service'))
  if (other === undefined) return stop('`extends` names no service', 'write `extends: { service: name }`')
  const file = textOf(get(from, 'file'))
  const target = file === undefined ? path : plainPath(file)
  const key = `${target}#${other}`
  if (trail.includes(key)) return stop(`services extend each other in a circle: ${[...trail, key].map((one) => one.split('#')[1]).join(' → ')}`, 'remove one `extends`')
  const otherRoot = target === path ? root : readForeign(target, from.at, reading)
  if (!otherRoot) return undefined
  const found = get(get(otherRoot, 'services'), other)
  if (found?.is !== 'dict') return stop(`there is no service ${other} in ${target}`, `mend \`extends\` of ${name}`)
  const base = extend(other, normalised(found), otherRoot, target, reading, [...trail, key])
  const own = { ...service, entries: new Map([...service.entries].filter(([one]) => one !== 'extends')) }
  return base && { ...mergeTrees(base, own) as Dict, at: service.at }
}

const readForeign = (path: string, at: Place, reading: Reading): Dict | undefined => {
  const text = reading.files.read(path)
  if (text === undefined) { reading.troubles.push({ at, message: `there is no ${path} to extend from`, hint: 'mend the name of the file' }); return undefined }
  reading.seen.push(path)
  const { tree, troubles } = readTree(path, text)
  reading.troubles.push(...troubles)
  return tree?.is === 'dict' ? rebased(olderForm(tree), folderOf(path)) : undefined
}
