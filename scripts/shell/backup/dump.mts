import { readNotes } from '../../backup/counts.mts'
import type { Archive, Miss } from '../../backup/manifest.mts'
import { archiveName, archiveSuffix } from '../../backup/place.mts'
import { insideArgv } from '../../docker/inside.mts'
import type { Inside, Keeping } from '../../kinds/keeping.mts'
import { byHand, rolesOf } from '../../restore/by-hand.mts'
import { observeContainers } from '../docker.mts'
import { isFailure } from '../failure.mts'
import { endLeft, names, tell, type Place } from '../restore/inside.mts'
import { pool } from '../pool.mts'
import { writeArchive } from './archive.mts'
import { pauseOf } from './paused.mts'

/** A server that runs: the container's id, and which of its items are not wanted. */
export type Server = { readonly project: string; readonly service: string; readonly keeps: Keeping; readonly container: string; readonly user?: string; readonly skips?: readonly string[] }

/** Folder of the run, absolute, and what the run is called. */
export type DumpTarget = { readonly folder: string; readonly run: string; readonly recipients: readonly string[] }

/** Time limits in milliseconds hold for each item; `atOnce` items are taken at the same time (default 3). */
export type DumpMeans = { readonly signal: AbortSignal; readonly say: (line: string) => void; readonly show: (line: string) => void; readonly stallMs: number; readonly totalMs: number; readonly atOnce?: number }

/** What was saved of a server, and what was not. */
export type Dumped = { readonly archives: readonly Archive[]; readonly failures: readonly Miss[]; readonly skipped: readonly Miss[] }

type Job = { readonly item: string; readonly of: string; readonly inside: Inside }

const messageOf = (error: unknown): string => {
  if (!isFailure(error)) throw error
  return error.message
}

/** How long a server may take to say what it is and what it holds. */
const patience = 30_000

/** Begin of the marks of all that a backup starts inside a server. */
export const dumping = 'backup'

/** Saves all that a server holds; what one item refuses does not keep the others from being saved. */
export const dumpService = async (server: Server, target: DumpTarget, means: DumpMeans): Promise<Dumped> => {
  const { service, keeps, container, user, skips = [] } = server
  const place: Place = { container, mark: `${dumping}/${target.run}/${service}`, timeout: patience }
  try {
    const [[seen], version, items] = await Promise.all([observeContainers([container]), tell(place, keeps.version), keeps.items ? names(place, keeps.items) : [keeps.item ?? '']])
    const wanted = items.filter((item) => !skips.includes(item))
    const jobs: readonly Job[] = [
      ...wanted.map((item) => ({ item, of: keeps.of, inside: keeps.dump })),
      // Last in line: a role that came meanwhile is in it.
      ...keeps.shared ? [{ item: '', of: rolesOf(keeps), inside: keeps.shared }] : [],
    ]
    const where = { project: server.project, service, container: seen?.name ?? container, image: seen?.image ?? '', ...user === undefined ? {} : { user } }
    const results = await pool(means.atOnce ?? 3, jobs, async (job): Promise<Archive | Miss> => {
      const found = await dumpItem(server, job, target, means)
      return 'message' in found ? found : { ...found, server: version.trim(), byHand: byHand(keeps, found, where) }
    })
    return {
      archives: results.flatMap((result) => 'file' in result ? [result] : []),
      failures: results.flatMap((result) => 'file' in result ? [] : [result]),
      skipped: items.filter((item) => skips.includes(item)).map((item) => ({ service, item, message: 'not wanted' })),
    }
  } catch (error) {
    return { archives: [], failures: [{ service, item: keeps.item ?? '', message: messageOf(error) }], skipped: [] }
  }
}

const dumpItem = async ({ service, keeps, container }: Server, { item, of, inside }: Job, { folder, run, recipients }: DumpTarget, { signal, show, stallMs, totalMs }: DumpMeans): Promise<Archive | Miss> => {
  const file = archiveName(service, item, archiveSuffix(keeps.format, recipients.length > 0))
  const mark = `${dumping}/${run}/${file}`
  const what = [service, item].filter((text) => text !== '').join(' ')
  const written = await writeArchive(
    { argv: insideArgv(container, inside, { item }, mark), ends: () => endLeft(container, mark) },
    { folder, file, format: keeps.format, recipients },
    { signal, stallMs, totalMs, ask: () => pauseOf(service, container), onBytes: (bytes) => show(`${what}: ${Math.round(bytes / 1e6)} MB`) },
  )
  if (!written.ok) return { service, item, message: written.message }
  const { counts, traits } = readNotes(written.notes)
  return { service, of, item, ...written.archive, ...Object.keys(counts).length > 0 || (inside === keeps.dump && keeps.count) ? { counts } : {}, ...traits ? { traits } : {}, byHand: [] }
}
