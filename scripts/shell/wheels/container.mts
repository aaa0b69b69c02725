import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Argv } from '../../docker/argv.mts'
import type { PythonTarget } from '../../wheels/fit.mts'
import { startGuard, track } from '../children.mts'
import { childEnv, ending } from '../processes.mts'
import type { Told } from './container-index.mts'

/** A container that asks on stdout and is answered on stdin; `stop` ends it before its time. */
export type Talk = {
  readonly answer: (path: string, stop: () => void) => Promise<Told>
  readonly onTarget: (target: PythonTarget) => void
  readonly onLine: (line: string) => void
}

type Question = { readonly id: number; readonly path: string }

/** Runs a container that asks for pages and files; what it said besides, and its exit code. */
export const talk = async (argv: Argv, { answer, onTarget, onLine }: Talk): Promise<{ readonly code: number; readonly stderr: string }> => {
  const [program = '', ...words] = argv
  startGuard()
  const child = spawn(program, words, { env: childEnv({}), detached: true, stdio: 'pipe' })
  track(child, true)
  child.stdin.on('error', () => {})
  // The program in the container ends when its stdin does, and then the container is removed.
  const stop = () => child.stdin.end()
  let broken: unknown
  const reply = async ({ id, path }: Question): Promise<void> => {
    try {
      child.stdin.write(`${JSON.stringify({ id, ...await answer(path, stop) })}\n`)
    } catch (error) {
      broken = error
      stop()
    }
  }
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line) as { readonly target: PythonTarget } | Question
    if ('target' in said) onTarget(said.target)
    else void reply(said)
  })
  const rows: string[] = []
  createInterface(child.stderr).on('line', (line) => {
    rows.push(line)
    if (rows.length > 2000) rows.splice(0, 1000)
    onLine(line)
  })
  const { code, stderr } = await ending(child)
  if (broken !== undefined) throw broken
  return { code, stderr: stderr || rows.join('\n') }
}
