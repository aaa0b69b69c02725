import type { Environment } from '../stack/environment.mts'
import type { Target } from './target.mts'

/** What a compose file says and no engine does, or what it cannot say. */
export const composeNotes: NonNullable<Target['notes']> = ({ workloads }) => [
  ...workloads.filter(({ resources }) => resources.reservations.cpus !== undefined).map(({ name }) => ({
    code: 'not-portable' as const,
    path: `services.${name}.reservations.cpus`,
    message: 'compose ignores a reservation of processors; memory is kept',
    hint: 'It holds on Swarm and Kubernetes; here `limits.cpus` of the other services leaves room for this one.',
  })),
  ...unreachableNeeds(workloads),
]

const unreachableNeeds = (workloads: Environment['workloads']) => {
  const scheduled = new Set(workloads.filter((workload) => workload.scheduled).map(({ name }) => name))
  return workloads.filter((workload) => !workload.scheduled).flatMap(({ name, needs }) => needs.filter(({ service }) => scheduled.has(service)).map(({ service }) => ({
    code: 'not-portable' as const,
    path: `services.${name}.needs`,
    message: `compose cannot wait for ${service}, which runs on its schedule`,
    hint: `Name ${service} under \`wants:\`, or give it no \`schedule:\`.`,
  })))
}
