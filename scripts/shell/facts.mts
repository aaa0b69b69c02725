import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
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
    firstLine: (path) => stat(path)?.isFile() ? readFileSync(join(folder, path), 'utf8').split('\n')[0]?.trim() : undefined,
    text: (path) => stat(path)?.isFile() ? readFileSync(join(folder, path), 'utf8') : undefined,
    isNewer: (path, other) => (stat(path)?.mtimeMs ?? 0) > (stat(other)?.mtimeMs ?? 0),
    leavesTo: (path) => leavesTo(folder, path),
    dockerfile: (context, dockerfile, target) => {
      const path = join(context, dockerfile)
      return stat(path)?.isFile() ? readDockerfile(readFileSync(join(folder, path), 'utf8'), target) : undefined
    },
  }
}

/** Where a path ends when symbolic links lead it out of the folder; the part that is not there yet stays as it is written. */
const leavesTo = (folder: string, path: string): string | undefined => {
  const root = realpathSync(folder)
  const real = follow(root, path.split('/'), 0)
  const way = relative(root, real)
  return way === '..' || way.startsWith('../') ? real : undefined
}

const follow = (from: string, parts: readonly string[], depth: number): string => {
  const [part, ...rest] = parts
  if (part === undefined || depth > 40) return from
  const there = join(from, part)
  if (!lstatSync(there, { throwIfNoEntry: false })?.isSymbolicLink()) return follow(there, rest, depth)
  const link = readlinkSync(there)
  return follow(link.startsWith('/') ? '/' : from, [...link.split('/'), ...rest], depth + 1)
}
