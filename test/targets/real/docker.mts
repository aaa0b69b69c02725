import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { compose } from '../../../scripts/targets/compose.mts'
import { nginx } from '../../../scripts/targets/nginx.mts'
import { placeOf } from '../../../scripts/targets/place.mts'
import type { Environment } from '../../../scripts/stack/environment.mts'
import { templates } from '../templates.mts'

const run = promisify(execFile)

/** Runs docker and gives what it printed. */
export const docker = async (...words: string[]): Promise<string> => (await run('docker', words, { maxBuffer: 64 * 1024 ** 2 })).stdout.trim()

/** Asks again until the answer is the wanted one; fails with the last answer when the time is over. */
export const until = async <T,>(seconds: number, ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> => {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask().catch((error: unknown) => error as T)
    if (!(answer instanceof Error) && isWanted(answer)) return answer
    if (Date.now() > end) throw new Error(`not so within ${seconds} s: ${answer instanceof Error ? answer.message : JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A stack on disk, rendered as gantry does, in a folder of its own. */
export const stackOf = (environment: Environment, files: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-targets-'))
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const input = { environment, templates, place: placeOf(environment), source: 'stack.yaml' }
  for (const { path, content } of [...compose.render(input), ...nginx.render(input)]) write(path, content)
  for (const [path, content] of Object.entries(files)) write(path, content)
  const file = join(folder, placeOf(environment)('compose', 'compose.yaml'))
  const command = (...words: string[]) => docker('compose', '--file', file, ...words)
  return {
    folder, write, compose: command,
    remove: async () => {
      await command('--profile', '*', 'down', '--timeout', '1', '--volumes')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
