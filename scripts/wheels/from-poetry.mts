import type { Problem } from '../stack/problem.mts'
import { isMap } from '../stack/merge.mts'
import { projectName } from './file-name.mts'
import { reach, type Edge, type Locked } from './lock-graph.mts'
import { lockReading, nameIn, readLock, type Lock, type Pinned } from './lock.mts'
import { poetryHash, tableAt, tablesAt, textsAt, type Table } from './pyproject.mts'
import { within } from './requirements-file.mts'
import { readRequirement } from './requirement.mts'
import { mistakeAt, spotOf, type Reading } from './wanted.mts'

/** Reads poetry.lock: its main group, each project with the hashes of its files. */
export const fromPoetry = (folder: string, lockText: string, pyprojectText: string | undefined): Reading => {
  const { lock, problems } = readLock('poetry.lock', folder, lockText, pyprojectText)
  if (problems.length > 0) return { problems }
  const stale = staleness(lock)
  return stale ? { problems: [stale] } : lockReading(lock, mainPackages(lock.table, lock.pyproject ?? {}).map(pinned))
}

type Package = Pick<Pinned, 'table' | 'marker'>

const staleness = ({ folder, file, text, table, pyproject }: Lock): Problem | undefined => {
  if (!pyproject) return mistakeAt('no-lock-file', { file: within(folder, 'pyproject.toml'), line: 0, source: '' }, 'poetry.lock stands here without its pyproject.toml', 'put pyproject.toml beside it')
  const hash = tableAt(table, 'metadata')['content-hash']
  if (hash === poetryHash(pyproject) || hash === poetryHash(pyproject, false)) return undefined
  return mistakeAt('lock-stale', spotOf(file, text, /^content-hash\s*=/), 'pyproject.toml has changed since this lock was made', `run \`poetry lock\` in ${folder}, and commit what it writes`)
}

/** Since 2.0 (lock 2.1) each project says its groups and its condition; before that they follow from who needs whom. */
const mainPackages = (lock: Table, pyproject: Table): readonly Package[] => {
  const all = tablesAt(lock, 'package')
  if (all.every(({ groups }) => groups === undefined)) return walked(all, pyproject)
  return all.filter((table) => textsAt(table, 'groups').includes('main') && table['optional'] !== true).map((table) => {
    const { markers } = table
    return { table, marker: typeof markers === 'string' ? markers : isMap(markers) && typeof markers['main'] === 'string' ? markers['main'] : undefined }
  })
}

const walked = (all: readonly Table[], pyproject: Table): readonly Package[] => {
  const found = reach(rootNeeds(pyproject), new Map(all.map((table) => [nameIn(table), lockedOf(table)])))
  return all.filter((table) => found.has(nameIn(table))).map((table) => ({ table, marker: found.get(nameIn(table)) }))
}

const rootNeeds = (pyproject: Table): readonly Edge[] => {
  const own = textsAt(tableAt(pyproject, 'project'), 'dependencies').flatMap((text) => readRequirement(text) ?? []).map(({ name, extras, marker }) => ({ to: name, extras, ...marker ? { marker } : {} }))
  return [...own, ...edgesOf(tableAt(pyproject, 'tool', 'poetry', 'dependencies')).filter(({ to }) => to !== 'python')]
}

const lockedOf = (table: Table): Locked => ({
  key: nameIn(table),
  needs: edgesOf(tableAt(table, 'dependencies')),
  extras: Object.fromEntries(Object.keys(tableAt(table, 'extras')).map((extra) => [projectName(extra), textsAt(tableAt(table, 'extras'), extra)
    .flatMap((text) => readRequirement(text.replace(/\s*\(.*?\)/, '')) ?? []).map(({ name, extras }) => ({ to: name, extras }))])),
})

/** Needs in Poetry's own form: a version, or a table, or several for different conditions; optional ones wait for an extra. */
const edgesOf = (dependencies: Table): readonly Edge[] =>
  Object.entries(dependencies).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).flatMap((one): readonly Edge[] => {
    const table: Table = isMap(one) ? one : {}
    if (table['optional'] === true) return []
    const { markers } = table
    return [{ to: projectName(name), extras: textsAt(table, 'extras').map(projectName), ...typeof markers === 'string' ? { marker: markers } : {} }]
  }))

const pinned = ({ table, marker }: Package): Pinned => {
  const { type, url } = tableAt(table, 'source')
  return {
    table, marker, files: tablesAt(table, 'files'), home: type === 'legacy' && typeof url === 'string' ? url : undefined,
    stray: type === undefined || type === 'legacy' || type === 'pypi' ? undefined : { from: String(url), isOwn: type === 'directory' || type === 'file' },
  }
}
