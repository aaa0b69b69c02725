import { parseCpus, parseDuration, parseMemory, showDuration, showMemory } from '../stack/units.mts'
import { scalar } from './compose-service.mts'
import type { Crew, Member } from './member.mts'
import { entries, get, items, plain, textOf, textsOf, type Tree } from './tree.mts'

type Keys = Readonly<Record<string, unknown>>
type Amounts = { readonly cpus?: number; readonly memory?: string; readonly pids?: number }

const memoryOf = (text: string | undefined): string | undefined => {
  const bytes = parseMemory(text) ?? (/^\d+b?$/.test(text ?? '') ? Number.parseInt(text ?? '', 10) : undefined)
  return bytes === undefined || bytes < 1024 ? undefined : showMemory(bytes)
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
  const all = { ...most, ...memory === undefined ? {} : { memory } }
  const fitting = (parseMemory(least.memory) ?? 0) > (parseMemory(all.memory) ?? Number.POSITIVE_INFINITY) ? { ...least, memory: all.memory } : least
  const replicas = Number(value('deploy.replicas', get(tree, 'deploy'), 'replicas') ?? value('scale', tree) ?? 1)
  return {
    ...Object.keys(all).length === 0 ? {} : { limits: all }, ...Object.keys(fitting).length === 0 ? {} : { reservations: fitting },
    ...gpusOf(reserved, tree), ...Number.isInteger(replicas) && replicas !== 1 ? { replicas } : {},
  }
}

const gpusOf = (reserved: Tree | undefined, tree: Tree): Keys => {
  const device = items(get(reserved, 'devices')).find((one) => textsOf(get(one, 'capabilities')).includes('gpu')) ?? (get(tree, 'gpus')?.is === 'list' ? items(get(tree, 'gpus'))[0] : undefined)
  const text = textOf(get(tree, 'gpus')) ?? (device ? textOf(get(device, 'count')) ?? 'all' : textOf(get(tree, 'runtime')) === 'nvidia' ? 'all' : undefined)
  return text === undefined ? {} : { gpus: text === 'all' || !(Number(text) > 0) ? 'all' : Number(text) }
}

/** How a service ends, starts again and logs. */
export const lifeOf = ({ source: { tree, restart }, kind, label }: Member, { notes, values }: Crew): Keys => {
  const grace = parseDuration(scalar(label, 'stop_grace_period', get(tree, 'stop_grace_period'), { values, notes }))
  const named = textOf(get(tree, 'stop_signal'))?.toUpperCase()
  const signal = named === undefined ? undefined : named.startsWith('SIG') ? named : /^[A-Z]/.test(named) ? `SIG${named}` : undefined
  const again = restart?.replace(/:.*$/, '')
  const isUsual = again === undefined || again === 'unless-stopped' || (kind === 'job' && (again !== 'on-failure')) || !/^(no|always|on-failure)$/.test(again)
  return {
    ...grace === undefined ? {} : { stop: signal === undefined ? showDuration(grace) : { grace: showDuration(grace), signal } }, ...grace === undefined && signal !== undefined ? { stop: { signal } } : {},
    ...isUsual ? {} : { restart: again }, ...loggingOf(get(tree, 'logging')),
  }
}

const loggingOf = (tree: Tree | undefined): Keys => {
  if (tree === undefined) return {}
  const driver = textOf(get(tree, 'driver'))
  const { 'max-size': size, 'max-file': files, ...rest } = Object.fromEntries(entries(get(tree, 'options')).map(([key, value]) => [key, String(plain(value))]))
  const count = Number(files)
  const found = { ...driver === undefined || driver === 'json-file' ? {} : { driver }, ...size === undefined ? {} : { max_size: size }, ...count >= 1 ? { max_file: count } : {}, ...Object.keys(rest).length === 0 ? {} : { options: rest } }
  return Object.keys(found).length === 0 ? {} : { logging: found }
}
