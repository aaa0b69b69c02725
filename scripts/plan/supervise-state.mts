import type { Container, ContainerHealth, Probe } from '../docker/observed.mts'
import type { Process } from './process.mts'

/** One process and what is known of it; times are milliseconds of the caller's clock. */
export type Unit = {
  readonly spec: Process
  readonly state: 'created' | 'starting' | 'running' | 'restarting' | 'exited'
  readonly pid?: number
  readonly startedAt?: number
  readonly finishedAt?: number
  readonly exitCode: number
  readonly health: ContainerHealth
  readonly probes: readonly Probe[]
  /** Probes that failed in a row. */
  readonly failures: number
  readonly isAsked: boolean
  readonly nextProbe?: number
  /** When it is started again. */
  readonly nextStart?: number
  readonly restarts: number
  /** Crashes in a row, each soon after its start. */
  readonly crashes: number
  /** It was told to end, and when it is killed. */
  readonly ending?: { readonly killAt: number; readonly again: boolean }
  /** A change is being compiled while the old one still runs. */
  readonly isCompiling: boolean
  readonly error: string
}

/** All the supervisor knows; a plain value. */
export type Supervised = { readonly units: ReadonlyMap<string, Unit>; readonly isStopping: boolean }

/** What the shell tells the supervisor. */
export type SuperviseEvent =
  | { readonly event: 'tick' | 'stop'; readonly now: number }
  | { readonly event: 'ask'; readonly service: string; readonly now: number }
  | { readonly event: 'started'; readonly service: string; readonly pid: number; readonly now: number }
  | { readonly event: 'refused'; readonly service: string; readonly message: string; readonly now: number }
  | { readonly event: 'exited'; readonly service: string; readonly code: number; readonly now: number }
  | { readonly event: 'probed'; readonly service: string; readonly pid: number; readonly ok: boolean; readonly output: string; readonly now: number }
  | { readonly event: 'changed'; readonly service: string; readonly file: string; readonly now: number }
  | { readonly event: 'compiled'; readonly service: string; readonly failed: string | undefined; readonly now: number }

/** What the supervisor asks of the shell; `start` runs what comes before unless that was done. */
export type SuperviseEffect =
  | { readonly do: 'start'; readonly service: string; readonly isCompiled: boolean }
  | { readonly do: 'compile'; readonly service: string }
  | { readonly do: 'signal'; readonly service: string; readonly pid: number; readonly signal: string }
  | { readonly do: 'probe'; readonly service: string; readonly pid: number }
  | { readonly do: 'say'; readonly service: string; readonly line: string }
  | { readonly do: 'stopped' }

/** Nothing is started yet. */
export const beginSupervising = (processes: readonly Process[]): Supervised => ({
  isStopping: false,
  units: new Map(processes.map((spec) => [spec.service, { spec, state: 'created', exitCode: 0, health: 'none', probes: [], failures: 0, isAsked: false, restarts: 0, crashes: 0, isCompiling: false, error: '' }])),
})

/** Processes in the form in which containers are judged, listed and shown. */
export const asContainers = ({ units }: Supervised, project: string): readonly Container[] => [...units.values()].map(({ spec, ...unit }): Container => ({
  id: nativeId(spec.service), name: spec.service, project, service: spec.service, number: 1,
  state: unit.state === 'starting' ? unit.restarts > 0 ? 'restarting' : 'created' : unit.state,
  health: spec.probe && unit.state === 'running' ? unit.health : 'none', hasProbe: spec.probe !== undefined,
  exitCode: unit.exitCode, oomKilled: false, error: unit.error, startedAt: unit.startedAt, finishedAt: unit.finishedAt,
  restartCount: unit.restarts, restartPolicy: spec.restart, image: spec.on, imageId: '', probes: unit.probes,
  workingDir: '', configFiles: [], configHash: '', networks: [], volumes: [],
  ports: spec.ports.map((port) => ({ address: '127.0.0.1', host: port, port: 0, protocol: 'tcp' })),
}))

const prefix = 'native:'

/** How the process of a service is called among containers. */
export const nativeId = (service: string): string => `${prefix}${service}`

/** The service whose process has this id; undefined for a container. */
export const serviceOfId = (id: string): string | undefined => id.startsWith(prefix) ? id.slice(prefix.length) : undefined

/** Whether a unit has a process. */
export const isAlive = ({ state }: Unit): boolean => state === 'running' || state === 'starting'
