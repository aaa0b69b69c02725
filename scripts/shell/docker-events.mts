import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { container } from '../docker/container.mts'
import type { Container } from '../docker/observed.mts'
import { dockerSurroundings } from '../docker/surroundings.mts'
import { readTurn, takeTurn, type Turn } from '../docker/turn.mts'
import { track } from './children.mts'
import { containerIds, observeContainers } from './docker.mts'

/** A look without a reason is taken this often: probe outputs make no events, and events may get lost; in milliseconds. */
const slow = 1000
/** So many looks in a row may fail: an engine that restarts is away for a few seconds. */
const failuresAllowed = 10

export type Watch = { readonly end: () => void }
export type Watcher = { readonly onLook: (containers: readonly Container[]) => void; readonly onTrouble: (error: unknown) => void }

/** Tells what a project's containers are like now and after every change. */
export const watchProject = (project: string, { onLook, onTrouble }: Watcher): Watch => {
  let ids: readonly string[] | undefined
  let known: readonly Container[] | undefined
  let hasEnded = false
  // Raised by every change: a look that began before one tells what is no longer so.
  let changes = 0
  let failures = 0

  const tell = (containers: readonly Container[]): void => {
    known = containers
    if (!hasEnded) onLook(containers)
  }
  const look = async (): Promise<boolean> => {
    const before = changes
    ids ??= await containerIds(project)
    const containers = await observeContainers(ids)
    failures = 0
    if (changes === before) tell(containers)
    return changes === before
  }
  const fail = (error: unknown): boolean => {
    failures += 1
    ids = undefined
    if ((known === undefined || failures >= failuresAllowed) && !hasEnded) onTrouble(error)
    return true
  }
  let looking: Promise<void> | undefined
  const wake = (): void => {
    looking ??= (async () => { while (!hasEnded && !(await look().catch(fail))); })().finally(() => { looking = undefined })
  }
  const stop = followEvents(project, (turn) => {
    const next = known && takeTurn(known, turn)
    changes += 1
    if (next) return tell(next)
    if (turn.action === 'create' || turn.action === 'destroy') ids = undefined
    wake()
  })
  const timer = setInterval(wake, slow)
  wake()
  return { end: () => { hasEnded = true; clearInterval(timer); stop() } }
}

// Events since now, so that none falls between the first look and the stream's beginning.
const followEvents = (project: string, onTurn: (turn: Turn) => void): (() => void) => {
  const [program = 'docker', ...words] = container.events(project, Date.now())
  const child = spawn(program, words, { detached: true, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...dockerSurroundings } })
  track(child, true)
  child.once('error', () => {})
  createInterface({ input: child.stdout }).on('line', (row) => {
    const turn = readTurn(row)
    if (turn) onTurn(turn)
  })
  // `docker` may be a wrapper with the real client behind it, which would hold the pipe and this process with it.
  return () => {
    child.stdout.destroy()
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
}
