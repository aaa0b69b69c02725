import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Socket } from 'node:net'
import { copy } from '../../docker/copy.mts'
import type { Mounting } from '../../docker/users.mts'
import { quoteWords } from '../../plan/explain.mts'
import { isFailure } from '../failure.mts'
import { readText, removePath } from '../files.mts'
import { childEnv } from '../processes.mts'
import { writeAtomically } from '../write.mts'
import { askEngine, awake } from './lender.mts'
import { unhurried } from '../unhurried.mts'

/** Where a run writes down what it has stopped: `home` is `.gantry/<env>`, absolute. */
export type Home = { readonly home: string; readonly say: (line: string) => void }

/** What of this is in the hands of the action: from `hold` on nobody starts the containers but itself, by `release`. */
export type Hold = { readonly hold: () => Promise<void>; readonly release: () => Promise<void> }

const noteOf = (home: string): string => join(home, 'stopped.json')

// After kill -9 the pipe closes, and a shell starts what was stopped, if the note still says so. An order to stop that is under way ends first.
const guardScript = 'read -r word && exit 0; note=$1; shift; [ -e "$note" ] || exit 0; docker container stop "$@"; docker container start "$@" && rm -f -- "$note"'

const startGuard = (note: string, ids: readonly string[]): { readonly dismiss: () => void } => {
  const child = spawn('/bin/sh', ['-c', guardScript, 'sh', note, ...ids], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: childEnv({}) })
  for (const part of [child, child.stdin as Socket]) part.on('error', () => {}).unref()
  return { dismiss: () => void child.stdin.end('done\n') }
}

const start = async (ids: readonly string[], { home }: Home): Promise<string | undefined> => {
  try {
    await askEngine(copy.start(ids))
    await removePath(noteOf(home))
    return undefined
  } catch (error) {
    if (!isFailure(error)) throw error
    return `${error.message}; start them by hand: ${quoteWords(copy.start(ids))}`
  }
}

/** Starts what a run that was killed has left stopped; says which. */
export const startForgotten = async (place: Home): Promise<void> => {
  const text = await readText(noteOf(place.home))
  if (text === undefined) return
  const { ids, names } = JSON.parse(text) as { readonly ids: readonly string[]; readonly names: readonly string[] }
  place.say(`an earlier run was killed while ${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} stopped: starting`)
  const trouble = await start(ids, place)
  if (trouble === undefined) return
  // A container that was made anew since then has another id.
  await removePath(noteOf(place.home))
  place.say(trouble)
}

let last: Promise<unknown> = Promise.resolve()
const inTurn = <T,>(act: () => Promise<T>): Promise<T> => {
  const turn = last.then(act, act)
  last = turn.catch(() => {})
  return turn
}

/** Stops containers, acts, and starts them again in every case: after a failure, a signal, and (by a guard, or the next run) kill -9. Two never overlap. */
export const withStopped = <T,>(find: (all: readonly Mounting[]) => readonly Mounting[], place: Home, act: (hold: Hold) => Promise<T>): Promise<{ readonly value: T; readonly unstarted?: string }> => inTurn(async () => {
  const users = find(await awake())
  if (users.length === 0) return { value: await act({ hold: async () => {}, release: async () => {} }) }
  const ids = users.map(({ id }) => id)
  const write = () => writeAtomically(noteOf(place.home), JSON.stringify({ ids, names: users.map(({ name }) => name) }), 0o600)
  await write()
  const guard = startGuard(noteOf(place.home), ids)
  let isHeld = false
  let unstarted: string | undefined
  const hold: Hold = {
    hold: async () => { isHeld = true; await removePath(noteOf(place.home)) },
    release: async () => { await write(); isHeld = false },
  }
  const run = async (): Promise<T> => {
    try {
      await askEngine(copy.stop(ids))
      return await act(hold)
    } finally {
      if (!isHeld) unstarted = await start(ids, place)
    }
  }
  try {
    // Ctrl-C waits until they run again.
    const value = await unhurried(run)
    return unstarted === undefined ? { value } : { value, unstarted }
  } finally {
    guard.dismiss()
  }
})
