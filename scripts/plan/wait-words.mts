import { lastProbe, type Container } from '../docker/observed.mts'
import type { Goal } from './step.mts'
import { containersOf, progressOf, type Progress, type Waiting } from './wait-state.mts'

/** `2.1 s`, `45 s`, `3 min 20 s`. */
export const seconds = (ms: number): string => {
  if (ms < 9950) return `${Number((ms / 1000).toFixed(1))} s`
  const whole = Math.round(ms / 1000)
  if (whole < 120) return `${whole} s`
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** One service's progress as one line, its name padded to the longest. */
export const line = (state: Waiting, goal: Goal): string => `${name(state, goal)}  ${words(state, goal)}`

/** What must change before a line is said again: a probe that words its complaint anew is no news. */
export const news = (state: Waiting, goal: Goal): string => {
  const { phase } = progressOf(state, goal.service)
  return phase === 'starting' ? `${phase} ${stage(goal, containersOf(state, goal.service)).is}` : phase
}

const name = ({ goals }: Waiting, { service }: Goal): string => service.padEnd(Math.max(...goals.map((goal) => goal.service.length)))

/** What there is to say of a service now, without clocks that would change it every second. */
export const words = (state: Waiting, goal: Goal): string => {
  const progress = progressOf(state, goal.service)
  switch (progress.phase) {
    case 'waiting': return progress.waitsFor.length === 0 ? 'waits' : `waits for ${progress.waitsFor.join(', ')}`
    case 'starting': return starting(goal, containersOf(state, goal.service))
    case 'ready': return readiness(goal, progress, containersOf(state, goal.service))
    case 'failed': return `failed: ${progress.failing?.reason ?? ''}`
    case 'blocked': return `not started: ${progress.blockedBy} ${why(state, progress)}`
  }
}

const why = (state: Waiting, { blockedBy = '' }: Progress): string => {
  const phase = state.services.get(blockedBy)?.phase
  return phase === 'failed' ? 'failed' : phase === 'blocked' ? 'was not started' : 'is not ready, and not among what is started'
}

const stage = ({ until }: Goal, containers: readonly Container[]): { readonly is: string; readonly container?: Container } => {
  const [restarting, running] = ['restarting', 'running'].map((state) => containers.find((container) => container.state === state))
  const complaining = containers.find(isComplaining)
  if (restarting) return { is: 'restarting', container: restarting }
  if (until === 'done' && running) return { is: 'running' }
  return complaining ? { is: complaining.health, container: complaining } : { is: 'starting quietly' }
}

const starting = (goal: Goal, containers: readonly Container[]): string => {
  const { is, container } = stage(goal, containers)
  if (container === undefined) return is === 'running' ? is : 'starting'
  return is === 'restarting' ? `restarting (ended with ${container.exitCode})` : `${is} (probe: ${probeWords(container)})`
}

const isComplaining = (container: Container): boolean => container.health !== 'healthy' && (lastProbe(container)?.exitCode ?? 0) !== 0

/** The last probe's result in a few words. */
export const probeWords = (container: Container): string => {
  const { output = '', exitCode = 0 } = lastProbe(container) ?? {}
  const text = output.split('\n').map((row) => row.trim()).filter((row) => row !== '').at(-1) ?? ''
  return text === '' ? `exit ${exitCode}` : text.length > 80 ? `${text.slice(0, 79)}…` : text
}

const readiness = ({ until }: Goal, { already, ready = 0, asked = ready }: Progress, containers: readonly Container[]): string => {
  const state = until === 'done' ? 'done' : containers.some((container) => container.health === 'healthy') ? 'healthy' : 'running'
  return already ? `${state} already` : `${state} after ${seconds(ready - asked)}`
}

/** What is going on at this moment, on one line: what is starting and for how long, then what waits. */
export const moving = (state: Waiting): string => {
  const of = (phase: Progress['phase']): readonly Goal[] => state.goals.filter((goal) => progressOf(state, goal.service).phase === phase)
  const starting = of('starting').map((goal) => {
    const { began = state.now } = progressOf(state, goal.service)
    return `${goal.service} ${words(state, goal)} ${Math.floor((state.now - began) / 1000)} s`
  })
  const waiting = of('waiting').map((goal) => goal.service)
  return [...starting, ...(waiting.length > 0 ? [`waiting: ${waiting.join(', ')}`] : [])].join(' · ')
}
