import type { Problem } from '../stack/problem.mts'
import { isMap } from '../stack/merge.mts'
import { projectName } from './file-name.mts'
import { reach, type Edge, type Locked } from './lock-graph.mts'
import { lockReading, nameIn, readLock, type Lock, type Pinned } from './lock.mts'
import { tableAt, tablesAt, textsAt, type Table } from './pyproject.mts'
import { readRequirement } from './requirement.mts'
import { mistakeAt, spotOf, type Reading } from './wanted.mts'

/** Reads uv.lock: what the project itself needs, without its groups, each with the hashes of its files. */
export const fromUv = (folder: string, lockText: string, pyprojectText: string | undefined): Reading => {
  const { lock, problems } = readLock('uv.lock', folder, lockText, pyprojectText)
  if (problems.length > 0) return { problems }
  const all = tablesAt(lock.table, 'package')
  const root = all.find((table) => ['.', ''].includes(String(ownFolder(table))))
  const stale = staleness(lock, root)
  if (!root || stale) return { problems: stale ? [stale] : [] }
  const found = reach(edgesOf(root, 'dependencies', all), new Map(all.map((table) => [keyOf(table), lockedOf(table, all)])))
  return lockReading(lock, all.filter((table) => found.has(keyOf(table))).map((table) => pinned(table, found.get(keyOf(table)))))
}

const keyOf = (table: Table): string => `${nameIn(table)} ${String(table['version'])}`
const ownFolder = (table: Table): unknown => tableAt(table, 'source')['virtual'] ?? tableAt(table, 'source')['editable'] ?? tableAt(table, 'source')['directory']

/** uv writes down what it was asked for: names, extras and versions that differ from those of pyproject.toml. */
const staleness = ({ file, text, folder, pyproject }: Lock, root: Table | undefined): Problem | undefined => {
  const again = `run \`uv lock\` in ${folder}, and commit what it writes`
  if (!root || !pyproject) return mistakeAt('lock-stale', { file, line: 0, source: '' }, root ? 'uv.lock stands here without its pyproject.toml' : 'the project itself is not in this lock', again)
  const recorded = tablesAt(tableAt(root, 'metadata'), 'requires-dist').filter(({ marker }) => !/\bextra ==/.test(String(marker)))
    .map(({ name, extras, specifier }) => claim(String(name), Array.isArray(extras) ? extras.map(String) : [], String(specifier ?? '')))
  const sources = new Set(Object.keys(tableAt(pyproject, 'tool', 'uv', 'sources')).map(projectName))
  const asked = textsAt(tableAt(pyproject, 'project'), 'dependencies').flatMap((text) => readRequirement(text) ?? [])
    .map(({ name, extras, clauses }) => claim(name, extras, clauses.join(',')))
  const nameOf = (text: string): string => text.split(/[[ ]/)[0] ?? ''
  const changed = [...asked.filter((one) => !recorded.includes(one)), ...recorded.filter((one) => !asked.includes(one))].map(nameOf).filter((name) => !sources.has(name))
  const [first] = changed
  return first === undefined ? undefined
    : mistakeAt('lock-stale', spotOf(file, text, /^requires-dist\s*=/), `pyproject.toml has changed since this lock was made: ${first}`, again)
}

const claim = (name: string, extras: readonly string[], specifier: string): string =>
  `${projectName(name)}[${extras.map(projectName).sort().join(',')}] ${specifier.split(',').map((clause) => clause.replace(/\s+/g, '')).filter((clause) => clause !== '').sort().join(',')}`

const lockedOf = (table: Table, all: readonly Table[]): Locked => ({
  key: keyOf(table),
  needs: edgesOf(table, 'dependencies', all),
  extras: Object.fromEntries(Object.keys(tableAt(table, 'optional-dependencies')).map((extra) => [projectName(extra), edgesOf(tableAt(table, 'optional-dependencies'), extra, all)])),
})

/** A need names a version only where the lock holds several. */
const edgesOf = (table: Table, key: string, all: readonly Table[]): readonly Edge[] => tablesAt(table, key).flatMap(({ name, version, extra, marker }) => {
  const to = all.find((other) => nameIn(other) === projectName(String(name)) && (version === undefined || other['version'] === version))
  return to ? [{ to: keyOf(to), extras: Array.isArray(extra) ? extra.map((one) => projectName(String(one))) : [], ...typeof marker === 'string' ? { marker } : {} }] : []
})

const pinned = (table: Table, marker: string | undefined): Pinned => {
  const { registry, git, url, path } = tableAt(table, 'source')
  // That of everybody may be a mirror here; any other is meant.
  const home = typeof registry === 'string' && !/^https:\/\/pypi\.org\/simple\/?$/.test(registry) ? registry : undefined
  return {
    table, marker, home, files: [...isMap(table['sdist']) ? [table['sdist']] : [], ...tablesAt(table, 'wheels')],
    stray: registry === undefined ? { from: String(git ?? url ?? path ?? ownFolder(table) ?? ''), isOwn: !git && !url } : undefined,
  }
}
