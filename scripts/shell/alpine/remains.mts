import type { Argv } from '../../docker/argv.mts'
import type { Container } from '../../docker/observed.mts'
import { ofProject } from '../../docker/label.mts'
import { volume } from '../../docker/volume.mts'
import { demand, observeProject } from '../docker.mts'

/** What a throw-away project has, by ids. */
export type Remains = Readonly<Record<'containers' | 'networks' | 'volumes' | 'images', readonly string[]>>

const listing: Readonly<Record<keyof Remains, (project: string) => Argv>> = {
  containers: (project) => ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', ...ofProject(project)],
  networks: (project) => ['docker', 'network', 'ls', '--quiet', '--no-trunc', ...ofProject(project)],
  volumes: volume.ofProject,
  images: (project) => ['docker', 'image', 'ls', '--quiet', '--no-trunc', ...ofProject(project)],
}

/** Lists all that a throw-away project has on the engine. */
export const listRemains = async (project: string): Promise<Remains> => {
  const list = async (what: keyof Remains): Promise<readonly string[]> => [...new Set((await demand(listing[what](project))).split('\n').filter((id) => id !== ''))]
  const [containers, networks, volumes, images] = await Promise.all([list('containers'), list('networks'), list('volumes'), list('images')])
  return { containers, networks, volumes, images }
}

/** Whether an earlier run has left something, and the containers among that. */
export const remainsOf = async (project: string): Promise<{ readonly containers: readonly Container[]; readonly isThere: boolean }> => {
  const remains = await listRemains(project)
  return { containers: remains.containers.length === 0 ? [] : await observeProject(project), isThere: Object.values(remains).some((ids) => ids.length > 0) }
}
