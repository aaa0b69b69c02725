import { setTimeout as pause } from 'node:timers/promises'
import { readNotes } from '../../backup/counts.mts'
import type { Archive } from '../../backup/manifest.mts'
import { insideArgv } from '../../docker/inside.mts'
import type { Inside, Offline } from '../../kinds/keeping.mts'
import { besideFolder, dropFolder, exchange, putBack } from '../../restore/exchange.mts'
import { beginOffline, nextOffline, type OfflineAct, type OfflineEvent, type OfflineState } from '../../restore/offline.mts'
import { progressText } from '../../restore/progress.mts'
import { keptAt, laying, scratch } from '../../restore/scratch.mts'
import { readDocker } from '../docker.mts'
import { failed, isFailure } from '../failure.mts'
import { lines } from '../processes.mts'
import { feed, type Shelf } from './feed.mts'
import { countNow, lastWords } from './inside.mts'
import type { Restored, RestoreMeans, RestoreTarget, RestoreWish } from './restore-service.mts'
import { removeScratch, scratchName, sweepScratch } from './scratch.mts'

type Site = { readonly target: RestoreTarget; readonly offline: Offline; readonly archive: Archive; readonly shelf: Shelf; readonly stamp: string; readonly means: RestoreMeans }

/** Puts an archive back into the files that a server finds when it starts. */
export const restoreOffline = async (target: RestoreTarget, archives: readonly Archive[], shelf: Shelf, { stamp, dropOld }: RestoreWish, means: RestoreMeans): Promise<Restored> => {
  const { keeps: { offline, of, exact = false }, service } = target
  const archive = archives.find((one) => one.of === of)
  if (!offline || !archive) throw failed(`${service} has no archive that could be put back`)
  await sweepScratch(target)
  const state = await conclude({ target, offline, archive, shelf, stamp, means }, beginOffline({ counts: archive.counts, exact, dropOld }))
  if (!state.isExchanged) return { ok: false, restored: [], message: state.trouble ?? '' }
  return { ok: state.trouble === undefined, message: state.trouble ?? '', restored: [{ item: archive.item, rows: state.rows, ...state.isOldKept ? { old: besideFolder('old', stamp) } : {} }] }
}

const conclude = async (site: Site, state: OfflineState): Promise<OfflineState> => {
  const [act] = state.todo
  if (!act) return state
  return conclude(site, nextOffline(state, await perform(site, act, state)))
}

/** What has been begun with a server that stands still is finished, whoever interrupts. */
const perform = async (site: Site, act: OfflineAct, { trouble }: OfflineState): Promise<OfflineEvent> => {
  if (site.means.signal.aborted && trouble === undefined && (act === 'lay' || act === 'stop')) return { ok: false, message: 'interrupted' }
  try {
    return await performers[act](site)
  } catch (error) {
    if (!isFailure(error)) throw error
    return { ok: false, message: error.message }
  }
}

const done: OfflineEvent = { ok: true }

const demandDone = async (argv: readonly string[], timeout: number): Promise<OfflineEvent> => {
  const { code, stderr } = await lines(argv, () => {}, { timeout })
  if (code !== 0) throw failed(lastWords(stderr) || `${argv.slice(0, 3).join(' ')} ended with ${code}`)
  return done
}

/** Runs a script where the server's files are. */
const there = async ({ target, offline, stamp, means }: Site, script: string, variables: Readonly<Record<string, string>> = {}): Promise<OfflineEvent> => {
  const inside: Inside = {
    words: ['sh', '-c', script],
    variables: { GANTRY_AT: keptAt(target), GANTRY_SIDE: besideFolder('side', stamp), GANTRY_OLD: besideFolder('old', stamp), GANTRY_NAMES: offline.names ? `/${offline.names.join('/')}/` : '', ...variables },
  }
  return demandDone(scratch.onVolume({ ...target, name: scratchName(target.service) }, volumeOf(target), inside), means.totalMs)
}

const volumeOf = ({ volume, service }: RestoreTarget): string => {
  if (volume === undefined) throw failed(`${service} has no volume that its files could be put into`)
  return volume
}

const lay = async ({ target, offline, archive, shelf, stamp, means }: Site): Promise<OfflineEvent> => {
  const name = scratchName(target.service)
  const began = performance.now()
  const fed = await feed(scratch.onVolume({ ...target, name }, volumeOf(target), laying(offline.lay, keptAt(target), stamp)), archive, shelf, {
    signal: means.signal, totalMs: means.totalMs, ends: () => removeScratch([name]),
    onBytes: (bytes) => means.show(progressText(target.service, bytes, archive.bytes, performance.now() - began)),
  })
  return fed.ok ? { ok: true, counts: readNotes(fed.said).counts } : { ok: false, message: fed.message }
}

const start = async ({ target: { containers: [first = '', ...others] }, offline: { ready }, means, stamp }: Site): Promise<OfflineEvent> => {
  await demandDone(['docker', 'container', 'start', first, ...others], 120_000)
  const end = performance.now() + Math.min(means.totalMs, 300_000)
  while (ready && (await readDocker(insideArgv(first, ready, {}, stamp))).code !== 0) {
    if (performance.now() > end) throw failed('it does not come up')
    await pause(200)
  }
  return done
}

const performers: Readonly<Record<OfflineAct, (site: Site) => Promise<OfflineEvent>>> = {
  lay, start,
  stop: ({ target: { containers, grace = 30_000 } }) => demandDone(['docker', 'container', 'stop', '-t', String(Math.ceil(grace / 1000)), ...containers], grace + 60_000),
  exchange: (site) => there(site, exchange),
  back: (site) => there(site, putBack),
  count: async ({ target: { keeps, containers: [first = ''] }, archive, stamp, means }) =>
    keeps.count ? { ok: true, counts: await countNow({ container: first, mark: stamp, timeout: means.totalMs }, keeps.count, archive.item) } : done,
  'drop-old': (site) => there(site, dropFolder, { GANTRY_DROP: besideFolder('old', site.stamp) }),
  'drop-side': (site) => there(site, dropFolder, { GANTRY_DROP: besideFolder('side', site.stamp) }),
}
