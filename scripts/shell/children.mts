import { spawn, type ChildProcess } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** How long a child may take to end after TERM, in milliseconds. */
export const grace = 5000

/** A child of ours: `target` is what `kill` takes, a process group (negative) or a single process. */
type Tracked = { readonly target: number; readonly ended: Promise<void>; readonly isKept: boolean }

const running = new Set<Tracked>()
const pause = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms) })

// kill -9 leaves no time for a handler, so a shell on a pipe knows the children and ends them when the pipe closes.
const guardScript = `
targets=
without() { kept=; for one in $targets; do [ "$one" = "$1" ] || kept="$kept $one"; done; targets=$kept; }
while read -r sign target; do
  case $sign in +) targets="$targets $target" ;; -) without "$target" ;; esac
done
for one in $targets; do kill -s TERM -- "$one"; done
turn=0
while [ -n "$targets" ] && [ $turn -lt ${grace / 100} ]; do
  for one in $targets; do kill -s 0 -- "$one" || without "$one"; done
  [ -z "$targets" ] || sleep 0.1
  turn=$((turn + 1))
done
for one in $targets; do kill -s KILL -- "$one"; done`

let guard: Socket | undefined
/** Starts the guard; called before a child is, so that no moment is left in which nobody knows of it. */
export const startGuard = (): Socket => {
  if (guard) return guard
  const child = spawn('/bin/sh', ['-c', guardScript], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' })
  guard = child.stdin as Socket
  for (const part of [child, guard]) part.on('error', () => {}).unref()
  return guard
}
const tellGuard = (sign: '+' | '-', target: number) => startGuard().write(`${sign} ${target}\n`)

/** Who ends children in an order of their own, when everything is to end. */
const enders = new Set<() => Promise<void>>()

/** Leaves the ending of one's own children to `end`; what is returned takes that back. */
export const endBy = (end: () => Promise<void>): (() => void) => {
  enders.add(end)
  return () => enders.delete(end)
}

/** Watches over a child until it ends; `detached` says that it leads a process group of its own, `isKept` that somebody else ends it in time. */
export const track = (child: ChildProcess, detached: boolean, isKept = false): void => {
  if (child.pid === undefined) return
  const target = detached ? -child.pid : child.pid
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const tracked = { target, ended, isKept }
  running.add(tracked)
  tellGuard('+', target)
  void ended.then(() => {
    running.delete(tracked)
    tellGuard('-', target)
  })
}

/** Sends a signal; false when nobody is left to take it. */
const send = (target: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(target, signal)
  } catch {
    return false
  }
}

/** Whether a process group has a member that is not just waiting to be buried; some init processes take a second for that. */
const hasLiving = async (target: number): Promise<boolean> => {
  const pids = await readdir('/proc').catch(() => undefined)
  if (!pids) return true
  const states = await Promise.all(pids.filter((pid) => /^\d+$/.test(pid)).map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
    // The name in brackets may hold anything; after it come state, parent and group.
    const [state = '', , group = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state !== 'Z' && (Number(group) === -target || Number(pid) === target)
  }))
  return states.includes(true)
}

const isGone = async (target: number, within: number): Promise<boolean> => {
  const end = performance.now() + within
  for (let wait = 5; performance.now() < end; wait = Math.min(wait * 2, 100)) {
    if (!send(target, 0) || (wait > 20 && !await hasLiving(target))) return true
    await pause(wait)
  }
  return !send(target, 0)
}

/** Ends a process group or a process: TERM, some time, KILL. */
export const endTarget = async (target: number, first: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
  if (!send(target, first) || await isGone(target, grace)) return
  send(target, 'SIGKILL')
  await isGone(target, 1000)
}

/** Ends every child that still runs. */
export const endChildren = async (): Promise<void> => {
  await Promise.all([...enders].map((end) => end()))
  await Promise.all([...running].filter(({ isKept }) => !isKept || enders.size === 0).map(({ target }) => endTarget(target)))
}

/** Ends every child at once, for somebody who has lost patience. */
export const killChildren = (): void => {
  for (const { target } of running) send(target, 'SIGKILL')
}
