import type { DiskSpace, Host } from '../docker/info.mts'
import type { Environment } from '../stack/environment.mts'
import type { Finding } from '../report/health.mts'
import { showMemory } from '../stack/units.mts'

/** What setup saw of the machine; undefined where it could not look because no engine answers. */
export type MachineSeen = {
  readonly engine: { readonly usable: true; readonly text: string } | { readonly usable: false; readonly isMissing: boolean; readonly text: string }
  readonly host: Host | undefined
  readonly hasGpuRuntime: boolean | undefined
  readonly disk: DiskSpace | undefined
  /** Ports the stack publishes that somebody else holds. */
  readonly taken: readonly { readonly service: string; readonly port: number; readonly by: string }[]
  /** Folders that the user of a service can not write to. */
  readonly unwritable: readonly { readonly service: string; readonly path: string; readonly user: string }[]
}

const least = 2e9

/** Whether the stack can run on this machine: `bad` keeps it from running, `warn` may. */
export const judgeMachine = (environment: Environment, seen: MachineSeen): readonly Finding[] => [
  { subject: 'docker', level: seen.engine.usable ? 'good' : seen.engine.isMissing ? 'warn' : 'bad', text: seen.engine.text },
  ...seen.host ? [memory(environment, seen.host), ...processors(environment, seen.host)] : [],
  ...gpus(environment, seen.hasGpuRuntime),
  ...seen.disk ? [disk(seen.disk)] : [],
  ...seen.taken.length === 0 ? [{ subject: 'ports', level: 'good' as const, text: ports(environment) }]
    : seen.taken.map(({ service, port, by }) => ({ subject: 'ports', level: 'warn' as const, text: `${port}, which ${service} publishes, is taken by ${by}` })),
  ...seen.unwritable.map(({ service, path, user }) => ({ subject: 'files', level: 'warn' as const, text: `${path} can not be written by ${service} (user ${user}): chown ${user} ${path}` })),
]

const memory = ({ workloads }: Environment, host: Host): Finding => {
  const sum = workloads.reduce((total, { resources, replicas }) => total + resources.limits.memory * replicas, 0)
  return sum > host.memory
    ? { subject: 'memory', level: 'warn', text: `the limits add up to ${showMemory(sum)}, the machine has ${showMemory(host.memory)}: lower limits.memory where less is used` }
    : { subject: 'memory', level: 'good', text: `limits of ${showMemory(sum)} in all, the machine has ${showMemory(host.memory)}` }
}

/** The engine refuses to create a container that may use more processors than there are. */
const processors = ({ workloads }: Environment, { cpus }: Host): readonly Finding[] => {
  const above = workloads.filter(({ resources }) => resources.limits.cpus > cpus)
  return above.length === 0 ? [{ subject: 'cpus', level: 'good', text: `${cpus}` }]
    : above.map(({ name, resources }) => ({ subject: 'cpus', level: 'bad', text: `${name} may use ${resources.limits.cpus}, the machine has ${cpus}: lower its limits.cpus for this environment` }))
}

const gpus = ({ workloads }: Environment, hasRuntime: boolean | undefined): readonly Finding[] => {
  const wanting = workloads.filter(({ resources }) => resources.gpus !== undefined).map(({ name }) => name)
  if (wanting.length === 0 || hasRuntime === undefined) return []
  return [hasRuntime ? { subject: 'gpus', level: 'good', text: `for ${wanting.join(', ')}` }
    : { subject: 'gpus', level: 'bad', text: `${wanting.join(', ')} ${wanting.length === 1 ? 'wants' : 'want'} a GPU, the engine has no NVIDIA runtime: install nvidia-container-toolkit, or remove gpus here` }]
}

const disk = ({ free, path }: DiskSpace): Finding => ({ subject: 'disk', level: free < least ? 'bad' : 'good', text: `${showMemory(free)} free at ${path}${free < least ? ': images need more than that' : ''}` })

const ports = ({ workloads }: Environment): string => {
  const all = workloads.flatMap(({ publish }) => publish.map(({ host }) => host))
  return all.length === 0 ? 'none are published' : `${all.join(', ')} free`
}
