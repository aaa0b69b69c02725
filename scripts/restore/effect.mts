import type { Archive } from '../backup/manifest.mts'
import type { FileItem } from '../backup/stock.mts'
import type { Environment } from '../stack/environment.mts'

/** Something of a service that is put back: its server's archives, SQLite files in its container, files with the place they belong to. */
export type Wanted = { readonly service: string; readonly archives: readonly Archive[]; readonly sqlite: readonly Archive[]; readonly files: readonly { readonly archive: Archive; readonly item: FileItem }[] }

/** What is done to put a run back; `stamp` tells what is made beside from that of other restores. */
export type RestoreEffect = { readonly do: 'restore'; readonly environment: Environment } & (
  | ({ readonly act: 'put-back'; readonly run: string; readonly stamp: string; readonly dropOld: boolean; readonly force: boolean; readonly identity?: string } & Wanted)
  /** What earlier restores have kept. */
  | { readonly act: 'drop-old'; readonly service: string; readonly names: readonly string[] })

const named = ({ archives, sqlite, files }: Wanted): string => [...[...archives, ...sqlite].map(({ of, item }) => item === '' ? of : item), ...files.map(({ item }) => item.item)].join(', ')

/** What it does, in a few words. */
export const restoreSubject = (effect: RestoreEffect): string => effect.act === 'put-back'
  ? `restore ${effect.service} (${named(effect)}) from ${effect.environment.backups.folder}/${effect.run}`
  : `remove ${effect.names.join(', ')} of ${effect.service}`
