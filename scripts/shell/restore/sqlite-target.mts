import { isAbsolute, join } from 'node:path'
import type { Container } from '../../docker/observed.mts'
import type { Mount, Workload } from '../../kinds/workload.mts'
import type { Environment } from '../../stack/environment.mts'
import { refused, type Refused } from '../backup/refused.mts'
import { sqliteServers } from '../backup/sqlite.mts'
import type { RestoreTarget } from './restore-service.mts'

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)

/** What holds a folder of a container: the mount that comes closest to it. */
const mountOf = ({ mounts }: Workload, folder: string): Extract<Mount, { type: 'volume' | 'bind' }> | undefined =>
  mounts.filter((mount) => mount.type === 'volume' || mount.type === 'bind').filter(({ path }) => isBelow(folder, path)).sort((a, b) => b.path.length - a.path.length)[0]

/** A SQLite file of a service as a restore needs it; it can only be put back where a volume or a folder of this machine holds it. */
export const sqliteTargetOf = async (environment: Environment, service: string, path: string, containers: readonly Container[], stackFolder: string): Promise<RestoreTarget | Refused> => {
  const workload = environment.workloads.find(({ name }) => name === service)
  const mine = containers.filter((one) => one.service === service && one.state === 'running')
  const [first] = mine
  if (!workload || !first) return refused(`${service} does not run, and its own image is what its file is read with`, 'start it first: make up')
  const mount = mountOf(workload, folderOf(path))
  if (!mount || mount.readOnly) return refused(`${path} of ${service} is in no volume that could be written to`)
  const keeps = await sqliteServers(first.id, path)
  if ('message' in keeps) return keeps
  const volume = mount.type === 'bind' ? isAbsolute(mount.source) ? mount.source : join(stackFolder, mount.source) : `${environment.project}_${mount.name}`
  return {
    project: environment.project, service, keeps, containers: mine.map(({ id }) => id), image: first.imageId, limits: workload.resources.limits, grace: workload.stop.grace, volume,
    below: folderOf(path).slice(mount.path.length).replace(/^(?=[^/])/, '/'), ...workload.user === undefined ? {} : { user: workload.user },
  }
}
