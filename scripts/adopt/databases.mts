import { parseMemory } from '../stack/units.mts'
import type { Delivered } from './deliver.mts'
import { tagOfImage, repositoryOf } from './image-table.mts'
import { shown } from './secret-words-in.mts'
import { databaseOf, type Crew, type Member } from './member.mts'
import { memoryLimitOf } from './resources.mts'

type Keys = Readonly<Record<string, unknown>>

/** `version:` of an image of the kind, or `image:` of one that is only like it. */
const versionOf = ({ source: { image = '', at }, label, kind }: Member, { notes }: Crew): Keys => {
  const tag = tagOfImage(image)
  if (repositoryOf(image) !== kind) return { image }
  if (image.includes('@sha256:')) return { image }
  if (tag !== undefined) return { version: tag }
  notes.took(label, at, image, `the version of the kind ${kind}`, 'the image names none')
  return {}
}

const careless = /^(fsync|full_page_writes|synchronous_commit)$/

/** The keys of a PostgreSQL service. */
export const postgresKeys = (member: Member, crew: Crew): Keys => {
  const { source: { command, image = '' }, label } = member
  const { user, name } = databaseOf(member, crew.values)
  const settings: Record<string, string | number> = {}
  const words = command?.words ?? []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const [, key, value] = /^(?:--)?([a-z][a-z0-9_.-]*)=(.*)$/.exec(word === '-c' ? words[++index] ?? '' : word) ?? []
    if (key === undefined || value === undefined) { if (word !== 'postgres') crew.notes.left(label, command?.at, shown(`command: ${word}`), 'it is no setting of the server', 'write `settings: { name: value }`') }
    else if (careless.test(key) && /^(off|false|0|no)$/i.test(value)) crew.notes.left(label, command?.at, `${key}=${value}`, 'it can lose data: dev has it by itself, elsewhere it is refused', 'nothing is needed')
    else settings[key.replaceAll('-', '_')] = /^\d{1,9}$/.test(value) ? Number(value) : value
  }
  return {
    ...versionOf(member, crew), ...repositoryOf(image) === 'timescale/timescaledb' ? { user: '70:70' } : {},
    ...Object.keys(settings).length > 0 ? { settings } : {}, variables: { POSTGRES_USER: user, POSTGRES_DB: name },
  }
}

/** The keys of a Redis service: a cache only where its command says so. */
export const redisKeys = (member: Member, crew: Crew, { fileOf, secrets }: Delivered): Keys => {
  const { source: { command, at, image = '' }, label } = member
  const words = (command?.words ?? []).flatMap((word) => word.split(/\s+/)).filter((word) => !/^(sh|-c|exec|redis-server|docker-entrypoint\.sh)$/.test(word))
  const options = new Map<string, string>()
  for (let index = 0; index < words.length; index++) if (words[index]?.startsWith('--')) {
    const values: string[] = []
    while (words[index + 1] !== undefined && !words[index + 1]?.startsWith('--')) values.push(words[++index] ?? '')
    options.set((words[index - values.length] ?? '').slice(2), values.join(' '))
  } else crew.notes.left(label, command?.at, shown(`command: ${words[index] ?? ''}`), 'the kind starts the server with settings of its own', 'write the whole `command:` if it is really needed')
  const isCache = /^(allkeys|volatile)/.test(options.get('maxmemory-policy') ?? '') || options.get('appendonly') !== 'yes' && options.get('save')?.replace(/["']/g, '') === '' && options.has('save')
  crew.notes.took(label, command?.at ?? at, `${label} (${image})`, `redis with \`use: ${isCache ? 'cache' : 'store'}\``, isCache ? 'its command lets it forget' : 'nothing says that it may forget; `use: cache` evicts when memory is full')
  const memory = parseMemory(options.get('maxmemory'))
  const password = options.get('requirepass')
  for (const [name, value] of options) if (!/^(save|appendonly|maxmemory|maxmemory-policy|requirepass|port|protected-mode|bind)$/.test(name) || name === 'port' && value !== '6379') crew.notes.left(label, command?.at, shown(`--${name} ${value}`), 'the kind starts the server with settings of its own', 'write the whole `command:` if it is really needed')
  return {
    ...versionOf(member, crew), use: isCache ? 'cache' : 'store', ...memory === undefined ? {} : { memory },
    ...password === undefined || password === '' ? {} : withPassword(password, isCache, memory ?? 0.75 * (parseMemory(memoryLimitOf(member, crew)) ?? 256 * 1024 ** 2), member, crew, fileOf, secrets),
  }
}

const withPassword = (written: string, isCache: boolean, memory: number, { label, source: { command } }: Member, { secrets: table, notes }: Crew, fileOf: ReadonlyMap<string, string>, given: Delivered['secrets']): Keys => {
  const [, name] = /^["']?(?:\u0001([^\u0002]+)\u0002|\$\{?(\w+)\}?)["']?$/.exec(written)?.filter((one) => one !== undefined) ?? []
  const known = name === undefined ? undefined : fileOf.get(name)
  const hole = known === undefined ? table.hole(name === undefined ? written : `\${${name}}`, `${label}_password`) : undefined
  const own = hole?.declared ?? `${label.replaceAll('-', '_')}_password`
  const file = known ?? `/run/secrets/${own}`
  notes.took(label, command?.at, `the password of ${label}`, `the file ${file}`, 'a secret in a command line shows to everybody')
  const policy = isCache ? "--save '' --appendonly no --maxmemory-policy allkeys-lru" : '--appendonly yes --maxmemory-policy noeviction'
  return {
    command: ['sh', '-c', `exec redis-server --maxmemory ${Math.round(memory / 1024 ** 2)}mb ${policy} --requirepass "$(cat ${file})"`],
    health: { command: ['sh', '-c', `redis-cli -e --no-auth-warning -a "$(cat ${file})" ping`] },
    ...known === undefined ? { secrets: [...given, hole?.declared === undefined ? { name: own, value: hole?.text ?? '' } : { name: own }] } : {},
  }
}
