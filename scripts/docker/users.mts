import { label } from './label.mts'

/** A container that is not at rest, with what it mounts. */
export type Mounting = {
  readonly id: string
  readonly name: string
  readonly project: string
  readonly service: string
  readonly state: string
  /** What really runs. */
  readonly imageId: string
  readonly mounts: readonly { readonly volume: string; readonly source: string; readonly writes: boolean }[]
}

type Raw = {
  readonly Id: string
  readonly Name: string
  readonly Image?: string
  readonly State: { readonly Status: string }
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null }
  readonly Mounts?: readonly { readonly Type?: string; readonly Name?: string; readonly Source?: string; readonly RW?: boolean }[] | null
}

/** What `docker container inspect` says of mounts. */
export const readMounting = (json: string): readonly Mounting[] => (JSON.parse(json.trim() || '[]') as readonly Raw[]).map(({ Id, Name, Image = '', State, Config, Mounts }) => ({
  id: Id, name: Name.replace(/^\//, ''), project: Config?.Labels?.[label.project] ?? '', service: Config?.Labels?.[label.service] ?? '', state: State.Status, imageId: Image,
  mounts: (Mounts ?? []).map((mount) => ({ volume: mount.Type === 'volume' ? mount.Name ?? '' : '', source: mount.Type === 'bind' ? mount.Source ?? '' : '', writes: mount.RW !== false })),
}))

/** Volumes and folders as the engine calls them; a folder is absolute. */
export type Held = { readonly is: 'volume' | 'folder'; readonly source: string }

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`)

/** Who has any of these mounted; a folder also by a part of it, or by what it is a part of. */
export const usersOf = (all: readonly Mounting[], held: readonly Held[], only: 'writers' | 'all'): readonly Mounting[] => all.filter(({ mounts }) =>
  mounts.some(({ volume, source, writes }) => (only === 'all' || writes) && held.some((one) =>
    one.is === 'volume' ? volume === one.source : source !== '' && (isWithin(source, one.source) || isWithin(one.source, source)))))
