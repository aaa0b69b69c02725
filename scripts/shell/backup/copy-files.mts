import type { Archive, Miss } from '../../backup/manifest.mts'
import { archiveName, archiveSuffix } from '../../backup/place.mts'
import type { FileItem } from '../../backup/stock.mts'
import { copiedPath, filesByHand, sightOf, type Found } from '../../backup/volumes.mts'
import { copy } from '../../docker/copy.mts'
import { usersOf, type Mounting } from '../../docker/users.mts'
import { isFailure } from '../failure.mts'
import { writeArchive } from './archive.mts'
import { lookFor } from './files-found.mts'
import { imageHere, sweepLenders, withLender } from './lender.mts'
import { withStopped } from './stopped.mts'
import { unhurried } from '../unhurried.mts'

/** Where copies go and whose they are; `home` is `.gantry/<env>`, absolute, `images` are tried in their order for one that is here. */
export type CopyOrder = {
  readonly project: string
  readonly stackFolder: string
  readonly home: string
  /** The run's folder, absolute. */
  readonly folder: string
  readonly recipients: readonly string[]
  readonly images: readonly string[]
  readonly items: readonly FileItem[]
}

export type CopyMeans = { readonly signal: AbortSignal; readonly say: (line: string) => void; readonly show: (line: string) => void; readonly stallMs: number; readonly totalMs: number }

/** What was copied and what was not. */
export type Copied = { readonly archives: readonly Archive[]; readonly failures: readonly Miss[]; readonly skipped: readonly Miss[] }

const copyOne = async (found: Found, index: number, container: string, image: string, order: CopyOrder, means: CopyMeans): Promise<Archive | Miss> => {
  const { service, item, is } = found.item
  const file = archiveName(service, item, archiveSuffix('tar', order.recipients.length > 0))
  if (means.signal.aborted) return { service, item, message: 'interrupted' }
  const written = await writeArchive({ argv: copy.out(container, copiedPath(found, index)) }, { folder: order.folder, file, format: 'tar', recipients: order.recipients },
    { ...means, onBytes: (bytes) => means.show(`${service} ${item}: ${Math.round(bytes / 1e6)} MB`) })
  return written.ok ? { service, of: is, item, ...written.archive, byHand: filesByHand(found, file, image) } : { service, item, message: written.message }
}

/** Copies what has been found through one throw-away container; one that fails does not keep the others from being copied. */
const copyAll = async (all: readonly Found[], users: readonly Mounting[], order: CopyOrder, means: CopyMeans): Promise<readonly (Archive | Miss)[]> => {
  if (means.signal.aborted) return all.map(({ item: { service, item } }) => ({ service, item, message: 'interrupted' }))
  const image = await imageHere([...users.map(({ imageId }) => imageId), ...order.images])
  return withLender(order.project, image, all.map((found, index) => sightOf(found, index, true)), async (container) => {
    const results: (Archive | Miss)[] = []
    for (const [index, found] of all.entries()) results.push(await copyOne(found, index, container, order.images[0] ?? image.name, order, means))
    return results
  })
}

const held = ({ item, path }: Found) => ({ is: item.is, source: path })

/** Splits off what somebody writes to whom this stack may not stop, or who cannot be stopped as he is. */
const blockedBy = (found: Found, all: readonly Mounting[], project: string): Miss | undefined => {
  const { service, item } = found.item
  const writers = usersOf(all, [held(found)], 'writers')
  const stranger = writers.find((one) => one.project !== project)
  if (stranger) return { service, item, message: `container ${stranger.name}, which is not of this stack, writes to it: stop it, or declare \`backup: { live: true }\`` }
  const paused = writers.find(({ state }) => state === 'paused')
  return paused && { service, item, message: `container ${paused.name} is paused in the middle of its work: unpause or stop it` }
}

const stopping = async (stopped: readonly Found[], order: CopyOrder, means: CopyMeans): Promise<readonly (Archive | Miss)[]> => {
  if (stopped.length === 0) return []
  const misses: Miss[] = []
  let free: readonly Found[] = []
  let users: readonly Mounting[] = []
  const find = (all: readonly Mounting[]) => {
    const blocked = new Map(stopped.map((found) => [found, blockedBy(found, all, order.project)]))
    misses.push(...[...blocked.values()].filter((miss) => miss !== undefined))
    free = stopped.filter((found) => blocked.get(found) === undefined)
    users = usersOf(all, free.map(held), 'writers')
    return users
  }
  const { value, unstarted } = await withStopped(find, { home: order.home, say: means.say }, () => free.length === 0 ? Promise.resolve([]) : copyAll(free, users, order, means))
  const service = stopped[0]?.item.service ?? ''
  return [...misses, ...value, ...unstarted === undefined ? [] : [{ service, item: '', message: `stopped for the copy, and not started again: ${unstarted}` }]]
}

const isArchive = (one: Archive | Miss): one is Archive => 'file' in one

/** Copies volumes and folders of one service as tar archives. Whoever writes to them is stopped meanwhile, unless they may be copied live. */
export const copyFiles = (order: CopyOrder, means: CopyMeans): Promise<Copied> => unhurried(async () => {
  const looked = await Promise.all(order.items.map((item) => lookFor(item, order.stackFolder)))
  const found = looked.flatMap((one) => 'found' in one ? [one.found] : [])
  const skipped = looked.flatMap((one) => 'skipped' in one ? [one.skipped] : [])
  const missing = looked.flatMap((one) => 'missing' in one ? [one.missing] : [])
  const [live, still] = [found.filter(({ item }) => item.isLive), found.filter(({ item }) => !item.isLive)]
  const guarded = async (all: readonly Found[], act: () => Promise<readonly (Archive | Miss)[]>): Promise<readonly (Archive | Miss)[]> => {
    try {
      return await act()
    } catch (error) {
      if (!isFailure(error)) throw error
      const { message } = error
      return all.map(({ item: { service, item } }) => ({ service, item, message }))
    }
  }
  if (found.length > 0) await sweepLenders(order.project)
  const results = [
    ...await guarded(still, () => stopping(still, order, means)),
    ...live.length === 0 ? [] : await guarded(live, () => copyAll(live, [], order, means)),
  ]
  return { archives: results.filter(isArchive), failures: [...missing, ...results.filter((one): one is Miss => !isArchive(one))], skipped }
})
