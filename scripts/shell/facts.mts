import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { readDockerfile } from '../docker/dockerfile.mts'
import type { Facts } from '../kinds/kind.mts'

/** What the checks and kinds ask about the folders a stack names, looked up in its folder. */
export const factsOf = (folder: string): Facts => {
  const stat = (path: string) => statSync(join(folder, path), { throwIfNoEntry: false })
  return {
    isFolder: (path) => stat(path)?.isDirectory() ?? false,
    exists: (path) => stat(path) !== undefined,
    hashOf: (paths) => {
      const found = paths.find((path) => stat(path)?.isFile())
      return found === undefined ? undefined : createHash('sha256').update(readFileSync(join(folder, found))).digest('hex').slice(0, 8)
    },
    leavesTo: (path) => leavesTo(folder, path),
    dockerfile: (context, dockerfile) => {
      const path = join(context, dockerfile)
      return stat(path)?.isFile() ? readDockerfile(readFileSync(join(folder, path), 'utf8')) : undefined
    },
  }
}

/** Where the part of a path that exists ends, when symbolic links lead it out of the folder. */
const leavesTo = (folder: string, path: string): string | undefined => {
  const root = realpathSync(folder)
  let there = join(folder, path)
  while (!statSync(there, { throwIfNoEntry: false })) there = dirname(there)
  const real = realpathSync(there)
  const way = relative(root, real)
  return way === '..' || way.startsWith('../') ? real : undefined
}
