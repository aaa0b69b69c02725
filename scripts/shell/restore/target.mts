import type { Container } from '../../docker/observed.mts'
import type { Environment } from '../../stack/environment.mts'
import type { RestoreTarget } from './restore-service.mts'

/** The server of a service as a restore needs it; undefined where it has none that keeps something. */
export const targetOf = (environment: Environment, service: string, containers: readonly Container[]): RestoreTarget | undefined => {
  const workload = environment.workloads.find(({ name }) => name === service)
  const keeps = workload?.keeps
  if (!workload || !keeps) return undefined
  const mine = containers.filter((one) => one.service === service && one.state === 'running')
  const volume = workload.mounts.find((mount) => mount.type === 'volume' && mount.path === keeps.offline?.path)
  return {
    project: environment.project, service, keeps, containers: mine.map(({ id }) => id), image: mine[0]?.imageId ?? environment.images[workload.image] ?? workload.image,
    limits: workload.resources.limits, grace: workload.stop.grace, ...workload.user === undefined ? {} : { user: workload.user },
    ...volume?.type === 'volume' ? { volume: `${environment.project}_${volume.name}` } : {},
  }
}
