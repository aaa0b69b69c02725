import type { Container } from '../docker/observed.mts'
import type { Trace, WaitEvent, Waiting } from './wait-state.mts'

/** Takes an event into what is known; nothing is decided here. */
export const absorb = (state: Waiting, event: WaitEvent): Waiting => {
  const later = { ...state, now: event.now }
  switch (event.event) {
    case 'tick': return later
    case 'observed': return { ...later, containers: event.containers, traces: retrace(later, event.containers) }
    case 'refused': return { ...later, traces: refuse(state, event.id, event.message) }
    case 'ran': return { ...later, services: ran(state, event.service, event.failed) }
    case 'logs': return { ...later, services: addLog(state, event.service, event.lines) }
  }
}

const retrace = (state: Waiting, containers: readonly Container[]): ReadonlyMap<string, Trace> =>
  new Map(containers.map((container) => [container.id, trace(container, state.traces.get(container.id), state.now)]))

const trace = (container: Container, known: Trace | undefined, now: number): Trace => {
  const { startedAt, restartCount, state } = container
  // A start by hand sets the count back to 0.
  const restarts = Math.min(known?.restarts ?? restartCount, restartCount)
  const isUp = state === 'running' || state === 'restarting'
  const isNewRun = isUp && (known?.run === undefined || known.run.startedAt !== startedAt)
  return { ...known, restarts, ...(isNewRun && { run: { startedAt, seen: now } }) }
}

const refuse = ({ traces }: Waiting, id: string, refusal: string): ReadonlyMap<string, Trace> =>
  new Map(traces).set(id, { restarts: 0, ...traces.get(id), refusal })

const ran = ({ services }: Waiting, service: string, failed: string | undefined): Waiting['services'] => {
  const progress = services.get(service)
  return progress === undefined ? services : new Map(services).set(service, { ...progress, then: failed === undefined ? 'done' : { failed } })
}

const addLog = ({ services }: Waiting, service: string, log: readonly string[]): Waiting['services'] => {
  const progress = services.get(service)
  if (progress?.failing === undefined) return services
  return new Map(services).set(service, { ...progress, failing: { ...progress.failing, log } })
}
