import type { Keeping } from '../kinds/keeping.mts'
import type { Mount, Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import type { Miss } from './manifest.mts'

/** Files to copy: a named volume, or a folder (or file) of the host that a service writes to. */
export type FileItem = {
  readonly is: 'volume' | 'folder'
  /** Under whose name they are kept. */
  readonly service: string
  /** What people call it: the volume's name in the stack file, the path as `./data`. */
  readonly item: string
  /** The volume as the engine calls it, the path relative to the stack folder. */
  readonly source: string
  /** Services that mount it. */
  readonly users: readonly string[]
  /** Whether it may be copied while they run. */
  readonly isLive: boolean
}

/** One thing an environment has to keep. */
export type Item =
  | { readonly is: 'server'; readonly service: string; readonly item: ''; readonly keeping: Keeping }
  | { readonly is: 'sqlite'; readonly service: string; readonly item: string }
  | FileItem
  | { readonly is: 'gantry'; readonly service: 'gantry'; readonly item: '' }

/** What is kept, and what is left alone with the reason. */
export type Stock = { readonly items: readonly Item[]; readonly skipped: readonly Miss[] }

type Kept = Extract<Mount, { type: 'volume' | 'bind' }>
type Use = { readonly workload: Workload; readonly mount: Kept }

/** What a mount is called in reports. */
const called = (mount: Mount): string => {
  if (mount.type === 'volume') return mount.name || mount.path
  return mount.type === 'bind' ? (mount.source.startsWith('/') ? mount.source : `./${mount.source}`) : mount.path
}

const isOwnData = ({ keeps }: Workload, mount: Mount): boolean => keeps !== undefined && mount.type === 'volume' && (mount.isSeeded === true || mount.path === keeps.offline?.path || keeps.paths?.includes(mount.path) === true)

/** Why a mount is not copied; undefined where it is. */
const reasonOf = (workload: Workload, mount: Kept): string | undefined => {
  if (mount.type === 'bind' && mount.readOnly) return 'read-only: what is in it comes from elsewhere'
  if (mount.type === 'volume' && mount.cache) return 'cache: true: it can be made again'
  if (!workload.backup.isOn) return 'backup: false'
  if (mount.type === 'volume' && mount.name === '') return 'a volume without a name goes with its container: give it a name to keep it'
  return isOwnData(workload, mount) ? 'its server is asked for its data instead' : undefined
}

const placeOf = (mount: Kept): string => mount.type === 'volume' ? `volume ${mount.name}` : `folder ${mount.source}`

/** Everything copied as files, each once, whoever mounts it; who writes to it lends the name. */
const filesOf = ({ workloads, project }: Environment): readonly FileItem[] => {
  const uses = workloads.flatMap((workload) => workload.mounts.flatMap((mount): readonly Use[] => mount.type === 'volume' || mount.type === 'bind' ? [{ workload, mount }] : []))
  return [...Map.groupBy(uses, ({ mount }) => placeOf(mount)).values()].flatMap((all) => {
    const keepers = all.filter(({ workload, mount }) => reasonOf(workload, mount) === undefined)
    const first = keepers.find(({ mount }) => !mount.readOnly) ?? keepers[0]
    // A volume that a server speaks for is not copied for another who only looks at it.
    if (!first || all.some(({ workload, mount }) => isOwnData(workload, mount))) return []
    const { workload, mount } = first
    return [{
      is: mount.type === 'volume' ? 'volume' : 'folder', service: workload.name, item: called(mount), source: mount.type === 'volume' ? `${project}_${mount.name}` : mount.source,
      users: [...new Set(all.map((use) => use.workload.name))], isLive: keepers.every((use) => use.workload.backup.isLive),
    } satisfies FileItem]
  })
}

/** Volumes and folders that nobody's copy holds, with the reason; what is in memory or rendered was never meant to be kept. */
const skippedOf = ({ workloads }: Environment, copied: ReadonlySet<string>): readonly Miss[] => workloads.flatMap((workload) => {
  const missed = workload.mounts.filter((mount): mount is Kept => (mount.type === 'volume' || mount.type === 'bind') && !copied.has(called(mount)) && !(workload.backup.isOn && isOwnData(workload, mount)))
  const alone = workload.keeps && !workload.backup.isOn ? [{ service: workload.name, item: '', message: 'backup: false' }] : []
  return [...alone, ...missed.flatMap((mount) => {
    const message = reasonOf(workload, mount) ?? 'a server keeps its data in it, and is asked for them instead'
    return alone.length > 0 && isOwnData(workload, mount) ? [] : [{ service: workload.name, item: called(mount), message }]
  })]
})

/** Everything an environment has to keep: its servers' data, SQLite files, volumes, folders that are written to, and what gantry itself needs to run it again. */
export const stockOf = (environment: Environment): Stock => {
  const on = environment.workloads.filter(({ backup }) => backup.isOn)
  const files = filesOf(environment)
  return {
    items: [
      ...on.flatMap(({ name, keeps }): readonly Item[] => keeps ? [{ is: 'server', service: name, item: '', keeping: keeps }] : []),
      ...on.flatMap(({ name, backup }) => backup.sqlite.map((item): Item => ({ is: 'sqlite', service: name, item }))),
      ...files,
      { is: 'gantry', service: 'gantry', item: '' },
    ],
    skipped: skippedOf(environment, new Set(files.map(({ item }) => item))),
  }
}
