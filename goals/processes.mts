import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The repository's root. */
export const root = join(import.meta.dirname, '..')

/** Runs a program to its end and fails loudly unless it ends with one of the codes. */
export const run = (argv: readonly string[], { cwd = root, env = {}, codes = [0] }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string | undefined>>; readonly codes?: readonly number[] } = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const [program = '', ...words] = argv
    const child = spawn(program, words, { cwd, env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString() })
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString() })
    child.on('error', reject)
    child.on('close', (code) => codes.includes(code ?? -1) ? resolve(out) : reject(new Error(`${argv.join(' ')} ended with ${code}\n${err.slice(-2000)}`)))
  })
