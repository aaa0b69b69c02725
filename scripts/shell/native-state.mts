import { access, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Container } from '../docker/observed.mts'
import type { Process } from '../plan/process.mts'
import { endTarget } from './children.mts'
import { errorCode } from './failure.mts'

/** A process of a run without containers; `born` tells it from a later one with the same number. */
export type Marked = { readonly service: string; readonly pid: number; readonly born: string }

/** What a run without containers writes down for the commands beside it. */
export type NativeState = {
  readonly supervisor: Marked
  readonly processes: readonly Marked[]
  readonly containers: readonly Container[]
  /** Services that are left out, and why. */
  readonly lacking: Readonly<Record<string, string>>
  readonly ports: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The project of the containers beside them. */
  readonly project?: string | undefined
  /** What each process was started with. */
  readonly specs: readonly Process[]
}

const fileOf = (folder: string): string => join(folder, 'state.json')

/** The words of a process's line in /proc after its name, which may hold anything. */
const statOf = async (pid: number): Promise<readonly string[]> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** The process group of a process. */
export const groupOf = async (pid: number): Promise<number> => Number((await statOf(pid))[2])

/** When a process began, in the kernel's own count; empty where that cannot be told. */
export const bornAt = async (pid: number): Promise<string> => (await statOf(pid))[19] ?? ''

/** Whether a process that was written down is still that process. */
export const isAlive = async ({ pid, born }: Marked): Promise<boolean> => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
  return born === await bornAt(pid)
}

/** The last run's state; undefined where there was none, or where nothing sensible was written. */
export const readNativeState = async (folder: string): Promise<NativeState | undefined> => {
  const text = await readFile(fileOf(folder), 'utf8').catch(() => undefined)
  try {
    return text === undefined ? undefined : JSON.parse(text) as NativeState
  } catch {
    return undefined
  }
}

/** The state of a run that goes on at this moment. */
export const runningState = async (folder: string): Promise<NativeState | undefined> => {
  const state = await readNativeState(folder)
  return state && await isAlive(state.supervisor) ? state : undefined
}

/** Whether a run has left logs. */
export const hasLogs = (folder: string): Promise<boolean> => access(join(folder, 'logs')).then(() => true, () => false)

/** Writes the state whole; a crash loses at most what a later look finds out again, so nothing is forced to disk. */
export const writeNativeState = async (folder: string, state: NativeState): Promise<void> => {
  const fresh = `${fileOf(folder)}.new`
  await writeFile(fresh, JSON.stringify(state), { mode: 0o600 })
  await rename(fresh, fileOf(folder))
}

/** Processes that a run has left which was killed. */
export const leftovers = async (folder: string): Promise<readonly Marked[]> => {
  const state = await readNativeState(folder)
  if (!state || await isAlive(state.supervisor)) return []
  return (await Promise.all(state.processes.map(async (one) => await isAlive(one) ? [one] : []))).flat()
}

/** Ends processes with their groups, those that are still the ones that were written down. */
export const endProcesses = async (marked: readonly Marked[]): Promise<void> => {
  await Promise.all(marked.map(async (one) => { if (await isAlive(one)) await endTarget(-one.pid) }))
}

/** How often the state is written at most, in milliseconds. */
const pace = 100

type Look = () => { readonly containers: readonly Container[]; readonly pids: ReadonlyMap<string, number> }

/** Keeps the state on disk while a run goes on: written soon after each change, and once more at the end. */
export const keepState = (folder: string, kept: Pick<NativeState, 'lacking' | 'ports' | 'project' | 'specs'>, look: Look, warn: (error: unknown) => void): { readonly changed: () => void; readonly end: () => Promise<void> } => {
  const born = new Map<number, Promise<string>>()
  const bornOf = (pid: number): Promise<string> => {
    const known = born.get(pid) ?? bornAt(pid)
    born.set(pid, known)
    return known
  }
  let writing = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const write = async (): Promise<void> => {
    timer = undefined
    const { containers, pids } = look()
    const processes = await Promise.all([...pids].map(async ([service, pid]) => ({ service, pid, born: await bornOf(pid) })))
    await writeNativeState(folder, { ...kept, containers, processes, supervisor: { service: 'gantry', pid: process.pid, born: await bornOf(process.pid) } })
  }
  const next = (): void => { writing = writing.then(write).catch(warn) }
  next()
  return {
    changed: () => { timer ??= setTimeout(next, pace) },
    end: async () => { clearTimeout(timer); next(); await writing },
  }
}
