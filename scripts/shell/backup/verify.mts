import { join } from 'node:path'
import { lacking } from '../../backup/counts.mts'
import type { Archive, Level, Proof } from '../../backup/manifest.mts'
import { sqlRows } from '../../backup/sql-rows.mts'
import { trailerOf } from '../../backup/trailer.mts'
import { failed } from '../failure.mts'
import { gauge } from './gauge.mts'
import { differs, openArchive, readArchive, type Taker } from './read-archive.mts'
import { refused, refusedBy, type Refused } from './refused.mts'

/** What looking at an archive takes: the identity it is encrypted for, and who is told how many bytes were read. */
export type Verifying = { readonly identity?: string; readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void }

type Found = { readonly ok: true; readonly message?: string } | Refused

/** Looks at the content of an archive as it passes; `end` says what is wrong with it. */
type Look = { readonly onChunk: (chunk: Buffer) => void; readonly end: () => string | undefined }

/** Its end, as its format has it; of a tar also every header, of a snapshot of Redis its checksum. */
const readLook = ({ format }: Archive): Look => {
  const { push, end } = trailerOf(format)
  return { onChunk: push, end }
}

/** And of SQL the rows of every table that was counted. */
const fullLook = (archive: Archive): Look => {
  const [trailer, rows] = [readLook(archive), sqlRows()]
  if (archive.format !== 'sql') return trailer
  const compared = (): string | undefined => {
    const { counts = {} } = archive
    const found = [...rows.rows()].filter(([table]) => Object.hasOwn(counts, table))
    const [first, ...others] = lacking(counts, Object.fromEntries(found), true)
    return first === undefined ? undefined : `${first}${others.length > 0 ? ` (and ${others.length} more tables)` : ''}`
  }
  return {
    onChunk: (chunk) => {
      trailer.onChunk(chunk)
      rows.push(chunk)
    },
    end: () => trailer.end() ?? rows.end() ?? compared(),
  }
}

/** Whether the file is still the one that was written; what is in it is not looked at. */
export const readSealed = async (path: string, archive: Archive, { signal, onBytes }: Verifying): Promise<Found> => {
  const file = await openArchive(path)
  const outer = gauge()
  for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024, ...signal ? { signal } : {} })) {
    outer.take(chunk as Buffer)
    onBytes?.(outer.bytes())
  }
  const difference = differs({ ...archive, bytes: outer.bytes(), sha256: outer.sha256() }, archive)
  return difference === undefined ? { ok: true, message: 'encrypted: the file is the one that was written; what is in it was not read again' } : refused(`${path}: ${difference}`)
}

const look = async (path: string, archive: Archive, level: Level, verifying: Verifying): Promise<Found> => {
  const { onChunk, end } = level === 'read' ? readLook(archive) : fullLook(archive)
  const taker: Taker = onChunk
  const found = await readArchive(path, { ...verifying, encrypted: archive.encrypted, expected: archive }, taker)
  if (!found.ok) return found
  const problem = end()
  return problem === undefined ? { ok: true } : refused(`${path}: ${problem}`)
}

/**
 * Proves an archive by reading it: `read` is its hash, its frame and its end, `full` also what is in it. Without the identity
 * it is encrypted for, it can not be proved in full, which refutes nothing and is a failure.
 */
export const verifyArchive = async (folder: string, archive: Archive, level: Exclude<Level, 'drill'>, verifying: Verifying = {}): Promise<Proof> => {
  const path = join(folder, archive.file)
  const isSealed = archive.encrypted && verifying.identity === undefined
  if (isSealed && level === 'full') throw failed(`${path} is encrypted: what is in it can not be read`, 'name the file of the identity: --identity FILE')
  const found = await (isSealed ? readSealed(path, archive, verifying) : look(path, archive, level, verifying)).catch((error: unknown) => refusedBy(error))
  if (!found.ok && found.locked) throw failed(found.message, found.hint)
  if (!found.ok && verifying.signal?.aborted) throw failed(`${path}: interrupted`)
  return { level, at: new Date().toISOString(), ok: found.ok, ...found.message === undefined ? {} : { message: found.message } }
}
