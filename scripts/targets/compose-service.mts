import { hostName } from '../kinds/ground.mts'
import type { Workload } from '../kinds/workload.mts'
import { showDuration } from '../stack/units.mts'
import { memoryAmount } from './amount.mts'
import { buildValues } from './compose-build.mts'
import { mountValues } from './compose-mounts.mts'
import { secretUses } from './compose-secrets.mts'
import { dependsOn } from './compose-needs.mts'
import { orUndefined, sortedEntries, type Entries } from './data.mts'
import { envFileOf } from './env-file.mts'
import { relativeTo } from './relative.mts'
import { withSecretVariables } from './secret-wrapper.mts'
import type { RenderInput } from './target.mts'

/** What surrounds a service in the file: the render's input, the others by name, and the folder the compose file stands in. */
export type Around = RenderInput & { readonly folder: string; readonly workloads: ReadonlyMap<string, Workload> }

/** The values of templates/compose/service.yaml for one workload. */
export const serviceValues = (workload: Workload, around: Around): Entries => {
  const { environment, folder, workloads } = around
  const env = envFileOf(environment.name, workload)
  const { entrypoint, command } = withSecretVariables(workload)
  return {
    ...buildValues(workload, around),
    ...mountValues(workload.mounts, around),
    ...healthValues(workload.health),
    ...resourceValues(workload),
    profiles: workload.scheduled ? ['scheduled'] : undefined,
    needs: dependsOn(workload, workloads),
    entrypoint, command,
    workdir: workload.workdir,
    variables: orUndefined(sortedEntries(workload.variables)),
    envFiles: env && [relativeTo(folder, env.path)],
    secrets: secretUses(workload),
    networks: workload.networks,
    ports: orUndefined(workload.publish.map(publish)),
    hosts: workload.callsHost ? [`${hostName}:host-gateway`] : undefined,
    user: workload.user,
    readOnly: workload.readOnlyRoot || undefined,
    capabilities: orUndefined([...workload.capabilities].sort()),
    restart: workload.restart,
    stopSignal: workload.stop.signal,
    stopGrace: showDuration(workload.stop.grace),
    logDriver: workload.logging.driver,
    logOptions: orUndefined(sortedEntries(workload.logging.options)),
    stack: environment.stack, environment: environment.name, tier: workload.tier,
  }
}

const healthValues = (health: Workload['health']): Entries => ({
  probe: health && ['CMD', ...health.command],
  interval: health && showDuration(health.interval),
  timeout: health && showDuration(health.timeout),
  retries: health?.retries,
  startPeriod: health && showDuration(health.startPeriod),
  startInterval: health && showDuration(health.startInterval),
})

const resourceValues = ({ resources: { limits, reservations, gpus }, replicas }: Workload): Entries => ({
  replicas: replicas > 1 ? replicas : undefined,
  cpus: String(limits.cpus),
  memory: memoryAmount(limits.memory),
  pids: limits.pids,
  reservedMemory: reservations.memory === undefined ? undefined : memoryAmount(reservations.memory),
  devices: gpus === undefined ? undefined : [{ driver: 'nvidia', count: gpus, capabilities: ['gpu'] }],
})

const publish = ({ address, host, port, protocol }: Workload['publish'][number]): string => {
  const before = address === '' ? '' : address.includes(':') ? `[${address}]:` : `${address}:`
  return `${before}${host}:${port}${protocol === 'udp' ? '/udp' : ''}`
}
