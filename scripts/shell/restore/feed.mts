import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Archive } from '../../backup/manifest.mts'
import type { Argv } from '../../docker/argv.mts'
import { lastWords } from './inside.mts'
import { readArchive, readFrame } from '../backup/read-archive.mts'
import { refused } from '../backup/refused.mts'
import { hasZstd, startZstd, type Zstd } from '../backup/zstd.mts'
import { endTarget, startGuard, track } from '../children.mts'
import { childEnv, ending } from '../processes.mts'

/** Where archives lie, and what opens those that are encrypted. */
export type Shelf = { readonly folder: string; readonly identity?: string | undefined }

/** How long it may take, who is told how much of the file has been read, what ends a reader elsewhere, and whether it takes the frame of zstd as it is. */
export type Feeding = { readonly unpacks?: boolean; readonly signal: AbortSignal; readonly totalMs: number; readonly onBytes?: (bytes: number) => void; readonly ends: () => Promise<void> }

/** How a reader ended; `said` is what it wrote on stderr, `locked` that the archive could not be opened by whoever asked. */
export type Fed = { readonly said: readonly string[] } & ({ readonly ok: true } | { readonly ok: false; readonly message: string; readonly hint?: string; readonly locked?: boolean })

/** Lines of a reader that are kept. */
const kept = 5000

const startReader = ([program = '', ...words]: Argv) => {
  startGuard()
  const child = spawn(program, words, { env: childEnv(undefined), detached: true, stdio: ['pipe', 'ignore', 'pipe'] })
  track(child, true)
  child.stdin.on('error', () => {})
  const said: string[] = []
  createInterface(child.stderr).on('line', (line) => { said.push(line); if (said.length > kept) said.shift() })
  return { child, said, ended: ending(child) }
}

/** Lets a reader that has lost interest end by itself for a moment: then it has said why. */
const endReader = async (child: ChildProcess, ends: () => Promise<void>): Promise<boolean> => {
  for (let turn = 0; turn < 10 && child.exitCode === null; turn++) await pause(50)
  if (child.exitCode !== null) return true
  await ends()
  if (child.pid !== undefined) await endTarget(-child.pid)
  return false
}

/** Unpacks an archive by zstd, whose output goes to its reader without a detour. */
const unpack = async (zstd: Zstd, path: string, reading: Parameters<typeof readFrame>[1]): ReturnType<typeof readFrame> => {
  const read = await readFrame(path, reading, zstd.stdin)
  // One that was not given the last of it waits, and so does its reader, which takes the end of its input for the end of the archive.
  const fault = read.ok ? await zstd.fault : undefined
  return fault === undefined ? read : refused(`${path}: ${fault}`)
}

/** Gives an archive to a command. One that does not get all of it is ended before it can take that for the end. */
export const feed = async (argv: Argv, archive: Archive, { folder, identity }: Shelf, { signal, totalMs, onBytes, ends, unpacks = false }: Feeding): Promise<Fed> => {
  const { child, said, ended } = startReader(argv)
  const zstd = !unpacks && await hasZstd() ? startZstd(['-q', '-d', '-c'], child.stdin) : undefined
  const limit = AbortSignal.timeout(totalMs)
  const until = AbortSignal.any([signal, limit])
  let cut = false
  const onAbort = (): void => { cut = true; void ends().then(() => child.pid === undefined ? undefined : endTarget(-child.pid)) }
  until.addEventListener('abort', onAbort, { once: true })
  try {
    const reading = { encrypted: archive.encrypted, expected: archive, signal: until, ...identity === undefined ? {} : { identity }, ...onBytes ? { onBytes } : {} }
    const path = join(folder, archive.file)
    const read = zstd ? await unpack(zstd, path, reading) : await (unpacks ? readFrame : readArchive)(path, reading, child.stdin)
    const isOwnEnd = read.ok || await endReader(child, ends)
    const { code, stderr } = await ended
    if (cut) return { ok: false, message: limit.aborted ? `it takes longer than ${Math.round(totalMs / 60_000)} min` : 'interrupted', said }
    if (code !== 0 && isOwnEnd) return { ok: false, message: lastWords([...said, stderr].join('\n')) || `ended with ${code}`, said }
    return read.ok ? { ok: true, said } : { ok: false, message: read.message, ...read.hint === undefined ? {} : { hint: read.hint }, locked: read.locked === true, said }
  } finally {
    until.removeEventListener('abort', onAbort)
    await zstd?.end()
  }
}
