import { join } from 'node:path'
import type { TreeDigest } from '../../backup/volumes-digest.mts'
import { copy } from '../../docker/copy.mts'
import { oldLabels, stagingLabels, type Restoring } from '../../restore/files.mts'
import { askEngine } from '../backup/lender.mts'
import { readArchive } from '../backup/read-archive.mts'
import type { Hold } from '../backup/stopped.mts'
import { isFailure } from '../failure.mts'
import { writeRecord } from './files-record.mts'
import { copyTree, fillTree, type Through } from './files-stream.mts'
import { inVolume, replace, undo } from './files-swap.mts'
import type { FilesOrder, RestoreMeans } from './files.mts'

/** Fills the staging volume and compares it with the archive; nothing else is touched. */
export const stage = async (record: Restoring, { folder, archive, identity }: FilesOrder, { onProgress }: RestoreMeans, through: Through): Promise<TreeDigest> => {
  await askEngine(copy.makeVolume(record.staging, stagingLabels(record.project)))
  return fillTree(async (into) => {
    const read = await readArchive(join(folder, archive.file), {
      encrypted: archive.encrypted, expected: archive, ...identity === undefined ? {} : { identity }, ...through.signal ? { signal: through.signal } : {},
      onBytes: (bytes) => onProgress?.(archive.item, bytes, archive.bytes),
    }, into)
    return read.ok ? undefined : read.message
  }, inVolume(record.found, record.staging), through)
}

/** Why it could not be done, and whether the content is where it was. */
export type Lost = { readonly message: string; readonly hint: string; readonly isStranded: boolean }

/** With everyone stopped: the old content is kept, the new takes its place, and where that fails the old one comes back. */
export const exchange = async (record: Restoring, wanted: TreeDigest, order: FilesOrder, hold: Hold, through: Through): Promise<Lost | undefined> => {
  const note = (phase: Restoring['phase']) => writeRecord(order.home, order.stamp, { ...record, phase })
  if (record.old !== undefined) {
    await askEngine(copy.makeVolume(record.old, oldLabels(record.project, record.found)))
    await copyTree(record.found, inVolume(record.found, record.old), through)
  }
  await note('replacing')
  await hold.hold()
  try {
    await replace(record, wanted, through)
    await note('replaced')
    await hold.release()
    return undefined
  } catch (error) {
    if (!isFailure(error)) throw error
    const trouble = await undo(record, through)
    if (trouble !== undefined) return { message: `${error.message}; then ${trouble}`, hint: 'mend the cause, then run any restore or backup again: it begins by putting the old content back', isStranded: true }
    await hold.release()
    return { message: `${error.message}: the old content is back in its place`, hint: error.hint, isStranded: false }
  }
}
