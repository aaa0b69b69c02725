import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CollectJob } from '../../wheels/effect.mts'
import { isFileName, readWheelName, sourceVersion } from '../../wheels/file-name.mts'
import { withEntries, type Entry, type WheelFile } from '../../wheels/manifest.mts'
import type { Collected } from './collect-one.mts'
import type { ContainerIndex } from './container-index.mts'
import { hashOf } from './fetch-file.mts'
import { fail, failed } from '../failure.mts'
import { failAt } from '../files.mts'
import { makeView, parts, place, saveManifest } from './house.mts'
import type { Site } from './site.mts'

/** What a container has left, and where it belongs. */
export type Yield = { readonly site: Site; readonly folder: string; readonly index: ContainerIndex; readonly id: string; readonly python: string }

/** Takes what a container has collected into the wheelhouse: each wheel once, then the views of its services, then the manifest. */
export const takeIn = async (job: CollectJob, found: Yield): Promise<Collected> => {
  const { site, folder, id, python } = found
  const left = await readdir(join(folder, 'out'), { withFileTypes: true }).catch((error: unknown) => failAt('read', folder, error))
  // What a source's own build has put there may be anything.
  const names = left.filter((entry) => entry.isFile() && isFileName(entry.name) && readWheelName(entry.name) !== undefined).map(({ name }) => name).sort()
  const files: Record<string, WheelFile> = {}
  for (const name of names) {
    const [path, file] = await settle(name, job, found)
    files[path] = file
  }
  const entry: Entry = { platform: job.platform, python, base: job.base, image: job.image, id, packages: job.packages, requirements: job.requirements, wheels: Object.keys(files).sort() }
  const manifest = withEntries(site.shelf.manifest, job.services, entry, files)
  for (const service of job.services) await makeView(site.house, service, manifest.services[service] ?? [], manifest.files)
  await saveManifest(site.house, manifest)
  site.shelf.manifest = manifest
  const built = Object.entries(files).filter(([, file]) => file.built !== undefined).map(([path]) => path)
  return { services: job.services, platform: job.platform, python, wheels: names.length, built, bytes: Object.values(files).reduce((sum, { size }) => sum + size, 0) }
}

/** Finds the place of one wheel and puts it there; a fetched one is taken from the downloads, where it was looked at. */
const settle = async (name: string, job: CollectJob, { site, folder, index, id }: Yield): Promise<readonly [path: string, file: WheelFile]> => {
  const given = index.given.get(name)
  const source = given ? join(site.downloads.folder, given.path) : join(folder, 'out', name)
  const sha256 = given?.sha256 ?? await hashOf(source) ?? fail(failed(`${name} is gone before it could be taken in`))
  const known = site.shelf.manifest.files[name]
  // Two services may have built it, each its own bytes of the same thing.
  const isTwin = !given && known?.built !== undefined && (known.built.id === id || name.endsWith('-any.whl'))
  if (known && (isTwin || known.sha256 === sha256) && await isThere(site, name, known)) return [name, known]
  const path = known === undefined || known.sha256 === sha256 ? name : `${sha256.slice(0, 12)}/${name}`
  await place(source, join(site.house, parts.files, path))
  const { size } = await stat(source)
  const inStock = site.shelf.manifest.files[path]
  return [path, { sha256, size, ...given ? inStock?.sha256 === sha256 && inStock.built ? { built: inStock.built } : {} : { built: { from: sourceOf(name, index), in: job.image, id } } }]
}

const isThere = async ({ house }: Site, path: string, { size }: WheelFile): Promise<boolean> => (await stat(join(house, parts.files, path)).catch(() => undefined))?.size === size

/** The hash of the source that a wheel was built of; empty where its index said none. */
const sourceOf = (name: string, { given }: ContainerIndex): string => {
  const wheel = readWheelName(name)
  const source = [...given].find(([file]) => wheel && sourceVersion(file, wheel.project) !== undefined && sameVersion(sourceVersion(file, wheel.project) ?? '', wheel.version))
  return source?.[1].sha256 ?? ''
}

const sameVersion = (one: string, other: string): boolean => one.replace(/[-_]/g, '.') === other.replace(/[-_]/g, '.')

