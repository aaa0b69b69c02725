import { followSteps } from '../backup/plan.mts'
import { stockOf } from '../backup/stock.mts'
import type { Container } from '../docker/observed.mts'
import { project } from '../docker/project.mts'
import type { Environment } from '../stack/environment.mts'
import { bringUp, type StackSeen } from './bring-up.mts'
import { cleanSteps, type Leftover } from './clean.mts'
import { volumeSteps, type Judged } from './clean-volumes.mts'
import { select, type Part } from './select.mts'
import { stopSteps } from './stop.mts'
import type { Step } from './step.mts'

/** What backing up before cleaning looks at: what the run is called, the containers there are, and, where servers have to be started for it, what that takes. */
export type Rescue = { readonly run: string; readonly now: Date; readonly containers: readonly Container[]; readonly stack?: StackSeen }

/** What is to go; containers and networks go with the environment. */
export type Doomed = { readonly volumes: readonly Judged[]; readonly leftovers: readonly Leftover[] }

const dueOf = (volumes: readonly Judged[]): readonly Judged[] => volumes.filter(({ verdict }) => verdict === 'due')
const servicesOf = (volumes: readonly Judged[]): readonly string[] => [...new Set(volumes.flatMap(({ keeper = [] }) => keeper))]
const isAwake = (containers: readonly Container[], service: string): boolean => containers.some((one) => one.service === service && one.state === 'running')

/** The servers that a backup of these volumes asks for their data and that do not run: they are started for it. */
export const idleServers = (environment: Environment, volumes: readonly Judged[], containers: readonly Container[]): Part => {
  const wanted = servicesOf(dueOf(volumes))
  const servers = stockOf(environment).items.filter(({ is, service }) => (is === 'server' || is === 'sqlite') && wanted.includes(service) && !isAwake(containers, service))
  return { services: [...new Set(servers.map(({ service }) => service))], tier: undefined, through: undefined }
}

/** Whether something has to come to its end before these volumes can go. */
export const needsRescue = (volumes: readonly Judged[]): boolean => volumes.some(({ verdict, users }) => verdict === 'due' || verdict !== 'used' && users.length > 0)

/** What was started for the backup alone is stopped again, whatever became of it. */
export const restSteps = (environment: Environment, volumes: readonly Judged[], { containers, stack }: Rescue, after: readonly string[]): readonly Step[] => {
  if (!stack) return []
  const started = select(environment, idleServers(environment, volumes, containers)).map(({ name }) => name).filter((service) => !isAwake(containers, service))
  return [{ id: 'rest', after, regardless: true, do: 'run', optional: true, argv: project(environment.project).stop(started), why: 'started for the backup only' }]
}

const startSteps = (environment: Environment, volumes: readonly Judged[], { containers, stack }: Rescue): readonly Step[] =>
  stack ? bringUp(environment, stack, idleServers(environment, volumes, containers), 'missing') : []

/** Servers that do not run started, a backup taken and made sure of, and what follows any other backup. */
const saveSteps = (environment: Environment, volumes: readonly Judged[], rescue: Rescue): readonly Step[] => {
  const due = dueOf(volumes)
  if (due.length === 0) return []
  const { run } = rescue
  const starts = startSteps(environment, volumes, rescue)
  return [
    ...starts,
    { id: 'take', after: starts.map(({ id }) => id), do: 'backup', act: 'take', environment, run, services: servicesOf(due), level: 'read', why: `what is in ${due.map(({ name }) => name).join(', ')} can be had back` },
    { id: 'ensure', after: ['take'], do: 'backup', act: 'ensure', environment, run, volumes: due.map(({ name }) => name), why: 'nothing goes before' },
    ...followSteps(environment, rescue, ['ensure']),
    ...restSteps(environment, volumes, rescue, ['ensure']),
  ]
}

/** A backup of the volumes that none holds; when that is verified, the environment is stopped and removed; then the volumes, and what else is left over. */
export const rescueSteps = (environment: Environment, { volumes, leftovers }: Doomed, rescue: Rescue): readonly Step[] => {
  const saves = saveSteps(environment, volumes, rescue)
  const before = saves.filter(({ id }) => id === 'ensure' || id === 'rest').map(({ id }) => id)
  const ends = stopSteps(environment, [], 'its volumes can go only then').map((step): Step => ({ ...step, after: before, danger: 'downtime' }))
  const after = ends.map(({ id }) => id)
  const others = cleanSteps(leftovers).map((step) => ({ ...step, after: [...step.after, ...after] }))
  return [...saves, ...ends, ...others, ...volumeSteps(volumes, after)]
}
