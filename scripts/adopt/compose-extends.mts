import { plainPath } from '../stack/plain-path.mts'
import type { Reading } from './compose-files.mts'
import { mergeTrees, normalised, olderForm } from './compose-merge.mts'
import type { Place } from './notes.mts'
import { folderOf } from './project-files.mts'
import { rebased } from './rebase.mts'
import { get, readTree, textOf, type Dict } from './tree.mts'

/** A service, and the file it stands in. */
type Extending = { readonly name: string; readonly service: Dict; readonly root: Dict; readonly path: string }

/** A service with what it extends merged in before it. */
export const extended = ({ name, service, root, path }: Extending, reading: Reading, trail: readonly string[]): Dict | undefined => {
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
  const base = extended({ name: other, service: normalised(found), root: otherRoot, path: target }, reading, [...trail, key])
  const own = { ...service, entries: new Map([...service.entries].filter(([one]) => one !== 'extends')) }
  return base && { ...mergeTrees(base, own) as Dict, at: service.at }
}

const readForeign = (path: string, at: Place, reading: Reading): Dict | undefined => {
  const text = reading.files.read(path)
  if (text === undefined) {
    reading.troubles.push({ at, message: `there is no ${path} to extend from`, hint: 'mend the name of the file' })
    return undefined
  }
  reading.seen.push(path)
  const { tree, troubles } = readTree(path, text)
  reading.troubles.push(...troubles)
  return tree?.is === 'dict' ? rebased(olderForm(tree), folderOf(path)) : undefined
}
