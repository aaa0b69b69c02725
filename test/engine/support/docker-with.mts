import { execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../support/run.mts'

/** A PATH whose `docker` adds words to every build: `--network none` cuts the network, `--network host` reaches an index on loopback. */
export const dockerWith = async (folder: string, ...words: readonly string[]): Promise<string> => {
  const bin = join(folder, `docker${words.join('').replace(/[^a-z]/g, '-')}`)
  const real = execFileSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim()
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'docker'), `#!/bin/sh
if [ "$1 $2" = "buildx build" ]; then shift 2; exec '${real}' buildx build ${words.map((word) => `'${word}'`).join(' ')} "$@"; fi
exec '${real}' "$@"
`)
  await chmod(join(bin, 'docker'), 0o755)
  return `${bin}:${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`
}
