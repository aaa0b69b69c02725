import { parseCpus, parseDuration, parseMemory, showDuration, showMemory } from '../stack/units.mts'
import { scalar, type Said } from './compose-service.mts'
import type { Crew, Member } from './member.mts'
import { resolveText } from './compose-text.mts'
import { entries, get, items, textOf, textsOf, type Tree } from './tree.mts'

type Keys = Readonly<Record<string, unknown>>
type Amounts = { readonly cpus?: number; readonly memory?: string; readonly pids?: number }

/** An amount in the largest unit that says it exactly. */
const memoryOf = (text: string | undefined): string | undefined => {
  const bytes = parseMemory(text) ?? (/^\d+b?$/.test(text ?? '') ? Number.parseInt(text ?? '', 10) : undefined)
  if (bytes === undefined || bytes < 1024) return undefined
  const shown = showMemory(bytes)
  return parseMemory(shown) === bytes ? shown : bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2}M` : `${Math.ceil(bytes / 1024)}K`
}

/** The memory a service may use, as its compose file says. */
export const memoryLimitOf = ({ source: { tree }, label }: Member, crew: Crew): string | undefined => {
  const limits = get(get(get(tree, 'deploy'), 'resources'), 'limits')
  return memoryOf(scalar(label, 'memory', get(limits, 'memory') ?? get(tree, 'mem_limit'), crew))
}

/** Limits, reservations, replicas and graphics cards of a service. */
export const resourcesOf = (member: Member, crew: Crew, own: { readonly memory?: number } = {}): Keys => {
  const { source: { tree }, label, known } = member
  const value = (key: string, from: Tree | undefined, as = key) => scalar(label, key, get(from, as), crew)
  const resources = get(get(tree, 'deploy'), 'resources')
  const [limits, reserved] = [get(resources, 'limits'), get(resources, 'reservations')]
  const amounts = (cpus: string | undefined, memory: string | undefined, pids: string | undefined): Amounts => ({
    ...parseCpus(cpus) === undefined ? {} : { cpus: parseCpus(cpus) ?? 1 }, ...memoryOf(memory) === undefined ? {} : { memory: memoryOf(memory) ?? '' }, ...Number(pids) > 0 ? { pids: Number(pids) } : {},
  })
  const most = amounts(value('cpus', limits) ?? value('cpus', tree), value('memory', limits) ?? value('mem_limit', tree), value('pids', limits) ?? value('pids_limit', tree))
  const least = amounts(value('reservations.cpus', reserved, 'cpus'), value('reservations.memory', reserved, 'memory') ?? value('mem_reservation', tree), undefined)
  const memory = most.memory ?? (own.memory === undefined ? member.kind === 'container' ? known.memory : undefined : showMemory(Math.ceil(own.memory / 0.75 / 1024 ** 2) * 1024 ** 2))
  sayEndless(member, crew, { ...most })
  const all = { ...most, ...memory === undefined ? {} : { memory } }
  const fitting = (parseMemory(least.memory) ?? 0) > (parseMemory(all.memory) ?? Number.POSITIVE_INFINITY) ? { ...least, memory: all.memory } : least
  const replicas = Number(value('deploy.replicas', get(tree, 'deploy'), 'replicas') ?? value('scale', tree) ?? 1)
  return {
    ...Object.keys(all).length === 0 ? {} : { limits: all }, ...Object.keys(fitting).length === 0 ? {} : { reservations: fitting },
    ...gpusOf(reserved, member, crew), ...Number.isInteger(replicas) && replicas !== 1 ? { replicas } : {},
  }
}

const gpusOf = (reserved: Tree | undefined, { source: { tree }, label }: Member, { notes }: Crew): Keys => {
  const device = items(get(reserved, 'devices')).find((one) => textsOf(get(one, 'capabilities')).includes('gpu')) ?? (get(tree, 'gpus')?.is === 'list' ? items(get(tree, 'gpus'))[0] : undefined)
  const chosen = device && get(device, 'device_ids')
  if (chosen) notes.left(label, chosen.at, `device_ids: ${textsOf(chosen).join(', ')}`, 'the stack file has a number of cards, or all of them', 'remove `gpus:`, and give the device to compose as it is: `compose: { deploy: … }`')
  const text = textOf(get(tree, 'gpus')) ?? (device ? textOf(get(device, 'count')) ?? (chosen ? String(textsOf(chosen).length) : 'all') : textOf(get(tree, 'runtime')) === 'nvidia' ? 'all' : undefined)
  return text === undefined ? {} : { gpus: text === 'all' || !(Number(text) > 0) ? 'all' : Number(text) }
}

/** Compose takes a limit of nothing for none at all. */
const sayEndless = ({ source: { tree }, label }: Member, { notes, values }: Crew, most: Amounts): void => {
  const limits = get(get(get(tree, 'deploy'), 'resources'), 'limits')
  const written = { cpus: ['cpus', get(limits, 'cpus') ?? get(tree, 'cpus')], memory: ['mem_limit', get(limits, 'memory') ?? get(tree, 'mem_limit')], pids: ['pids_limit', get(limits, 'pids') ?? get(tree, 'pids_limit')] } as const
  for (const key of ['cpus', 'memory', 'pids'] as const) {
    const [name, value] = written[key]
    const text = value && resolveText(textOf(value) ?? '', values).text
    if (text && most[key] === undefined) notes.left(label, value.at, `${name}: ${text}`, 'every service of a stack has limits', `gantry's own holds: write what it needs as \`limits: { ${key}: … }\``)
  }
}

