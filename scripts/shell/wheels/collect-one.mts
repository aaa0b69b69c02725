import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { innerIndex } from '../../wheels/container.mts'
import type { CollectJob } from '../../wheels/effect.mts'
import type { Trouble } from '../../wheels/trouble.mts'
import { isFailure } from '../failure.mts'
import { failAt } from '../files.mts'
import { containerIndex, containerProgram, stockOf, withBuilt } from './container-index.mts'
import { parts } from './house.mts'
import { provideBuilder, provideImage } from './images.mts'
import { once } from './once.mts'
import { runPip } from './run-pip.mts'
import { directOffer, originsOf, type Site } from './site.mts'
import { takeIn } from './take-in.mts'

/** What a job has brought. */
export type Collected = { readonly services: readonly string[]; readonly platform: string; readonly python: string; readonly wheels: number; readonly built: readonly string[]; readonly bytes: number }

/** Collects the wheels of one job in a container of its base image: pip chooses and builds, gantry fetches for it. */
export const collectOne = async (job: CollectJob, site: Site): Promise<Collected | Trouble> => {
  const end = site.means.progress.begin(`wheels of ${job.services.join(', ')}`)
  const result = await attempt(job, site)
  end('message' in result ? 'failed' : 'done')
  return result
}

const attempt = async (job: CollectJob, site: Site): Promise<Collected | Trouble> => {
  try {
    return await inContainer(job, site)
  } catch (error) {
    if (!isFailure(error)) throw error
    return { message: error.message.replaceAll(`${site.means.folder}/`, ''), hint: error.hint }
  }
}

const inContainer = async (job: CollectJob, site: Site): Promise<Collected | Trouble> => {
  const { house, offline, means: { progress }, shelf } = site
  const platform = job.platform === site.native ? undefined : job.platform
  const id = await once(site.images, `${job.image} ${job.platform}`, () => provideImage(job.image, platform, offline, progress.say))
  const image = job.packages.length === 0 ? job.image : await once(site.images, `${id} ${job.packages.join(' ')}`, () => provideBuilder(job.image, id, job.packages, platform, offline, progress.say))
  const folder = join(house, parts.work, `${job.services[0] ?? ''}-${job.platform.replaceAll('/', '-')}`)
  await layOut(folder, job, site)
  const index = containerIndex({
    originsOf: offline ? () => [] : originsOf(job, site), direct: job.wanted.direct.map((url) => directOffer(url, site)),
    pages: site.pages, downloads: site.downloads, network: site.network, stock: stockOf(house, shelf.manifest, { name: job.image, id }, offline),
  })
  const ended = asksForNothing(job) ? { version: '' } : await runPip(job, { image, platform, folder, index, site })
  if ('message' in ended) return ended
  const taken = site.shelf.turn.then(() => takeIn(job, { site, folder, index, id, python: ended.version }))
  site.shelf.turn = taken.catch(() => {})
  return taken
}

const asksForNothing = ({ wanted }: CollectJob): boolean => wanted.requirements.split('\n').every((line) => line === '' || line.startsWith('-'))

/** The folder that the container works in: what it is asked for, and the program that asks for pages. */
const layOut = async (folder: string, { wanted }: CollectJob, site: Site): Promise<void> => {
  const put = (text: string): string => withBuilt(text.replaceAll('{{direct}}', `${innerIndex}/direct`), site.shelf.manifest)
  try {
    for (const name of ['in', 'out', 'tmp']) await mkdir(join(folder, name), { recursive: true })
    await mkdir(site.downloads.folder, { recursive: true })
    await writeFile(join(folder, 'in', 'index.py'), await containerProgram())
    await writeFile(join(folder, 'in', 'requirements.txt'), put(wanted.requirements))
    await writeFile(join(folder, 'in', 'constraints.txt'), put(wanted.constraints))
  } catch (error) {
    failAt('write', folder, error)
  }
}
