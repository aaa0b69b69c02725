import { isVerified, type Manifest } from '../backup/manifest.mts'
import { stockOf } from '../backup/stock.mts'
import { copy } from '../docker/copy.mts'
import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import type { Step } from './step.mts'

/** A volume of the project as the engine has it; `users` are containers, also those that do not run. */
export type Volume = { readonly name: string; readonly createdAt?: number; readonly size?: number; readonly users: readonly string[] }

/** What judging takes; `missing` are files of archives (`run/file`) that are not there, or not as long as their manifest says. */
export type VolumesSeen = { readonly volumes: readonly Volume[]; readonly manifests: readonly Manifest[]; readonly missing: ReadonlySet<string>; readonly now: number }

/** What was asked for: names of volumes that may go without a backup; and, where one is to be taken first, the containers that go before the volumes do. */
export type Asked = { readonly named: readonly string[]; readonly goes?: ReadonlySet<string> }

/** What becomes of a volume: `safe` may go, `named` goes because a person typed its name, `due` goes when its service (`keeper`) is backed up, `used` stays, `alone` would be lost. */
export type Judged = Volume & { readonly verdict: 'safe' | 'named' | 'due' | 'used' | 'alone'; readonly why: string; readonly savedAt?: number; readonly keeper?: string }

const mine = ({ mounts }: Workload, short: string): boolean => mounts.some((mount) => mount.type === 'volume' && mount.name === short)
const isServer = (of: string): boolean => !['volume', 'folder', 'sqlite', 'gantry'].includes(of)

/** Which archives of a run hold a volume: those of the server that keeps its data in it, or its own; and under whose name a backup saves it, if one does. */
const holding = (environment: Environment, name: string) => {
  const short = name.slice(environment.project.length + 1)
  const users = environment.workloads.filter((workload) => mine(workload, short))
  const { items } = stockOf(environment)
  const file = items.find((item) => item.is === 'volume' && item.source === name)
  const server = file ? undefined : users.find(({ keeps }) => keeps)
  const keeper = file ?? items.find((item) => item.is === 'server' && item.service === server?.name)
  return { users, short, server, keeper: keeper?.service, holds: ({ service, of, item }: Manifest['archives'][number]): boolean => server ? service === server.name && isServer(of) : of === 'volume' && item === short }
}

/** When the newest run began whose copy of the volume is proved and there; one of the future counts for nothing. */
export const savedAt = (environment: Environment, name: string, { manifests, missing, now }: Omit<VolumesSeen, 'volumes'>): number | undefined => {
  const { holds, server, short } = holding(environment, name)
  const times = manifests.filter((manifest) => {
    const own = manifest.archives.filter(holds)
    const isWhole = !manifest.failures.some(({ service, item }) => server ? service === server.name : item === short) && !own.some(({ file }) => missing.has(`${manifest.run}/${file}`))
    return isWhole && isVerified({ ...manifest, archives: own, failures: [] })
  }).map(({ startedAt }) => Date.parse(startedAt)).filter((time) => time <= now)
  return times.length === 0 ? undefined : Math.max(...times)
}

const judge = (environment: Environment, volume: Volume, seen: VolumesSeen, { named, goes }: Asked): Judged => {
  const { users, short, keeper } = holding(environment, volume.name)
  const saved = savedAt(environment, volume.name, seen)
  const known = { ...volume, ...saved === undefined ? {} : { savedAt: saved } }
  const rpo = Math.min(environment.backups.rpo, ...users.flatMap(({ backup }) => backup.rpo ?? []))
  const isCache = users.length > 0 && users.every(({ mounts }) => mounts.every((mount) => mount.type !== 'volume' || mount.name !== short || mount.cache))
  const held = volume.users.filter((user) => !goes?.has(user))
  if (held.length > 0) return { ...known, verdict: 'used', why: `container ${held.join(', ')} has it` }
  if (isCache) return { ...known, verdict: 'safe', why: 'a cache: it can be made again' }
  // Whoever still has it may have written to it since.
  if (saved !== undefined && seen.now - saved <= rpo && volume.users.length === 0) return { ...known, verdict: 'safe', why: 'a fresh backup holds it' }
  if (named.includes(volume.name)) return { ...known, verdict: 'named', why: 'its name was given' }
  if (goes && keeper !== undefined) return { ...known, verdict: 'due', keeper, why: `${keeper} is backed up first` }
  if (goes) return { ...known, verdict: 'alone', why: 'no backup would hold it' }
  return { ...known, verdict: 'alone', why: saved === undefined ? 'no verified backup holds it' : 'its last verified backup is too old' }
}

/** What becomes of each volume of a project. */
export const judgeVolumes = (environment: Environment, seen: VolumesSeen, asked: Asked): readonly Judged[] =>
  seen.volumes.map((volume) => judge(environment, volume, seen, asked))

/** Removes volumes by their names; none at all as long as one of them would be lost. */
export const volumeSteps = (judged: readonly Judged[], after: readonly string[]): readonly Step[] => judged.some(({ verdict }) => verdict === 'alone') ? []
  : judged.filter(({ verdict }) => verdict !== 'used').map(({ name, why }): Step => ({ id: `remove volume ${name}`, after, do: 'run', quiet: true, argv: copy.removeVolumes([name]), why: `volume ${name}: ${why}`, danger: 'data' }))
