import { afterExit } from './supervise-exit.mts'
import { absorbProbe, firstProbe } from './supervise-probe.mts'
import { isAlive, type Supervised, type SuperviseEffect, type SuperviseEvent, type Unit } from './supervise-state.mts'

/** What follows from one event. */
export type Supervising = { readonly state: Supervised; readonly effects: readonly SuperviseEffect[] }
type Turn = { readonly unit: Unit; readonly effects?: readonly SuperviseEffect[] }

/** Decides when processes are started, asked, restarted, given up and ended; the whole of the looking after is this function. */
export const supervise = (state: Supervised, event: SuperviseEvent): Supervising => {
  if (event.event === 'stop') return stop({ ...state, isStopping: true }, event.now)
  const names = 'service' in event ? [event.service] : [...state.units.keys()]
  const units = new Map(state.units)
  const effects: SuperviseEffect[] = []
  for (const name of names) {
    const unit = units.get(name)
    if (!unit) continue
    const turned = turn(unit, event, state.isStopping)
    units.set(name, turned.unit)
    effects.push(...turned.effects ?? [])
  }
  const next = { ...state, units }
  if (!state.isStopping) return { state: next, effects }
  const stopped = stop(next, event.now)
  return { state: stopped.state, effects: [...effects, ...stopped.effects] }
}

const turn = (unit: Unit, event: SuperviseEvent, isStopping: boolean): Turn => {
  const { service } = unit.spec
  switch (event.event) {
    case 'tick': case 'stop': return onTick(unit, event.now)
    case 'ask': return isStopping ? { unit } : ask(unit, event.now)
    case 'started': return { unit: { ...firstProbe(unit, event.now), state: 'running', pid: event.pid, startedAt: event.now, error: '' } }
    case 'refused': return { unit: { ...unit, state: 'exited', exitCode: 127, finishedAt: event.now, startedAt: unit.startedAt ?? event.now, error: event.message }, effects: [{ do: 'say', service, line: event.message }] }
    case 'exited': return afterExit(unit, event.code, event.now, isStopping)
    case 'probed': return { unit: event.pid === unit.pid ? absorbProbe(unit, event) : unit }
    case 'changed': return isStopping ? { unit } : change(unit, event.file, event.now)
    case 'compiled': return compiled(unit, event.failed, event.now, isStopping)
  }
}

const start = (unit: Unit, isCompiled = false): Turn =>
  ({ unit: { ...without(unit), state: 'starting', isAsked: true }, effects: [{ do: 'start', service: unit.spec.service, isCompiled }] })

const without = ({ nextStart: _start, nextProbe: _probe, ending: _ending, pid: _pid, ...unit }: Unit): Unit => unit

/** Asked for by the waiter, or by a person: what runs is started anew. */
const ask = (unit: Unit, now: number): Turn =>
  unit.state === 'running' ? end(unit, now, true) : unit.state === 'starting' ? { unit } : start({ ...unit, crashes: 0 })

const end = (unit: Unit, now: number, again: boolean): Turn => {
  const { spec: { service, stop: { grace, signal } }, pid = 0 } = unit
  if (unit.ending) return { unit: { ...unit, ending: { ...unit.ending, again } } }
  return { unit: { ...unit, ending: { killAt: now + grace, again } }, effects: [{ do: 'signal', service, pid, signal }] }
}

/** A job that is done and a service that nobody has started yet are left alone. */
const change = (unit: Unit, file: string, now: number): Turn => {
  const { spec: { service, before }, state } = unit
  const fresh = { ...unit, crashes: 0 }
  const line = `${file} has changed: starts again`
  if (state === 'running' && before) return { unit: { ...fresh, isCompiling: true }, effects: unit.isCompiling ? [] : [{ do: 'compile', service }] }
  if (state === 'running') return said(end(fresh, now, true), service, line)
  return unit.isAsked && (state === 'exited' || state === 'restarting') ? said(start(fresh), service, line) : { unit }
}

const compiled = (unit: Unit, failed: string | undefined, now: number, isStopping: boolean): Turn => {
  const { spec: { service }, state } = unit
  const done = { ...unit, isCompiling: false }
  if (isStopping) return { unit: done }
  if (failed !== undefined) return { unit: done, effects: [{ do: 'say', service, line: `${failed}; the one before goes on` }] }
  return state === 'running' ? said(end(done, now, true), service, 'has changed: starts again') : isAlive(unit) ? { unit: done } : start(done, true)
}

const said = ({ unit, effects = [] }: Turn, service: string, line: string): Turn =>
  effects.length === 0 ? { unit } : { unit, effects: [{ do: 'say', service, line }, ...effects] }

const onTick = (unit: Unit, now: number): Turn => {
  const { spec: { service }, pid = 0, ending } = unit
  if (ending && now >= ending.killAt && unit.state === 'running') {
    const { grace, signal } = unit.spec.stop
    return { unit: { ...unit, ending: { ...ending, killAt: now + 5000 } }, effects: [{ do: 'say', service, line: `did not end within ${grace / 1000} s of ${signal}: killed` }, { do: 'signal', service, pid, signal: 'SIGKILL' }] }
  }
  if (unit.nextStart !== undefined && now >= unit.nextStart) return start({ ...unit, restarts: unit.restarts + 1 })
  if (unit.nextProbe !== undefined && now >= unit.nextProbe && !ending) {
    const { nextProbe: _probe, ...asked } = unit
    return { unit: asked, effects: [{ do: 'probe', service, pid }] }
  }
  return { unit }
}

/** Ends those that nobody needs any more, then what they needed; `stopped` when none is left. */
const stop = (state: Supervised, now: number): Supervising => {
  const units = new Map([...state.units].map(([name, unit]) => [name, unit.state === 'restarting' ? { ...without(unit), state: 'exited' as const } : unit]))
  const alive = [...units.values()].filter(isAlive)
  if (alive.length === 0) return { state: { ...state, units }, effects: [{ do: 'stopped' }] }
  const effects: SuperviseEffect[] = []
  for (const unit of alive) {
    const isNeeded = alive.some((other) => other !== unit && other.spec.needs.includes(unit.spec.service))
    if (isNeeded || unit.state !== 'running') continue
    const turned = end(unit, now, false)
    units.set(unit.spec.service, turned.unit)
    effects.push(...turned.effects ?? [])
  }
  return { state: { ...state, units }, effects }
}

/** When the supervisor wants to be told the time; undefined when nothing is due. */
export const dueAt = ({ units }: Supervised): number | undefined => {
  const times = [...units.values()].flatMap(({ nextStart, nextProbe, ending }) => [nextStart, ending ? ending.killAt : nextProbe].filter((time) => time !== undefined))
  return times.length === 0 ? undefined : Math.min(...times)
}

