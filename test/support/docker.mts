import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './run.mts'

/** What a fake docker answers to a command line that begins with these words. */
export type Reply = { readonly argv: readonly string[]; readonly stdout?: string; readonly stderr?: string; readonly code?: number }

/** Puts a `docker` into a folder that answers from a list and writes down how it was called. */
export const fakeDocker = async (folder: string, replies: readonly Reply[] = []) => {
  const bin = join(folder, 'bin')
  const log = join(folder, 'docker.log')
  await mkdir(bin, { recursive: true })
  await writeFile(log, '')
  await writeFile(join(bin, 'package.json'), '{ "type": "module" }')
  await writeFile(join(bin, 'docker'), `#!/usr/bin/env node
import { appendFileSync } from 'node:fs'
const argv = process.argv.slice(2)
appendFileSync(${JSON.stringify(log)}, JSON.stringify(argv) + '\\n')
const reply = ${JSON.stringify(replies)}.find((each) => each.argv.every((word, index) => argv[index] === word)) ?? {}
process.stdout.write(reply.stdout ?? '')
process.stderr.write(reply.stderr ?? '')
process.exitCode = reply.code ?? 0
`)
  await chmod(join(bin, 'docker'), 0o755)
  return {
    /** PATH with the fake first. */
    path: `${bin}:${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
    /** The command lines so far, without `docker`. */
    calls: async (): Promise<readonly (readonly string[])[]> =>
      (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as string[]),
  }
}
