import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { container } from '../docker/container.mts'
import type { Container } from '../docker/observed.mts'
import { dockerSurroundings } from '../docker/surroundings.mts'
import { track } from './children.mts'
import { containerIds, observeContainers } from './docker.mts'

/** A look without a reason is taken this often, should events get lost; in milliseconds. */
const slow = 1000
/** So many looks in a row may fail: an engine that restarts is away for a few seconds. */
const failuresAllowed = 10

export type Watch = { readonly end: () => void }
export type Watcher = { readonly onLook: (containers: readonly Container[]) => void; readonly onTrouble: (error: unknown) => void }

/** Looks at a project's containers now, whenever the engine tells of a change, and once a second. */
export const watchProject = (project: string, { onLook, onTrouble }: Watcher): Watch => {
  let ids: readonly string[] | undefined
  let isLooking = false
  let isWanted = false
  let hasEnded = false
  let failures = 0

  const look = async (): Promise<void> => {
    ids ??= await containerIds(project)
    const containers = await observeContainers(ids)
    failures = 0
    if (!hasEnded) onLook(containers)
  }
  const failLook = (error: unknown): void => {
    failures += 1
    ids = undefined
    if (failures >= failuresAllowed && !hasEnded) onTrouble(error)
  }
  // One look at a time; what happens meanwhile asks for exactly one more.
  const wake = async (): Promise<void> => {
    isWanted = true
    if (isLooking) return
    isLooking = true
    while (isWanted && !hasEnded) {
      isWanted = false
      await look().catch(failLook)
    }
    isLooking = false
  }
  const stop = followEvents(project, (action) => {
    if (action === 'create' || action === 'destroy') ids = undefined
    void wake()
  })
  const timer = setInterval(() => {
    ids = undefined
    void wake()
  }, slow)
  void wake()
  return { end: () => { hasEnded = true; clearInterval(timer); stop() } }
}

// Events since now, so that none falls between the first look and the stream's beginning.
const followEvents = (project: string, onAction: (action: string) => void): (() => void) => {
  const [program = 'docker', ...words] = container.events(project, Date.now())
  const child = spawn(program, words, { detached: true, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...dockerSurroundings } })
  track(child, true)
  child.once('error', () => {})
  createInterface({ input: child.stdout }).on('line', (row) => onAction(readAction(row)))
  return () => void child.kill('SIGKILL')
}

const readAction = (row: string): string => {
  try {
    return (JSON.parse(row) as { Action?: string }).Action ?? ''
  } catch {
    return ''
  }
}