/** How a service ends, starts again and logs. */
export const lifeOf = ({ source: { tree, restart }, kind, label }: Member, { notes, values }: Crew): Keys => {
  const grace = parseDuration(scalar(label, 'stop_grace_period', get(tree, 'stop_grace_period'), { values, notes }))
  const named = textOf(get(tree, 'stop_signal'))?.toUpperCase()
  const signal = named === undefined ? undefined : named.startsWith('SIG') ? named : /^[A-Z]/.test(named) ? `SIG${named}` : undefined
  const again = restart?.replace(/:.*$/, '')
  const isUsual = again === undefined || again === 'unless-stopped' || (kind === 'job' && (again !== 'on-failure')) || !/^(no|always|on-failure)$/.test(again)
  const count = /^on-failure:(\d+)$/.exec(restart ?? '')?.[1]
  if (count !== undefined) notes.left(label, get(tree, 'restart')?.at, `restart: ${restart ?? ''}`, 'gantry counts no restarts', 'it starts again each time it fails')
  return {
    ...grace === undefined ? {} : { stop: signal === undefined ? showDuration(grace) : { grace: showDuration(grace), signal } }, ...grace === undefined && signal !== undefined ? { stop: { signal } } : {},
    ...isUsual ? {} : { restart: again }, ...loggingOf(label, get(tree, 'logging'), { values, notes }),
  }
}

const loggingOf = (label: string, tree: Tree | undefined, around: Said): Keys => {
  if (tree === undefined) return {}
  const driver = scalar(label, 'logging.driver', get(tree, 'driver'), around)
  const { 'max-size': size, 'max-file': files, ...rest } = Object.fromEntries(entries(get(tree, 'options')).flatMap(([key, value]) => { const text = scalar(label, `logging.${key}`, value, around); return text === undefined ? [] : [[key, text] as const] }))
  const count = Number(files)
  const found = { ...driver === undefined || driver === 'json-file' ? {} : { driver }, ...size === undefined ? {} : { max_size: size }, ...count >= 1 ? { max_file: count } : {}, ...Object.keys(rest).length === 0 ? {} : { options: rest } }
  return Object.keys(found).length === 0 ? {} : { logging: found }
}
