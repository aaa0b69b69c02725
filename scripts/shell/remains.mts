import { lstat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Manifest } from '../backup/manifest.mts'
import { container } from '../docker/container.mts'
import { copy } from '../docker/copy.mts'
import { image } from '../docker/image.mts'
import { readImages } from '../docker/images.mts'
import { network } from '../docker/network.mts'
import { readMounting, usersOf } from '../docker/users.mts'
import { volume } from '../docker/volume.mts'
import { readVolumes, readVolumeSizes } from '../docker/volumes.mts'
import type { VolumesSeen } from '../plan/clean-volumes.mts'
import type { Remains } from '../plan/clean.mts'
import type { Environment } from '../stack/environment.mts'
import { listRuns } from './backup/run-folder.mts'
import { demand, observeProject, readDocker } from './docker.mts'

const rows = (text: string): readonly string[] => text.split('\n').filter((row) => row !== '')

/** Everything of a project that could be in nobody's use any more: what really is, the plan decides. */
export const observeRemains = async (project: string): Promise<Remains> => {
  const [containers, networks, replaced, names] = await Promise.all([observeProject(project), demand(network.ofProject(project)), demand(image.replaced(project)), demand(image.tagged(project))])
  const ids = rows(replaced)
  return {
    containers,
    networks: rows(networks).map((row) => { const [id = '', name = ''] = row.split('\t'); return { id, name } }),
    names: rows(names),
    images: ids.length === 0 ? [] : readImages(await demand(image.inspect(ids))),
  }
}

/** The archives of these runs whose file is gone, or not as long as it was. */
const missingFiles = async (folder: string, manifests: readonly Manifest[]): Promise<ReadonlySet<string>> => {
  const all = manifests.flatMap(({ run, archives }) => archives.map(({ file, bytes }) => ({ path: `${run}/${file}`, bytes })))
  const sizes = await Promise.all(all.map(async ({ path, bytes }) => ({ path, bytes, there: await lstat(join(folder, path)).catch(() => undefined) })))
  return new Set(sizes.filter(({ bytes, there }) => !there?.isFile() || there.size !== bytes).map(({ path }) => path))
}

/** The finished runs of an environment, and which files of them are missing. */
export const observeArchives = async (environment: Environment, stackFolder: string, now: Date): Promise<Omit<VolumesSeen, 'volumes'>> => {
  const folder = resolve(stackFolder, environment.backups.folder)
  const manifests = (await listRuns(folder)).flatMap((run) => run.is === 'ended' ? [run.manifest] : []).filter((manifest) => manifest.stack === environment.stack && manifest.environment === environment.name)
  return { manifests, missing: await missingFiles(folder, manifests), now: now.getTime() }
}

/** The volumes of an environment, who has them, and the backups that may hold what is in them. */
export const observeVolumes = async (environment: Environment, stackFolder: string, now: Date): Promise<VolumesSeen> => {
  const [names, seen] = await Promise.all([demand(volume.ofProject(environment.project)).then(rows), observeArchives(environment, stackFolder, now)])
  if (names.length === 0) return { ...seen, volumes: [] }
  // Sizes are summed up by the engine, which may take longer than anybody waits.
  const [inspected, sizes, holders] = await Promise.all([demand(copy.inspectVolumes(names)), readDocker(copy.sizes()), demand(copy.holding(names)).then(rows)])
  const users = holders.length === 0 ? [] : readMounting(await demand(container.inspect(holders)))
  const known = sizes.code === 0 ? readVolumeSizes(sizes.stdout) : new Map<string, number>()
  return { ...seen, volumes: readVolumes(inspected).map((one) => {
    const size = known.get(one.name)
    return { ...one, ...size === undefined ? {} : { size }, users: usersOf(users, [{ is: 'volume', source: one.name }], 'all').map(({ name }) => name) }
  }) }
}
