import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The folder of the toolkit. */
export const root = join(import.meta.dirname, '..', '..')

/** Where and with what a program runs; `env` is added to a clean one. */
export type Setting = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly stdin?: string; readonly timeout?: number }
export type Ran = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stdout: string; readonly stderr: string }

/** Names that would change what a script does; a test sets them itself. */
const foreign = ['ENV', 'REQUIRE_ENGINE', 'GANTRY_ARGS', 'GANTRY_IMAGES', 'NO_COLOR', 'FORCE_COLOR', 'CI', 'MAKEFLAGS', 'MAKELEVEL', 'NODE_OPTIONS']

const environment = (extra: Setting['env']): NodeJS.ProcessEnv => {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.includes(name)))
  return { ...clean, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`, ...extra }
}

/** Starts a program in a process group of its own; `seen` waits for a text in what it prints, ten seconds unless told. */
export const start = (argv: readonly string[], { cwd = root, env, stdin }: Setting = {}) => {
  const [program = '', ...rest] = argv
  const child = spawn(program, rest, { cwd, env: environment(env), detached: true, stdio: 'pipe' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
  child.stdin.on('error', () => {})
  if (stdin !== undefined) child.stdin.end(stdin)
  const ended = once(child, 'close').then(([code, signal]): Ran => ({ code: code as number | null, signal: signal as NodeJS.Signals | null, stdout, stderr }))
  const seen = async (text: string | RegExp, seconds = 10): Promise<void> => {
    const isThere = () => typeof text === 'string' ? (stdout + stderr).includes(text) : text.test(stdout + stderr)
    for (let turn = 0; turn < seconds * 100 && !isThere(); turn++) {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before ${text} was seen:\n${stdout}${stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    if (!isThere()) throw new Error(`never saw ${text}:\n${stdout}${stderr}`)
  }
  return { child, pid: child.pid ?? 0, ended, seen, kill: (signal: NodeJS.Signals) => child.kill(signal) }
}

/** Runs a program to its end; stdin is empty unless given. */
export const run = async (argv: readonly string[], setting: Setting = {}): Promise<Ran> => {
  const { ended, pid } = start(argv, { stdin: '', ...setting })
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), setting.timeout ?? 60_000)
  return ended.finally(() => clearTimeout(timer))
}
