import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Process } from '../plan/process.mts'
import { endTarget, startGuard, track } from './children.mts'
import { childEnv, codeOf, lines } from './processes.mts'

/** The environment of a service's process: ours, its variables, the secrets it reads from there, its folders first on PATH. */
export const environmentOf = async ({ variables, secrets, path }: Process, folder: string): Promise<NodeJS.ProcessEnv> => {
  const read = await Promise.all(Object.entries(secrets).map(async ([name, file]) => [name, (await readFile(resolve(folder, file), 'utf8'))] as const))
  const here = path.map((one) => resolve(folder, one))
  return childEnv({ ENV: undefined, ...variables, ...Object.fromEntries(read), PATH: [...here, process.env['PATH'] ?? ''].join(delimiter) })
}

/** Runs what comes before a start, not through zx, which takes longer to load than most of this takes; its complaint, or undefined when all went well. */
export const runBefore = async ({ before, ...rest }: Process, folder: string): Promise<{ readonly failed: string | undefined; readonly output: string }> => {
  if (!before) return { failed: undefined, output: '' }
  const said: string[] = []
  const { code, stderr } = await lines(before.argv, (line) => said.push(line), { cwd: resolve(folder, before.cwd), env: { ...await environmentOf(rest, folder), ...before.variables } })
  const [program = ''] = before.argv
  return code === 0 ? { failed: undefined, output: '' } : { failed: code === 127 ? missing(program, rest.path) : `${program.split('/').at(-1)} before it ended with ${code}`, output: (stderr || said.join('\n')).trimEnd() }
}

const missing = (program: string, path: readonly string[]): string =>
  program.includes('/') ? `there is no ${program}` : `${program} is not on PATH${path.length === 0 ? '' : ` (nor in ${path.join(', ')})`}`

/** A process that runs: its output as two streams, and how it ends. */
export type Running = { readonly pid: number; readonly outputs: readonly Socket[]; readonly ended: Promise<number> }

/** Starts a service's process at the head of a group of its own; when it has ended, nobody of its group is left. */
export const startProcess = async (own: Process, folder: string, pipes: string): Promise<Running | { readonly refused: string }> => {
  const [program = '', ...words] = own.argv
  const env = await environmentOf(own, folder)
  const [out, err] = pipesOf(own.service, pipes).map(openPipe) as [Pipe, Pipe]
  startGuard()
  const child = spawn(program, words, { cwd: resolve(folder, own.cwd), env, detached: true, stdio: ['ignore', out.writer, err.writer] })
  track(child, true, true)
  for (const { writer } of [out, err]) closeSync(writer)
  const outputs = [out, err].map(({ reader }) => new Socket({ fd: reader, readable: true, writable: false }))
  const refusal = await started(child)
  if (refusal === undefined && child.pid !== undefined) return { pid: child.pid, outputs, ended: endOf(child, child.pid) }
  outputs.forEach((output) => output.destroy())
  return { refused: refusal === 'ENOENT' ? missing(program, own.path) : refusal ?? 'it has no process' }
}

const started = (child: ChildProcess): Promise<string | undefined> => new Promise((done) => {
  child.once('spawn', () => done(undefined))
  child.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
})

const endOf = (child: ChildProcess, pid: number): Promise<number> => new Promise((done) => {
  child.once('exit', (code, signal) => { void endTarget(-pid).then(() => done(codeOf(code, signal))) })
})

type Pipe = { readonly reader: number; readonly writer: number }

const pipesOf = (service: string, folder: string): readonly string[] => ['out', 'err'].map((stream) => join(folder, `${service}.${stream}`))

/**
 * Makes the pipes of all services at once. They are real pipes: Node's own are sockets, and a program that opens
 * /dev/stdout (nginx does) cannot open a socket.
 */
export const makePipes = async (services: readonly string[], folder: string): Promise<void> => {
  const paths = services.flatMap((service) => pipesOf(service, folder))
  await Promise.all(paths.map((path) => rm(path, { force: true })))
  await promisify(execFile)('mkfifo', ['-m', '600', ...paths])
}

/** Only the reader is non-blocking: a program whose writes may fail with "try again" loses its output. */
const openPipe = (path: string): Pipe => {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  return { reader, writer: openSync(path, constants.O_WRONLY) }
}
