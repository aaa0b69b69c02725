import { spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { Readable, type Writable } from 'node:stream'
import { isNote } from '../../backup/counts.mts'
import type { Argv } from '../../docker/argv.mts'
import { endTarget, startGuard, track } from '../children.mts'
import { childEnv, codeOf } from '../processes.mts'

/** Whose output is an archive; `ends` ends what it has started elsewhere and what does not end with it. */
export type Source = { readonly argv: Argv; readonly ends?: () => Promise<void> }

/** How a producer ended: its exit code as a shell has it, what it noted for us, and its last complaints. */
export type Produced = { readonly code: number; readonly notes: readonly string[]; readonly complaints: readonly string[] }

/** A producer that runs; ending it says what of it could not be ended. `stdout` is empty where somebody else was given it. */
export type Producer = { readonly stdout: Readable; readonly ended: Promise<Produced>; readonly end: () => Promise<string | undefined> }

const kept = { complaints: 20, letters: 1000, line: 1024 * 1024 } as const

/** Sorts what comes on stderr into notes and complaints, of which only the last are kept. */
const sorted = (stream: Readable | null) => {
  const decoder = new StringDecoder('utf8')
  const notes: string[] = []
  const complaints: string[] = []
  let rest = ''
  const take = (line: string): void => {
    if (isNote(line)) notes.push(line)
    else if (line.trim() !== '') complaints.push(line.slice(0, kept.letters))
    if (complaints.length > kept.complaints) complaints.shift()
  }
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = (lines.pop() ?? '').slice(0, kept.line)
    lines.forEach(take)
  })
  stream?.on('end', () => take(rest))
  return { notes, complaints }
}

/** How long whatever a producer has started elsewhere may take to end. */
const patience = 15_000

const within = async (action: Promise<void>, ms: number, what: string): Promise<void> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what} takes longer than ${ms / 1000} s`)), ms)
  await Promise.race([action, promise]).finally(() => clearTimeout(timer))
}

/** Starts a producer; its stdout waits until somebody reads it, or goes straight to the stdin of another child, which is its own from then on. */
export const startProducer = ({ argv: [program = '', ...words], ends }: Source, into?: Writable): Producer => {
  startGuard()
  const child = spawn(program, words, { env: childEnv(undefined), detached: true, stdio: ['ignore', into ?? 'pipe', 'pipe'] })
  into?.destroy()
  track(child, true)
  const said = sorted(child.stderr)
  const { promise: ended, resolve } = Promise.withResolvers<Produced>()
  const finish = (code: number): void => resolve({ code, ...said })
  child.once('error', (error) => { said.complaints.push(error.message); finish(127) })
  // Not `close`: somebody may hold the pipe open for longer than there is anybody to wait for.
  child.once('exit', (code, signal) => {
    child.once('close', () => finish(codeOf(code, signal)))
    setTimeout(() => finish(codeOf(code, signal)), 500).unref()
  })
  let ending: Promise<string | undefined> | undefined
  const end = async (): Promise<string | undefined> => {
    const elsewhere = ends && within(ends(), patience, `ending what ${program} has started`).then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)))
    if (child.pid !== undefined) await endTarget(-child.pid)
    finish(codeOf(child.exitCode, child.signalCode))
    return elsewhere
  }
  return { stdout: child.stdout ?? Readable.from([]), ended, end: () => ending ??= end() }
}
