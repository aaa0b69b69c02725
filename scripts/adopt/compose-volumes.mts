import { plainPath } from '../stack/plain-path.mts'
import type { Surroundings } from './compose-service.mts'
import { resolveText } from './compose-text.mts'
import type { Place } from './notes.mts'
import { entries, get, items, textOf, type Dict, type Tree } from './tree.mts'

/** Something mounted into a service; an anonymous volume has no source. */
export type Volume = {
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'anonymous'
  readonly source: string
  readonly path: string
  readonly readOnly: boolean
  readonly size?: string
  readonly at: Place
}

/** What a service mounts, `tmpfs:` included. */
export const readVolumes = (service: string, tree: Dict, around: Surroundings): readonly Volume[] => [
  ...items(get(tree, 'volumes')).flatMap((item) => item.is === 'dict' ? long(service, item, around) : short(service, item, around)),
  ...items(get(tree, 'tmpfs')).flatMap((item) => tmpfs(service, item, around)),
]

const tmpfs = (service: string, item: Tree, { values, notes }: Surroundings): readonly Volume[] => {
  const { at } = item
  const [path = '', written = ''] = resolveText(textOf(item) ?? '', values).text.split(':')
  const options = written.split(',').filter((option) => option !== '')
  const size = options.find((option) => option.startsWith('size='))?.slice(5)
  const others = options.filter((option) => !/^(size=|rw$|nosuid$|nodev$|noexec$)/.test(option))
  if (others.length > 0) notes.left(service, at, `tmpfs: ${path}:${others.join(',')}`, 'the stack file has a size alone', 'the folder is open to everybody in the container, as `mode=1777` has it')
  return path === '' ? [] : [{ type: 'tmpfs', source: '', path, readOnly: false, at, ...size === undefined ? {} : { size } }]
}

/** `${PWD}` is the folder of the project. */
const resolved = (service: string, text: string, at: Place, { values, notes }: Surroundings): string => {
  const { text: found, missing } = resolveText(text, { ...values, PWD: '.' })
  if (missing.length > 0) notes.left(service, at, `volumes: ${text}`, `${missing.join(' and ')} is set nowhere`, 'look at the path in stack.yaml')
  return found
}

const short = (service: string, item: Tree, around: Surroundings): readonly Volume[] => {
  const text = resolved(service, textOf(item) ?? '', item.at, around)
  const [first = '', second, mode = ''] = text.split(':')
  if (/^[A-Za-z]:[\\/]/.test(text)) { around.notes.left(service, item.at, `volumes: ${text}`, 'it is a path of Windows', 'write a folder of the stack'); return [] }
  if (first === '' || second === '') { around.notes.left(service, item.at, `volumes: ${textOf(item) ?? ''}`, 'the path is empty', 'write `volumes: [name:/path]`'); return [] }
  if (second === undefined) return [{ type: 'anonymous', source: '', path: first, readOnly: false, at: item.at }]
  const modes = mode.split(',')
  sayOptions(service, second, modes.filter((one) => !/^(|ro|rw|z|Z|cached|delegated|consistent)$/.test(one)), item.at, around)
  return [mounted(first, second, modes.includes('ro'), item.at)]
}

const sayOptions = (service: string, path: string, options: readonly string[], at: Place, { notes }: Surroundings): void => {
  if (options.length > 0) notes.left(service, at, `volumes: ${path}: ${options.join(', ')}`, 'the stack file has read-only alone', 'give the volume to compose as it is: `compose: { volumes: … }`')
}

const mounted = (source: string, path: string, readOnly: boolean, at: Place): Volume =>
  /^[./~]/.test(source) ? { type: 'bind', source: source.startsWith('~') ? source : plainPath(source), path, readOnly, at } : { type: 'volume', source, path, readOnly, at }

const long = (service: string, item: Dict, around: Surroundings): readonly Volume[] => {
  const value = (key: string) => { const text = textOf(get(item, key)); return text === undefined ? undefined : resolved(service, text, item.at, around) }
  const [type, source, path] = [value('type') ?? 'volume', value('source'), value('target') ?? '']
  const readOnly = value('read_only') === 'true'
  const sub = textOf(get(get(item, 'volume'), 'subpath'))
  if (sub !== undefined) around.notes.left(service, item.at, `volumes: subpath ${sub}`, 'gantry mounts whole volumes', `mount the volume at a folder above ${path}`)
  sayOptions(service, path, [...entries(get(item, 'bind')), ...entries(get(item, 'volume'))].map(([key]) => key).filter((key) => !/^(create_host_path|selinux|subpath)$/.test(key)), item.at, around)
  if (type === 'tmpfs') { const size = textOf(get(get(item, 'tmpfs'), 'size')); return [{ type, source: '', path, readOnly, at: item.at, ...size === undefined ? {} : { size } }] }
  if (type !== 'bind' && type !== 'volume') { around.notes.left(service, item.at, `volumes: type ${type}`, 'gantry knows volumes, folders and memory', 'write it below `compose:`'); return [] }
  if (source === undefined) return [{ type: 'anonymous', source: '', path, readOnly, at: item.at }]
  return [type === 'bind' ? { ...mounted(/^[./~]/.test(source) ? source : `./${source}`, path, readOnly, item.at) } : { type, source, path, readOnly, at: item.at }]
}
