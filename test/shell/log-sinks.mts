import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { readEntry } from '../../scripts/logs/entry.mts'
import { joinPieces, noPieces } from '../../scripts/logs/join.mts'
import { type LogSinkOptions, openLogSink } from '../../scripts/shell/log-sink.mts'

/** A screen that remembers; each write takes so many milliseconds. */
export const remembering = (ms = 0) => {
  const chunks: Buffer[] = []
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => { chunks.push(chunk); if (ms > 0) setTimeout(done, ms); else done() } })
  return { stream, bytes: () => Buffer.concat(chunks), text: () => Buffer.concat(chunks).toString() }
}
export const plain = { isTerminal: false, colours: false }

/** A sink with a screen and warnings to look at. */
export const open = (folder: string, wanted: Partial<LogSinkOptions> = {}) => {
  const screen = remembering()
  const warnings: string[] = []
  const sink = openLogSink({ folder, names: ['api', 'worker'], screen: { stream: screen.stream, ...plain }, now: () => Date.parse('2026-11-22T02:30:00.123Z'), warn: (text) => warnings.push(text), ...wanted })
  return { sink, screen, warnings }
}
export const stamp = '2026-11-22T02:30:00.123Z '
export const shell = (script: string): ChildProcess & { readonly stdout: Readable; readonly stderr: Readable } => spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] })
export const node = (script: string) => spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
/** What services wrote, read back from a log file. */
export const written = async (...paths: readonly string[]): Promise<readonly Buffer[]> => {
  const entries = (await Promise.all(paths.map((path) => readFile(path, 'latin1')))).join('').split('\n').map(readEntry).filter((entry) => entry !== undefined)
  return joinPieces(noPieces, entries).entries.map(({ text }) => Buffer.from(text, 'latin1'))
}
