import { createHash } from 'node:crypto'
import { link, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Access } from '../../wheels/address.mts'
import type { Link } from '../../wheels/index-page.mts'
import { failAt } from '../files.mts'
import { fetchFile, hashOf, sizeOf } from './fetch-file.mts'
import { persistently, type Network } from './network.mts'
import { once } from './once.mts'

/** Files that have been fetched and are what their index says; each has a folder of its own, named by its hash. */
export type Downloads = {
  readonly folder: string
  /** Where a file stands below the folder, fetched when it is not there yet; asked twice, it is fetched once. */
  readonly obtain: (link: Link, access: Access) => Promise<string>
}

type Found = { readonly path: string; readonly fetched: boolean }

/** Opens the folder of downloads; `have` gives a file of that hash that is somewhere on this machine. */
export const openDownloads = (folder: string, network: Network, told: { readonly fetched: (file: string, bytes: number) => void; readonly show: (text: string) => void }, have: (link: Link) => string | undefined): Downloads => {
  const running = new Map<string, Promise<Found>>()
  const obtain = async (wanted: Link, access: Access): Promise<Found> => {
    const path = join(wanted.sha256 ?? `address-${createHash('sha256').update(wanted.url).digest('hex').slice(0, 32)}`, wanted.file)
    const place = join(folder, path)
    if (await sizeOf(place) !== undefined) return { path, fetched: false }
    await mkdir(dirname(place), { recursive: true }).catch((error: unknown) => failAt('create', dirname(place), error))
    const own = have(wanted)
    if (own !== undefined && await hashOf(own) === wanted.sha256) await link(own, place).catch((error: unknown) => failAt('link', place, error))
    else await persistently(network.retries, () => fetchFile(wanted, access, network, `${place}.part`, told.show)).then(() => rename(`${place}.part`, place))
    return { path, fetched: own === undefined }
  }
  return {
    folder,
    obtain: async (wanted, access) => {
      const key = wanted.sha256 ?? wanted.url
      const isFirst = !running.has(key)
      const { path, fetched } = await once(running, key, () => obtain(wanted, access))
      if (isFirst && fetched) told.fetched(wanted.file, await sizeOf(join(folder, path)) ?? 0)
      return path
    },
  }
}
