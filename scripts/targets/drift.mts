import { createHash } from 'node:crypto'
import type { RenderedFile } from './target.mts'

/** What a file needs: to be written, removed, or left because somebody else has a hand in it. */
export type Change = {
  readonly path: string
  readonly do: 'write' | 'remove' | 'refuse' | 'nothing'
  readonly why: 'new' | 'changed' | 'missing' | 'no longer rendered' | 'edited by hand' | 'not rendered by gantry' | 'current'
}

/** The hashes that gantry knows of each path, as `.rendered` lists them. */
export type Recorded = ReadonlyMap<string, ReadonlySet<string>>

/**
 * What is produced beside what is there. `onDisk` holds the hash of every file that exists, among those produced or recorded.
 * `isPart`: what is recorded besides belongs to environments that were not asked for, and stays.
 */
export const compare = ({ produced, onDisk, recorded, isPart = false }: {
  readonly produced: readonly RenderedFile[]
  readonly onDisk: ReadonlyMap<string, string>
  readonly recorded: Recorded
  readonly isPart?: boolean
}): { readonly changes: readonly Change[]; readonly before: string; readonly after: string } => {
  const wanted = new Map(produced.map(({ path, content }) => [path, hashOf(content)]))
  const kept = isPart ? [...recorded].filter(([path]) => !wanted.has(path)).flatMap(([path, hashes]) => [...hashes].map((hash) => [path, hash] as const)) : []
  const paths = [...new Set([...wanted.keys(), ...isPart ? [] : recorded.keys()])].sort()
  const ours = (path: string): string[] => [onDisk.get(path)].filter((hash) => hash !== undefined && recorded.get(path)?.has(hash)) as string[]
  return {
    changes: paths.map((path) => ({ path, ...changeOf(wanted.get(path), onDisk.get(path), recorded.get(path)) })),
    before: recordText([...kept, ...paths.flatMap((path) => [...ours(path), ...wanted.has(path) ? [wanted.get(path) ?? ''] : []].map((hash) => [path, hash] as const))]),
    after: recordText([...kept, ...wanted]),
  }
}

const changeOf = (wanted: string | undefined, found: string | undefined, known: ReadonlySet<string> | undefined): Omit<Change, 'path'> => {
  if (found === wanted) return { do: 'nothing', why: 'current' }
  if (found === undefined) return { do: 'write', why: known ? 'missing' : 'new' }
  if (!known?.has(found)) return { do: 'refuse', why: known ? 'edited by hand' : 'not rendered by gantry' }
  return wanted === undefined ? { do: 'remove', why: 'no longer rendered' } : { do: 'write', why: 'changed' }
}

/** The content of a file as the record knows it. */
export const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Reads a `.rendered` file; a path stands there twice while files are being written. */
export const readRecord = (text: string): Recorded => {
  const record = new Map<string, Set<string>>()
  for (const [, hash = '', path = ''] of text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)) record.set(path, (record.get(path) ?? new Set()).add(hash))
  return record
}

const recordText = (lines: readonly (readonly [path: string, hash: string])[]): string =>
  [...new Set(lines.map(([path, hash]) => `${hash}  ${path}\n`))].sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('')
