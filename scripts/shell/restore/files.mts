import type { Archive } from '../../backup/manifest.mts'
import type { FileItem } from '../../backup/stock.mts'
import type { Found } from '../../backup/volumes.mts'
import { copy } from '../../docker/copy.mts'
import { usersOf } from '../../docker/users.mts'
import { composeLabels, oldName, stagingName, type Restoring } from '../../restore/files.mts'
import { lookFor } from '../backup/files-found.mts'
import { askEngine, awake, sweepLenders } from '../backup/lender.mts'
import { watchOver } from '../backup/limits.mts'
import { withStopped } from '../backup/stopped.mts'
import { unhurried } from '../unhurried.mts'
import { verifyArchive } from '../backup/verify.mts'
import { fail, failed, isFailure, refusal } from '../failure.mts'
import { exchange, stage } from './files-exchange.mts'
import { removeRecord, writeRecord } from './files-record.mts'
import type { Through } from './files-stream.mts'
import { imageThatClears, removeVolumes } from './files-swap.mts'

/** What is restored from where; `home` is `.gantry/<env>`, absolute, `images` are tried in their order, `stamp` (small letters and digits) names what is made beside. */
export type FilesOrder = {
  readonly project: string
  readonly stackFolder: string
  readonly home: string
  /** The run's folder, absolute. */
  readonly folder: string
  readonly archive: Archive
  readonly identity?: string | undefined
  readonly images: readonly string[]
  readonly item: FileItem
  readonly stamp: string
  readonly dropOld: boolean
}

export type RestoreMeans = {
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  readonly show: (line: string) => void
  readonly totalMs: number
  readonly onProgress?: (item: string, bytes: number, of: number) => void
}

/** What became of it; `old` is the volume that keeps what stood there before. */
export type FilesRestored = { readonly ok: boolean; readonly message: string; readonly hint?: string; readonly old?: string; readonly entries?: number }

/** Who has it mounted: all of this stack, none in the middle of something, or nobody is stopped. */
const checkUsers = async (found: Found, project: string): Promise<readonly string[]> => {
  const users = usersOf(await awake(), [{ is: found.item.is, source: found.path }], 'all')
  const stranger = users.find((one) => one.project !== project)
  if (stranger) fail(refusal(`container ${stranger.name}, which is not of this stack, has ${found.item.is} ${found.item.item} mounted`, 'stop it first'))
  const paused = users.find(({ state }) => state === 'paused')
  if (paused) fail(refusal(`container ${paused.name} is paused in the middle of its work`, 'unpause or stop it first'))
  return users.map(({ imageId }) => imageId)
}

/** The item as it is here; a volume that is not there is made, as compose would. */
const placeFor = async ({ item, stackFolder, project }: FilesOrder): Promise<{ readonly found: Found; readonly isNew: boolean }> => {
  const looked = await lookFor(item, stackFolder)
  if ('found' in looked) return { found: looked.found, isNew: false }
  if ('skipped' in looked || item.is === 'folder') return fail(failed(`${item.item}: ${'skipped' in looked ? looked.skipped.message : looked.missing.message}`, 'create it first, empty, with the owner it needs'))
  await askEngine(copy.makeVolume(item.source, composeLabels(project, item.source)))
  return { found: { item, path: item.source }, isNew: true }
}

/** Stages, exchanges, and leaves nothing beside but what is kept on purpose. */
const carryOut = async (record: Restoring, order: FilesOrder, means: RestoreMeans, through: Through): Promise<FilesRestored> => {
  const { home, stamp } = order
  const { found, staging, old } = record
  const tidy = async (volumes: readonly (string | undefined)[]): Promise<void> => {
    await removeVolumes(volumes.filter((name) => name !== undefined))
    await removeRecord(home, stamp)
  }
  try {
    const wanted = await stage(record, order, means, through)
    let known = record
    const { value: lost, unstarted } = await withStopped((all) => {
      const users = usersOf(all, [{ is: found.item.is, source: found.path }], 'all')
      known = { ...record, ids: users.map(({ id }) => id), names: users.map(({ name }) => name) }
      return users
    }, { home, say: means.say }, (hold) => exchange(known, wanted, order, hold, through))
    if (lost?.isStranded) return { ok: false, message: lost.message, hint: lost.hint, ...old === undefined ? {} : { old } }
    await tidy([staging, lost !== undefined || order.dropOld ? old : undefined])
    const message = [lost?.message, unstarted && `not started again: ${unstarted}`].filter(Boolean).join('; ')
    const kept = lost !== undefined || old === undefined || order.dropOld ? {} : { old }
    return { ok: message === '', message, ...lost?.hint ? { hint: lost.hint } : {}, entries: wanted.entries, ...kept }
  } catch (error) {
    if (isFailure(error)) await tidy([staging, old])
    throw error
  }
}

const restored = async (order: FilesOrder, means: RestoreMeans, signal: AbortSignal): Promise<FilesRestored> => {
  const { project, home, stamp } = order
  const proof = await verifyArchive(order.folder, order.archive, 'full', { signal, ...order.identity === undefined ? {} : { identity: order.identity } })
  if (!proof.ok) return { ok: false, message: proof.message ?? 'the archive is not whole', hint: 'nothing was touched; restore another run' }
  await sweepLenders(project)
  const { found, isNew } = await placeFor(order)
  const images = [...await checkUsers(found, project), ...order.images]
  const through: Through = { project, images: [await imageThatClears(project, images), ...images], signal }
  const record: Restoring = { version: 1, project, found, phase: 'staging', staging: stagingName(project, found, stamp), ids: [], names: [], ...isNew ? {} : { old: oldName(project, found, stamp) } }
  await writeRecord(home, stamp, record)
  return carryOut(record, order, means, through)
}

/**
 * Restores a volume or a folder: into a staging volume first, compared with the archive; then its users stop, what stood there is
 * kept in a volume, the content is replaced, and they start again. A failure leaves the old content in place, or says where it is.
 */
export const restoreFiles = async (order: FilesOrder, means: RestoreMeans): Promise<FilesRestored> => {
  const watch = watchOver({ signal: means.signal, totalMs: means.totalMs, stallMs: means.totalMs }, (time) => `nothing has moved for ${time}`)
  try {
    return await unhurried(() => restored(order, means, watch.signal))
  } catch (error) {
    if (!isFailure(error)) throw error
    const reason = watch.reason()
    return { ok: false, message: reason === undefined ? error.message : error.message.replace(/^interrupted/, reason), ...error.hint === '' ? {} : { hint: error.hint } }
  } finally {
    watch.end()
  }
}
