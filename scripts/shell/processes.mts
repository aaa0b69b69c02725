import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { StringDecoder } from 'node:string_decoder'
import { dockerSurroundings } from '../docker/surroundings.mts'
import { endTarget, startGuard, track } from './children.mts'

/** Where and with what a child runs; `env` is added to our own, undefined removes a name; `timeout` in milliseconds. */
export type Setting = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly timeout?: number
}

/** How a child ended; 127 is a program that is not there, 124 one that took too long, 128 + n one ended by signal n. */
export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** The exit code of a child, as a shell would have it. */
export const codeOf = (code: number | null, signal: NodeJS.Signals | null): number => code ?? (signal ? 128 + constants.signals[signal] : 1)

// A gantry script or a Makefile that a child starts would take these for its own.
const ours = { ...dockerSurroundings, GANTRY_ARGS: undefined, MAKEFLAGS: undefined, MFLAGS: undefined, MAKELEVEL: undefined }
/** Our environment as a child gets it, with additions; undefined removes a name. */
export const childEnv = (extra: Setting['env']): NodeJS.ProcessEnv => ({ ...process.env, ...ours, ...extra })

/** Ends a child that takes longer than it may; the function that is returned says whether that happened. */
const limitTime = (child: ChildProcess | undefined, ms: number | undefined): (() => boolean) => {
  let late = false
  const timer = ms === undefined ? undefined : setTimeout(() => {
    late = true
    if (child?.pid) void endTarget(-child.pid)
  }, ms)
  // A program that is not there never exits: its timer would keep us waiting.
  for (const end of ['exit', 'error']) child?.once(end, () => clearTimeout(timer))
  return () => late
}

/** Words that bash can take; what it would cut or mistake is refused. */
const checked = (argv: readonly string[]): readonly string[] => {
  if (argv.length === 0) throw new TypeError('an empty command line')
  if (argv.some((word) => word.includes('\0'))) throw new TypeError(`a NUL character in the command line of ${argv[0]}`)
  return argv
}

/**
 * A shell of the first level whose stdin is a socket, as Node's pipes are, takes itself for one that was called from afar and
 * reads ~/.bashrc (bash manual, "Invoked by remote shell daemon"): from cron, anything may be in there.
 */
const innerShell = (): { readonly SHLVL: string } => ({ SHLVL: String(Math.max(1, Number(process.env['SHLVL']) || 1)) })

/** Runs a command to its end and returns what it printed; for small outputs, they are kept in memory. */
export const capture = async (argv: readonly string[], setting: Setting & { readonly input?: string; readonly onStderr?: (text: string) => void } = {}): Promise<Ended> => {
  const { $ } = await import('zx/core')
  // zx takes an empty input for none, and a pipe that nobody closes never ends.
  const { input = '' } = setting
  const run = $({
    cwd: setting.cwd ?? process.cwd(), env: childEnv({ ...innerShell(), ...setting.env }), shell: 'bash', detached: true, nothrow: true, quiet: true, verbose: false,
    stdio: [input === '' ? 'ignore' : 'pipe', 'pipe', 'pipe'], ...(input === '' ? {} : { input }),
  })
  // `exec` takes no word for a builtin or an assignment and lets a signal reach the program itself; -- guards a leading dash.
  startGuard()
  const child = run`exec -- ${checked(argv)}`
  if (child.child) track(child.child, true)
  const isLate = limitTime(child.child, setting.timeout)
  if (setting.onStderr) child.stderr.on('data', (chunk) => setting.onStderr?.(String(chunk)))
  const { exitCode, signal, stdout, stderr } = await child
  if (isLate()) return { code: 124, stdout, stderr: `${stderr}\nended after ${setting.timeout} ms` }
  if (exitCode !== null && exitCode < 0) return { code: 127, stdout, stderr: `bash does not start in ${setting.cwd ?? process.cwd()}: it is not installed, or there is no such folder` }
  return { code: codeOf(exitCode, signal), stdout, stderr }
}

/** Calls back for each line as it comes; a line longer than a megabyte comes in pieces. */
const eachLine = (stream: NodeJS.ReadableStream, onLine: (line: string) => void): void => {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    if (rest.length > 1_000_000) {
      onLine(rest)
      rest = ''
    }
  })
  stream.on('end', () => { if (rest) onLine(rest) })
}

/** Waits for a spawned child; a program that is not there is code 127. */
export const ending = (child: ChildProcess): Promise<{ readonly code: number; readonly stderr: string }> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, stderr: error.message }))
    child.once('close', (code, signal) => resolve({ code: codeOf(code, signal), stderr: '' }))
  })

/** Runs a command and hands over its output line by line, however long it is; `stderr` holds its last lines. */
export const lines = async (argv: readonly string[], onLine: (line: string) => void, setting: Setting = {}): Promise<Omit<Ended, 'stdout'>> => {
  const [program = '', ...rest] = checked(argv)
  startGuard()
  const child = spawn(program, rest, { cwd: setting.cwd, env: childEnv(setting.env), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  track(child, true)
  const isLate = limitTime(child, setting.timeout)
  const tail: string[] = []
  eachLine(child.stdout, onLine)
  eachLine(child.stderr, (line) => { tail.push(line); if (tail.length > 20) tail.shift() })
  const { code, stderr } = await ending(child)
  return { code: isLate() ? 124 : code, stderr: stderr || tail.join('\n') }
}

/** Runs a command and hands over every line of it, whichever stream it comes on; a program that is not there says so in the last one. */
export const everyLine = async (argv: readonly string[], onLine: (line: string) => void, setting: Setting = {}): Promise<number> => {
  const [program = '', ...rest] = checked(argv)
  startGuard()
  const child = spawn(program, rest, { cwd: setting.cwd, env: childEnv(setting.env), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  track(child, true)
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, onLine)
  const { code, stderr } = await ending(child)
  if (stderr) onLine(stderr)
  return code
}

/** Lets a command write straight to our own output; `terminal` gives it the keyboard as well. */
export const inherit = async (argv: readonly string[], terminal: boolean, setting: Setting = {}): Promise<Omit<Ended, 'stdout'>> => {
  const [program = '', ...rest] = checked(argv)
  startGuard()
  // A group of its own would not be allowed to read the terminal.
  const child = spawn(program, rest, {
    cwd: setting.cwd, env: childEnv(setting.env), detached: !terminal, stdio: [terminal ? 'inherit' : 'ignore', 'inherit', 'inherit'],
  })
  track(child, !terminal)
  return ending(child)
}
