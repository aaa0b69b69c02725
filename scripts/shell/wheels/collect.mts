import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CollectJob, WheelEffect } from '../../wheels/effect.mts'
import type { Trouble } from '../../wheels/trouble.mts'
import type { Done, Means } from '../performers.mts'
import { collectOne, type Collected } from './collect-one.mts'
import { openDownloads } from './downloads.mts'
import { loadManifest, parts } from './house.mts'
import { openNetwork } from './network.mts'
import { openPages } from './pages.mts'
import { readPipSettings } from './pip-settings.mts'
import { pool } from '../pool.mts'
import type { Shelf, Site } from './site.mts'

/** What came of collecting: what each service has now, and what was fetched for it. */
export type Collection = { readonly services: readonly Collected[]; readonly files: number; readonly bytes: number }

/** Collects the wheels of some services side by side; those that fail keep what they had. */
export const collect = async (effect: Extract<WheelEffect, { act: 'collect' }>, house: string, means: Means): Promise<Done> => {
  const { settings, logins } = await readPipSettings(process.env, effect.index)
  const network = await openNetwork({ ...settings, trusted: [...settings.trusted, ...effect.jobs.flatMap(({ wanted }) => wanted.trusted)] }, means.signal)
  const count = { files: 0, bytes: 0 }
  const fetched = (_file: string, bytes: number) => { count.files += 1; count.bytes += bytes }
  await rm(join(house, parts.work), { recursive: true, force: true })
  const shelf: Shelf = { manifest: await loadManifest(house), turn: Promise.resolve() }
  const downloads = openDownloads(join(house, parts.downloads), network, { fetched, show: means.progress.show }, ({ sha256, file }) => {
    const [path] = Object.entries(shelf.manifest.files).find(([each, { sha256: own }]) => own === sha256 && each.endsWith(file)) ?? []
    return path === undefined ? undefined : join(house, parts.files, path)
  })
  const { offline, index, native } = effect
  const site: Site = { house, means, settings, logins, network, pages: openPages(network, logins), offline, index, native, downloads, shelf, images: new Map() }
  try {
    const results = await pool(effect.together, effect.jobs, (job) => collectOne(job, site))
    await rm(join(house, parts.work), { recursive: true, force: true })
    const failed = results.flatMap((result, index) => 'message' in result ? [{ trouble: result, job: effect.jobs[index] as CollectJob }] : [])
    const services = results.flatMap((result) => 'message' in result ? [] : [result])
    // What has come so far is of use for the next try.
    if (failed.length === 0 && !offline) await rm(join(house, parts.downloads), { recursive: true, force: true })
    const data: Collection = { services, ...count }
    return failed.length === 0 ? { ok: true, message: '', data } : { ok: false, ...together(failed), data }
  } finally {
    network.close()
  }
}

/** The same trouble of several services is said once. */
const together = (failed: readonly { readonly trouble: Trouble; readonly job: CollectJob }[]): { readonly message: string; readonly hint: string } => {
  const groups = [...Map.groupBy(failed, ({ trouble }) => trouble.message).values()]
  const rows = groups.map((group) => `${group.flatMap(({ job }) => job.services).join(', ')}: ${group[0]?.trouble.message ?? ''}`)
  return { message: rows.join('\n'), hint: [...new Set(failed.map(({ trouble }) => trouble.hint))].filter((hint) => hint !== '').join('\n') }
}
