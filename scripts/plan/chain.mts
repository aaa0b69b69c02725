import { lastProbe, type Container } from '../docker/observed.mts'
import type { Workload } from '../kinds/workload.mts'
import { ending, settleTime } from './wait-verdict.mts'
import { probeWords } from './wait-words.mts'

/** What gantry has to know of a service to judge it. */
export type Member = Pick<Workload, 'name' | 'runs' | 'scheduled' | 'replicas' | 'needs' | 'wants'>

/** `degraded` serves, but not with all its replicas or not with all it wants; `waiting` is on its way. */
export type ServiceState = 'up' | 'done' | 'waiting' | 'degraded' | 'down' | 'absent'

export type ServiceHealth = {
  readonly service: string
  readonly state: ServiceState
  /** What is the matter with its own containers; empty when nothing is. */
  readonly reason: string
  readonly containers: readonly Container[]
  /** The service at the root of its trouble, and the way there, nearest first. */
  readonly because?: { readonly service: string; readonly reason: string; readonly path: readonly string[] }
}

type Own = { readonly state: ServiceState; readonly reason: string }

/** How every service does, and which other service is to blame where it is not its own fault. */
export const chain = (members: readonly Member[], observed: readonly Container[], now: number): readonly ServiceHealth[] => {
  const containersOf = (name: string): readonly Container[] => observed.filter(({ service }) => service === name)
  const own = new Map(members.map((member) => [member.name, ownState(member, containersOf(member.name), now)]))
  return members.map((member) => {
    const { state, reason } = own.get(member.name) ?? unknown
    const path = findRoot(member, { members, own })
    const root = path.at(-1)
    return {
      service: member.name, state: path.length > 0 && isServing(state) ? 'degraded' : state, reason, containers: containersOf(member.name),
      ...(root !== undefined && { because: { service: root, reason: own.get(root)?.reason ?? '', path } }),
    }
  })
}

const unknown: Own = { state: 'absent', reason: 'has no container' }

const stateWords: Readonly<Record<ServiceState, string>> = {
  up: 'is up', done: 'is done', waiting: 'is starting', degraded: 'is degraded', down: 'is down', absent: 'does not run',
}

/** Why a service is not as it should be: its own reason, or `because db is unhealthy: no response (through api)`; empty when it is. */
export const cause = ({ reason, because }: ServiceHealth): string => {
  if (because === undefined) return reason
  const through = because.path.slice(0, -1)
  return `because ${because.service} ${because.reason}${through.length > 0 ? ` (through ${through.join(', ')})` : ''}`
}

/** One sentence about a service: `api is down because db is unhealthy: no response`. */
export const sentence = (service: ServiceHealth): string =>
  service.because === undefined && service.reason !== ''
    ? `${service.service} ${service.reason}`
    : `${service.service} ${stateWords[service.state]} ${cause(service)}`.trimEnd()

/** Whether a state lets others work. */
export const isServing = (state: ServiceState): boolean => state === 'up' || state === 'done' || state === 'degraded'

type Known = { readonly members: readonly Member[]; readonly own: ReadonlyMap<string, Own> }

// The nearest first. A service that is down is not so for lack of what it only wants, and a job that is done needs nothing.
const findRoot = (member: Member, known: Known, above: readonly string[] = []): readonly string[] => {
  const stateOf = (name: string): ServiceState => known.own.get(name)?.state ?? 'up'
  if (stateOf(member.name) === 'done') return []
  const wants = isServing(stateOf(member.name)) ? member.wants : []
  const names = [...member.needs.map(({ service }) => service), ...wants].filter((name) => !isServing(stateOf(name)) && !above.includes(name))
  const paths = names.map((name) => {
    const other = known.members.find((one) => one.name === name)
    return [name, ...(other ? findRoot(other, known, [...above, member.name]) : [])]
  })
  // What is only starting explains less than what is down.
  return paths.find((path) => stateOf(path.at(-1) ?? '') !== 'waiting') ?? paths[0] ?? []
}

const ownState = ({ runs, scheduled, replicas }: Member, containers: readonly Container[], now: number): Own => {
  if (containers.length === 0) return scheduled ? { state: 'done', reason: '' } : unknown
  const all = containers.map((container) => containerState(container, runs, now))
  const bad = all.filter(({ state }) => !isServing(state))
  const [first] = bad.toSorted((a, b) => Number(a.state === 'waiting') - Number(b.state === 'waiting'))
  const missing = containers.length < replicas ? `has ${containers.length} of ${replicas} containers` : ''
  if (first === undefined) return missing === '' ? (all[0] ?? unknown) : { state: 'degraded', reason: missing }
  const reason = containers.length === 1 ? first.reason : `${bad.length} of ${containers.length}: ${first.reason}`
  return { state: bad.length < all.length ? 'degraded' : first.state, reason }
}

const containerState = (container: Container, runs: Member['runs'], now: number): Own => {
  const { state, health, exitCode, startedAt = now } = container
  if (state === 'running') return runningState(container, health, now - startedAt)
  if (state === 'exited' && runs === 'job' && exitCode === 0) return { state: 'done', reason: '' }
  const reasons: Readonly<Record<typeof state, string>> = {
    created: container.error === '' ? 'was never started' : `could not be started: ${container.error}`,
    restarting: `is restarting (${container.restartCount} times so far), the last run ${ending(container)}`,
    exited: container.error === '' ? ending(container) : container.error, paused: 'is paused', dead: 'is dead', removing: 'is being removed',
  }
  return { state: 'down', reason: reasons[state] }
}

const runningState = (container: Container, health: Container['health'], age: number): Own => {
  const said = lastProbe(container)
  const probe = said === undefined || said.exitCode === 0 ? '' : `: ${probeWords(container)}`
  if (health === 'unhealthy') return { state: 'down', reason: `is unhealthy${probe}` }
  if (health === 'starting') return { state: 'waiting', reason: `is starting${probe}` }
  return health === 'none' && age < settleTime ? { state: 'waiting', reason: 'has only just started' } : { state: 'up', reason: '' }
}
