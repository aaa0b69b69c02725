import { join } from 'node:path'
import type { Archive } from '../../backup/manifest.mts'
import { hasZstd, insideArgv, unpacking } from '../../docker/inside.mts'
import type { Online } from '../../kinds/keeping.mts'
import { rolesOf } from '../../restore/by-hand.mts'
import { besideName, readBeside } from '../../restore/names.mts'
import { begin, current, next, type Effect, type Event, type State } from '../../restore/online.mts'
import { progressText } from '../../restore/progress.mts'
import { fatalOf, missingRoles } from '../../restore/roles.mts'
import { readArchive } from '../backup/read-archive.mts'
import { pool } from '../pool.mts'
import { failed, isFailure } from '../failure.mts'
import { capture } from '../processes.mts'
import { feed, type Shelf } from './feed.mts'
import { countNow, endLeft, lastWords, names, succeeds, tell, type Place } from './inside.mts'
import type { Restored, RestoreMeans, RestoreTarget, RestoreWish } from './restore-service.mts'

type Site = { readonly target: RestoreTarget; readonly online: Online; readonly place: Place; readonly archives: readonly Archive[]; readonly shelf: Shelf; readonly means: RestoreMeans; readonly unpacks: boolean }

/** Puts archives back into a server that runs on: beside what is there, and then in its place. */
export const restoreOnline = async (target: RestoreTarget, archives: readonly Archive[], shelf: Shelf, wish: RestoreWish, means: RestoreMeans): Promise<Restored> => {
  const { keeps: { online, of, exact = false, items, item = '' }, containers: [container = ''] } = target
  if (!online) throw new TypeError(`${of} is not restored while it runs`)
  const place = { container, mark: wish.stamp, timeout: means.totalMs }
  const onAbort = (): void => void endLeft(container, wish.stamp).catch(() => {})
  means.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const found = { target, online, place, archives, shelf, means }
    const [there, unpacks] = await Promise.all([items ? names(place, items) : [item], succeeds(place, hasZstd), dropSides(place, online), addRoles(found)])
    const site: Site = { ...found, unpacks }
    const wanted = archives.filter((archive) => archive.of === of)
    const all = wanted.map((archive) => archive.item)
    const state = await conclude(site, begin(wanted.map(({ item, counts }) => ({
      item, side: besideName(item, 'side', wish.stamp, all), old: besideName(item, 'old', wish.stamp, all), isThere: there.includes(item), ...counts ? { counts } : {},
    })), { dropOld: wish.dropOld, exact }))
    return { ok: state.trouble === undefined, restored: state.restored, message: state.trouble ?? '' }
  } finally {
    means.signal.removeEventListener('abort', onAbort)
  }
}

/** What an earlier restore could not clear away. */
const dropSides = async (place: Place, { beside, drop }: Online): Promise<void> => {
  for (const name of await names(place, beside)) if (readBeside(name)?.what === 'side') await tell(place, drop, { item: name })
}

/** How many databases are worked on at the same time. */
const atOnce = 3

const conclude = async (site: Site, state: State): Promise<State> => {
  const effects = current(state)
  if (effects.length === 0) return state
  return conclude(site, next(state, await pool(atOnce, effects, (effect) => perform(site, effect))))
}

const perform = async (site: Site, effect: Effect): Promise<Event> => {
  const isClearing = effect.act === 'drop-side'
  if (site.means.signal.aborted && !isClearing) return { ok: false, message: 'interrupted' }
  try {
    return await act({ ...site, place: { ...site.place, mark: `${site.place.mark}${isClearing ? '-clear' : ''}/${site.archives.findIndex(({ item }) => item === effect.item)}` } }, effect)
  } catch (error) {
    if (!isFailure(error)) throw error
    return { ok: false, message: site.means.signal.aborted && !isClearing ? 'interrupted' : error.message }
  }
}

const act = async (site: Site, { act, item, side, old }: Effect): Promise<Event> => {
  const { online, place, target: { keeps }, archives } = site
  const archive = archives.find((one) => one.item === item && one.of === keeps.of)
  switch (act) {
    case 'side': await tell(place, online.side, { item, side, traits: JSON.stringify(archive?.traits ?? {}) }); break
    case 'load': return archive ? load(site, archive, side) : { ok: false, message: 'there is no archive of it' }
    case 'count': return keeps.count ? { ok: true, counts: await countNow(place, keeps.count, side) } : { ok: true }
    case 'settle': if (online.settle) await tell(place, online.settle, { item: side }); break
    case 'swap': await tell(place, online.swap, { item, side, old }); break
    case 'drop-old': await tell(place, online.drop, { item: old }); break
    case 'drop-side': await tell(place, online.drop, { item: side }); break
  }
  return { ok: true }
}

const load = async ({ online, place, shelf, means, unpacks, target: { service } }: Site, archive: Archive, side: string): Promise<Event> => {
  const began = performance.now()
  const what = `${service} ${archive.item}`
  const fed = await feed(insideArgv(place.container, unpacks ? unpacking(online.load) : online.load, { item: side, old: archive.item }, place.mark), archive, shelf, {
    unpacks, signal: means.signal, totalMs: means.totalMs, ends: () => endLeft(place.container, place.mark),
    onBytes: (bytes) => means.show(progressText(what, bytes, archive.bytes, performance.now() - began)),
  })
  return fed.ok ? { ok: true } : { ok: false, message: fed.message }
}

/** Roles that the archives need and the server does not have; what is there, passwords too, stays as it is. */
const addRoles = async ({ target: { keeps }, online: { roles, share }, archives, shelf: { folder, identity }, place }: Omit<Site, 'unpacks'>): Promise<void> => {
  const archive = archives.find(({ of }) => of === rolesOf(keeps))
  if (!archive || !roles || !share) return
  const chunks: Buffer[] = []
  const read = await readArchive(join(folder, archive.file), { encrypted: archive.encrypted, expected: archive, ...identity === undefined ? {} : { identity } }, (chunk) => chunks.push(chunk))
  if (!read.ok) throw failed(read.message, read.hint)
  const sql = missingRoles(Buffer.concat(chunks).toString('utf8'), await names(place, roles))
  if (sql === '') return
  const { code, stderr } = await capture(insideArgv(place.container, share, {}, place.mark), { input: sql, timeout: place.timeout })
  const [fatal] = fatalOf(stderr)
  if (code !== 0 || fatal !== undefined) throw failed(`the roles could not be made: ${fatal ?? lastWords(stderr)}`)
}
