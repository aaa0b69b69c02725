import { copy } from '../../docker/copy.mts'
import { usersOf } from '../../docker/users.mts'
import type { Restoring } from '../../restore/files.mts'
import { askEngine, awake, sweepLenders } from '../backup/lender.mts'
import { fail, failed, isFailure } from '../failure.mts'
import { readRecords, removeRecord } from './files-record.mts'
import { removeVolumes, undo } from './files-swap.mts'

/** Whose restores are mended; `home` is `.gantry/<env>`, absolute. */
export type Mending = { readonly project: string; readonly home: string; readonly images: readonly string[] }

const restart = async ({ ids, names }: Restoring, say: (line: string) => void): Promise<void> => {
  if (ids.length === 0) return
  try {
    await askEngine(copy.start(ids))
  } catch (error) {
    if (!isFailure(error)) throw error
    say(`${names.join(', ')}: not started again: ${error.message}`)
  }
}

const words = { staging: 'nothing was replaced yet', replacing: 'the old content is put back', replaced: 'the new content was in its place already' } as const

/** Puts the old content back while nobody has it; who was started in the meantime is stopped once more. */
const undoAlone = async (record: Restoring, { project, images }: Mending, say: (line: string) => void): Promise<void> => {
  const { found, ids } = record
  const users = usersOf(await awake(), [{ is: found.item.is, source: found.path }], 'all').map(({ id }) => id)
  if (users.length > 0) await askEngine(copy.stop(users))
  const trouble = await undo(record, { project, images })
  if (trouble !== undefined) fail(failed(trouble, 'mend the cause, then run this again'))
  await restart({ ...record, ids: [...new Set([...ids, ...users])] }, say)
}

const mend = async (record: Restoring, mending: Mending, say: (line: string) => void): Promise<void> => {
  const { found: { item }, phase, staging, old } = record
  say(`a restore of ${item.is} ${item.item} was killed: ${words[phase]}`)
  if (phase === 'replacing') await undoAlone(record, mending, say)
  if (phase === 'replaced') await restart(record, say)
  await removeVolumes([staging, ...old === undefined || phase === 'replaced' ? [] : [old]])
}

/** Undoes restores that were killed: the old content is put back, what waited is removed, who was stopped is started. */
export const mendRestores = async (mending: Mending, { say }: { readonly say: (line: string) => void }): Promise<void> => {
  const records = await readRecords(mending.home)
  if (records.length > 0) await sweepLenders(mending.project)
  for (const { stamp, record } of records) {
    await mend(record, mending, say)
    await removeRecord(mending.home, stamp)
  }
}
