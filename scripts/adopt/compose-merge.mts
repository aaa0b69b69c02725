import { emptyDict, get, items, plain, textOf, type Dict, type Leaf, type List, type Tree } from './tree.mts'

/** Lists of `NAME=value` that compose also takes as maps; maps are what merges. */
const pairs: ReadonlySet<string> = new Set(['environment', 'labels', 'annotations', 'sysctls', 'args'])

/** A service in the forms that merge: maps in place of lists where both are allowed. */
export const normalised = (service: Dict): Dict => ({ ...service, entries: new Map([...service.entries].map(([key, value]) => [key, normalForm(key, value)])) })

const normalForm = (key: string, value: Tree): Tree => {
  if (key === 'build' && value.is === 'leaf' && value.value !== null) return { ...emptyDict(value.at), entries: new Map([['context', value]]) }
  if (key === 'build' && value.is === 'dict' || key === 'deploy' && value.is === 'dict') return { ...value, entries: new Map([...value.entries].map(([inner, one]) => [inner, normalForm(inner, one)])) }
  if (key === 'depends_on' && value.is === 'list' || key === 'networks' && value.is === 'list') return { ...emptyDict(value.at), ...tagOf(value), entries: new Map(value.items.flatMap((item) => textOf(item) === undefined ? [] : [[textOf(item) ?? '', emptyDict(item.at)] as const])) }
  if (key === 'extends' && value.is === 'leaf') return { ...emptyDict(value.at), entries: new Map([['service', value]]) }
  return pairs.has(key) && value.is === 'list' ? { ...emptyDict(value.at), ...tagOf(value), entries: new Map(value.items.map(pairOf)) } : value
}

const tagOf = ({ tag }: Tree) => tag === undefined ? {} : { tag }

const pairOf = (item: Tree): readonly [string, Tree] => {
  const text = textOf(item) ?? ''
  const end = text.indexOf('=')
  const leaf = (value: Leaf['value']): Leaf => ({ is: 'leaf', value, at: item.at })
  return end < 0 ? [text, leaf(null)] : [text.slice(0, end), leaf(text.slice(end + 1))]
}

/** Keys whose list is one value: the later one stands alone. */
const whole: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test'])
/** Keys whose items are told apart by where they lead in the container. */
const byTarget: ReadonlySet<string> = new Set(['volumes', 'secrets', 'configs', 'devices'])

/** Merges a later compose file into an earlier one, by compose's own rules. */
export const mergeTrees = (base: Tree | undefined, change: Tree, key = ''): Tree | undefined => {
  if (change.tag === 'reset') return undefined
  if (base === undefined || change.tag === 'override' || whole.has(key) || base.is !== change.is || base.is === 'leaf') return change
  return base.is === 'dict' ? mergeDicts(base, change as Dict) : mergeLists(base, change as List, key)
}

const mergeDicts = (base: Dict, change: Dict): Dict => {
  const merged = new Map(base.entries)
  for (const [key, value] of change.entries) {
    const found = mergeTrees(merged.get(key), value, key)
    if (found === undefined) merged.delete(key)
    else merged.set(key, found)
  }
  return { ...base, entries: merged }
}

const mergeLists = (base: List, change: List, key: string): List => {
  const name = (item: Tree): string => byTarget.has(key) ? targetOf(item) : JSON.stringify(plain(item))
  const found = new Map<string, Tree>()
  for (const item of [...base.items, ...change.items]) found.set(name(item), item)
  return { ...base, items: [...found.values()] }
}

/** Where a volume, a device or a config leads: the second part of `source:target:mode`. */
const targetOf = (item: Tree): string => {
  const text = textOf(item)
  if (text === undefined) return textOf(get(item, 'target')) ?? textOf(get(item, 'source')) ?? JSON.stringify(items(item).map(plain))
  return text.replace(/\$\{[^}]*\}/g, '$').split(':')[1] ?? text
}

/** Before version 2 services stood at the root. */
export const olderForm = (root: Dict): Dict => {
  const isOld = !root.entries.has('services') && !root.entries.has('include') && [...root.entries.values()].some((value) => get(value, 'image') ?? get(value, 'build'))
  return isOld ? { ...root, entries: new Map<string, Tree>([['services', { ...emptyDict(root.at), entries: root.entries }]]) } : root
}
