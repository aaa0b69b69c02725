import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { TestFile } from './test-file.mts'

/** How a file of tests ended; `trouble` is empty when all is well. */
export type Result = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly seconds: number
  readonly trouble: string
  readonly output: string
}

const groups = new Set<number>()
const killGroup = (pid: number) => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch { /* nobody is left */ }
}

/** Ends every file that still runs, with all it has started. */
export const killAll = (): void => groups.forEach(killGroup)

const numberAfter = (label: string, output: string): number | undefined => {
  const found = [...output.matchAll(new RegExp(`^ {2}${label}: +(\\d+)$`, 'gm'))].at(-1)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** What uvu printed at its end, and what uvu itself lets pass: no test at all, a hook that failed, a summary that is missing. */
export const judge = (file: Pick<TestFile, 'limit' | 'hasOnly'>, output: string, code: number | null, isLate: boolean): Omit<Result, 'seconds' | 'output'> => {
  const total = numberAfter('Total', output)
  const passed = numberAfter('Passed', output) ?? 0
  const skipped = numberAfter('Skipped', output) ?? 0
  const trouble =
    isLate ? `not finished after ${file.limit / 1000} s`
    : total === undefined ? `ended with ${code} before its tests did`
    : total + skipped === 0 ? 'no test was run: is `test.run()` missing?'
    : file.hasOnly ? '`.only` hides other tests'
    : passed < total ? `${total - passed} of ${total} did not pass`
    : code !== 0 ? `all passed, but it ended with ${code}`
    : ''
  return { passed, skipped, trouble, failed: trouble === '' ? 0 : Math.max(1, (total ?? 0) - passed) }
}

/** Runs one file in a process group of its own, which is gone afterwards whatever happens. */
export const runFile = async (root: string, file: TestFile): Promise<Result> => {
  const start = performance.now()
  const { GANTRY_ARGS: _args, ENV: _env, FORCE_COLOR: _colour, ...env } = process.env
  const child = spawn(process.execPath, [join(root, 'test', file.path)], { cwd: root, env: { ...env, NO_COLOR: '1' }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const pid = child.pid ?? 0
  groups.add(pid)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text })
  let isLate = false
  const timer = setTimeout(() => { isLate = true; killGroup(pid) }, file.limit)
  // `close` would wait for whoever still holds the pipes.
  const [code] = await once(child, 'exit') as [number | null]
  clearTimeout(timer)
  await new Promise((resolve) => setTimeout(resolve, 20))
  killGroup(pid)
  groups.delete(pid)
  const plain = stripVTControlCharacters(output)
  return { ...judge(file, plain, code, isLate), seconds: (performance.now() - start) / 1000, output: plain }
}
