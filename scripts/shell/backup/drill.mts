import { lacking, readNotes } from '../../backup/counts.mts'
import type { Archive, Proof } from '../../backup/manifest.mts'
import { insideArgv } from '../../docker/inside.mts'
import type { Drill, Keeping, Offline, Online } from '../../kinds/keeping.mts'
import { rolesOf } from '../../restore/by-hand.mts'
import { besideName } from '../../restore/names.mts'
import { fatalOf } from '../../restore/roles.mts'
import { laying, scratch, type Scratch } from '../../restore/scratch.mts'
import { failed, isFailure } from '../failure.mts'
import { feed, type Fed, type Shelf } from '../restore/feed.mts'
import { countNow, endLeft, tell } from '../restore/inside.mts'
import { isQuick, removeScratch, scratchName, startScratch, sweepScratch, troubleOf } from '../restore/scratch.mts'
import { unhurried } from '../unhurried.mts'

/** What is tried, and with what: `image` is what runs now, so that it is the very same version. */
export type Tried = Omit<Scratch, 'name'> & { readonly keeps: Keeping }

/** `totalMs` holds for each archive. */
export type DrillMeans = { readonly signal: AbortSignal; readonly say: (line: string) => void; readonly show: (line: string) => void; readonly totalMs: number }

/** What came of one try: nothing is proved either way when it was broken off. */
type Found = { readonly ok: boolean; readonly message?: string }

const stamp = '00000000000000dddd'

/**
 * Restores the archives of one service and one run into a scratch server and counts what comes up: by file, whether each is
 * good. Trouble with the scratch server itself is a failure and says nothing about them.
 */
export const drillArchives = (tried: Tried, archives: readonly Archive[], shelf: Shelf, means: DrillMeans): Promise<ReadonlyMap<string, Proof>> => unhurried(async () => {
  await sweepScratch(tried)
  const one: Scratch = { ...tried, name: scratchName(tried.service) }
  const proofs = new Map<string, Proof>()
  const prove = (archive: Archive, found: Found): void => {
    if (means.signal.aborted) throw failed('interrupted')
    proofs.set(archive.file, { level: 'drill', at: new Date().toISOString(), ...found })
  }
  try {
    const { online, drill, offline } = tried.keeps
    if (online && drill) await drillOnline(one, tried.keeps, { online, drill }, archives, shelf, means, prove)
    else if (offline) for (const archive of archives) prove(archive, await drillOffline(one, tried.keeps, offline, archive, shelf, means))
    return proofs
  } finally {
    await removeScratch([one.name])
  }
})

const problemOf = async (one: Scratch, fed: Fed): Promise<string | undefined> => {
  if (fed.ok) return undefined
  if (fed.locked) throw failed(fed.message, fed.hint)
  const trouble = await troubleOf(one.name)
  if (trouble !== undefined && trouble !== 'is gone') throw failed(`the scratch server ${trouble}`)
  return fed.message
}

const drillOnline = async (one: Scratch, keeps: Keeping, { online, drill }: { readonly online: Online; readonly drill: Drill }, archives: readonly Archive[], shelf: Shelf, means: DrillMeans, prove: (archive: Archive, found: Found) => void): Promise<void> => {
  await startScratch(one, drill, isQuick(archives), means.signal)
  const feeding = { signal: means.signal, totalMs: means.totalMs, ends: () => endLeft(one.name, one.name) }
  const roles = archives.find(({ of }) => of === rolesOf(keeps))
  if (roles && online.share) {
    const fed = await feed(insideArgv(one.name, online.share, {}, one.name), roles, shelf, feeding)
    const problem = await problemOf(one, fed) ?? fatalOf(fed.said.join('\n'))[0]
    prove(roles, problem === undefined ? { ok: true } : { ok: false, message: problem })
  }
  for (const archive of archives.filter(({ of }) => of === keeps.of)) {
    means.show(`drill: ${one.project} ${archive.service} ${archive.item}`)
    prove(archive, await drillItem(one, keeps, online, archive, shelf, feeding))
  }
}

const drillItem = async (one: Scratch, keeps: Keeping, online: Online, archive: Archive, shelf: Shelf, feeding: Parameters<typeof feed>[3]): Promise<Found> => {
  const side = besideName(archive.item, 'side', stamp)
  const place = { container: one.name, mark: one.name, timeout: feeding.totalMs }
  try {
    await tell(place, online.side, { item: '', side, traits: JSON.stringify(archive.traits ?? {}) })
    const problem = await problemOf(one, await feed(insideArgv(one.name, online.load, { item: side, old: archive.item }, one.name), archive, shelf, feeding))
    const faults = problem === undefined && keeps.count && archive.counts ? lacking(archive.counts, await countNow(place, keeps.count, side), keeps.exact ?? false) : []
    await tell(place, online.drop, { item: side })
    const message = problem ?? faults.slice(0, 5).join(', ')
    return message === '' ? { ok: true } : { ok: false, message }
  } catch (error) {
    if (!isFailure(error) || await troubleOf(one.name) !== undefined) throw error
    return { ok: false, message: error.message }
  }
}

const drillOffline = async (one: Scratch, keeps: Keeping, { path, lay }: Offline, archive: Archive, shelf: Shelf, means: DrillMeans): Promise<Found> => {
  const isSmall = isQuick([archive])
  const argv = scratch.alone(one, laying(lay, isSmall ? '/gantry' : path, stamp), isSmall ? undefined : path)
  const fed = await feed(argv, archive, shelf, { signal: means.signal, totalMs: means.totalMs, ends: () => removeScratch([one.name]) })
  const problem = await problemOf(one, fed)
  const faults = problem === undefined && archive.counts ? lacking(archive.counts, readNotes(fed.said).counts, keeps.exact ?? false) : []
  const message = problem ?? faults.join(', ')
  return message === '' ? { ok: true } : { ok: false, message }
}
