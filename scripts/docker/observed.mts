import type { RawContainer } from './inspect.mts'
import { label } from './label.mts'

export type ContainerState = 'created' | 'running' | 'restarting' | 'exited' | 'paused' | 'removing' | 'dead'
export type ContainerHealth = 'none' | 'starting' | 'healthy' | 'unhealthy'
export type Probe = { readonly at: number; readonly exitCode: number; readonly output: string }
/** A port that is reached from outside: `port` is the one inside the container, 0 for a process without one. */
export type PublishedPort = { readonly address: string; readonly host: number; readonly port: number; readonly protocol: string }

/** One container of a compose project as the engine sees it; times are milliseconds since 1970, undefined where it has not happened. */
export type Container = {
  readonly id: string
  readonly name: string
  readonly project: string
  readonly service: string
  /** Replica, from 1. */
  readonly number: number
  readonly state: ContainerState
  readonly health: ContainerHealth
  readonly hasProbe: boolean
  readonly exitCode: number
  readonly oomKilled: boolean
  /** Why the engine could not start it; empty otherwise. */
  readonly error: string
  readonly startedAt: number | undefined
  readonly finishedAt: number | undefined
  readonly restartCount: number
  readonly restartPolicy: string
  /** The image's name and the digest of what really runs. */
  readonly image: string
  readonly imageId: string
  /** The last probes, oldest first. */
  readonly probes: readonly Probe[]
  readonly workingDir: string
  readonly configFiles: readonly string[]
  readonly configHash: string
  readonly ports: readonly PublishedPort[]
  readonly networks: readonly string[]
  /** Names of the volumes it mounts. */
  readonly volumes: readonly string[]
}

/** The last probe of the present run; the engine keeps those of earlier runs as well. */
export const lastProbe = ({ state, startedAt, probes }: Container): Probe | undefined => {
  const last = probes.at(-1)
  return state === 'running' && last !== undefined && last.at >= (startedAt ?? 0) ? last : undefined
}

/** What `docker container inspect` said, as containers by service and number; one-off containers are left out. */
export const readContainers = (json: string): readonly Container[] => {
  const raw = JSON.parse(json.trim() || '[]') as readonly RawContainer[]
  return raw.filter((one) => one.Config?.Labels?.[label.oneOff] !== 'True').map(readContainer).sort(byPlace)
}

const byPlace = (a: Container, b: Container): number =>
  a.service === b.service ? a.number - b.number : a.service < b.service ? -1 : 1

const readContainer = (raw: RawContainer): Container => ({
  id: raw.Id,
  name: raw.Name.replace(/^\//, ''),
  ...readState(raw),
  ...readLabels(raw.Config?.Labels ?? {}),
  hasProbe: ![undefined, 'NONE'].includes(raw.Config?.Healthcheck?.Test?.[0]),
  restartCount: raw.RestartCount ?? 0,
  restartPolicy: raw.HostConfig?.RestartPolicy?.Name || 'no',
  image: raw.Config?.Image ?? '',
  imageId: raw.Image ?? '',
  ports: readPorts(raw),
  networks: Object.keys(raw.NetworkSettings?.Networks ?? {}).sort(),
  volumes: (raw.Mounts ?? []).flatMap((mount) => (mount.Type === 'volume' && mount.Name ? [mount.Name] : [])).sort(),
})

const readState = ({ State }: RawContainer) => ({
  state: State.Status as ContainerState,
  health: (State.Health?.Status || 'none') as ContainerHealth,
  exitCode: State.ExitCode ?? 0,
  oomKilled: State.OOMKilled ?? false,
  error: State.Error ?? '',
  startedAt: readTime(State.StartedAt),
  finishedAt: readTime(State.FinishedAt),
  probes: (State.Health?.Log ?? []).map((probe) => ({
    at: readTime(probe.Start) ?? 0, exitCode: probe.ExitCode, output: probe.Output.trim(),
  })),
})

const readLabels = (labels: Readonly<Record<string, string>>) => ({
  project: labels[label.project] ?? '',
  service: labels[label.service] ?? '',
  number: Number(labels[label.number] ?? 1),
  workingDir: labels[label.workingDir] ?? '',
  configFiles: (labels[label.configFiles] ?? '').split(',').filter((file) => file !== ''),
  configHash: labels[label.configHash] ?? '',
})

// The engine writes year 1 for "never".
const readTime = (text: string | undefined): number | undefined =>
  text === undefined || text.startsWith('0001-') ? undefined : Date.parse(text)

const readPorts = (raw: RawContainer): readonly PublishedPort[] =>
  Object.entries(raw.HostConfig?.PortBindings ?? {}).flatMap(([inside, bindings]) => {
    const [port = '', protocol = 'tcp'] = inside.split('/')
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({ address: HostIp ?? '', host: Number(HostPort), port: Number(port), protocol }))
  })
