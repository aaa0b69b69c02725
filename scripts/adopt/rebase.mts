import { plainPath } from '../stack/plain-path.mts'
import type { Dict, Tree } from './tree.mts'

/** A compose file whose relative paths count from the stack folder in place of its own. */
export const rebased = (root: Dict, folder: string): Dict => folder === '.' ? root : changeIn(root, {
  services: (services) => changeEach(services, (service) => changeIn(service, {
    build: (build) => build.is === 'leaf' ? path(build, folder) : changeIn(build, { context: (context) => path(context, folder) }),
    env_file: (file) => changeItems(file, (item) => item.is === 'dict' ? changeIn(item, { path: (one) => path(one, folder) }) : path(item, folder)),
    extends: (from) => from.is === 'dict' ? changeIn(from, { file: (file) => path(file, folder) }) : from,
    volumes: (volumes) => changeItems(volumes, (volume) => volume.is === 'dict' ? changeIn(volume, { source: (source) => bind(source, folder) }) : bind(volume, folder)),
  })),
  secrets: (all) => changeEach(all, (one) => changeIn(one, { file: (file) => path(file, folder) })),
  configs: (all) => changeEach(all, (one) => changeIn(one, { file: (file) => path(file, folder) })),
})

type Change = (value: Tree) => Tree

const changeIn = <T extends Tree>(tree: T, changes: Readonly<Record<string, Change>>): T =>
  tree.is !== 'dict' ? tree : { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, changes[key]?.(value) ?? value])) }

const changeEach = (tree: Tree, change: Change): Tree => tree.is !== 'dict' ? tree : { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, change(value)])) }

const changeItems = (tree: Tree, change: Change): Tree => tree.is === 'list' ? { ...tree, items: tree.items.map(change) } : change(tree)

const isElsewhere = (text: string): boolean => /^([/~$]|[a-z]+:\/\/|git@)/.test(text)

const path = (tree: Tree, folder: string): Tree =>
  tree.is !== 'leaf' || typeof tree.value !== 'string' || isElsewhere(tree.value) ? tree : { ...tree, value: plainPath(`${folder}/${tree.value}`) }

/** Only what begins with a dot is a folder; a plain word is the name of a volume. */
const bind = (tree: Tree, folder: string): Tree => {
  if (tree.is !== 'leaf' || typeof tree.value !== 'string' || !tree.value.startsWith('.')) return tree
  const [source = '', ...rest] = tree.value.split(':')
  const moved = plainPath(`${folder}/${source}`)
  return { ...tree, value: [/^[./]/.test(moved) ? moved : `./${moved}`, ...rest].join(':') }
}
