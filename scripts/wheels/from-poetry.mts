import type { Problem } from '../stack/problem.mts'
import { isMap } from '../stack/merge.mts'
import { projectName } from './file-name.mts'
import { reach, type Edge, type Locked } from './lock-graph.mts'
import { poetryHash, readToml, tableAt, tablesAt, textsAt, type Table } from './pyproject.mts'
import { within } from './requirements-file.mts'
import { readRequirement } from './requirement.mts'
import { literally, mistakeAt, spotOf, type Reading, type Spot } from './wanted.mts'

/** Reads poetry.lock: its main group, each project with the hashes of its files. */
export const fromPoetry = (folder: string, lockText: string, pyprojectText: string | undefined): Reading => {
  const file = within(folder, 'poetry.lock')
  const lock = readToml(file, lockText)
  const pyproject = readToml(within(folder, 'pyproject.toml'), pyprojectText ?? '')
  const broken = [...lock.problems, ...pyproject.problems]
  if (broken.length > 0) return { problems: broken }
  const stale = staleness(folder, lock.table, lockText, pyproject.table, pyprojectText)
  if (stale) return { problems: [stale] }
  const packages = mainPackages(lock.table, pyproject.table)
  const problems = packages.flatMap(({ table }) => unfetchable(table, file, lockText))
  if (problems.length > 0) return { problems }
  return {
    problems: [],
    wanted: {
      from: 'poetry.lock', requirements: packages.map(lineOf).join(''), constraints: '', isComplete: true,
      origins: [], homes: Object.fromEntries(packages.flatMap(({ table }) => homeOf(table))), direct: [], trusted: [],
      spots: Object.fromEntries(packages.map(({ table }) => [projectName(String(table['name'])), spotIn(file, lockText, table)])),
    },
  }
}

type Package = { readonly table: Table; readonly marker: string | undefined }

const staleness = (folder: string, lock: Table, lockText: string, pyproject: Table, pyprojectText: string | undefined): Problem | undefined => {
  if (pyprojectText === undefined) return mistakeAt('no-lock-file', { file: within(folder, 'pyproject.toml'), line: 0, source: '' }, 'poetry.lock stands here without its pyproject.toml', 'put pyproject.toml beside it')
  const hash = tableAt(lock, 'metadata')['content-hash']
  if (hash === poetryHash(pyproject) || hash === poetryHash(pyproject, false)) return undefined
  return mistakeAt('lock-stale', spotOf(within(folder, 'poetry.lock'), lockText, /^content-hash\s*=/), 'pyproject.toml has changed since this lock was made', `run \`poetry lock\` in ${folder}, and commit what it writes`)
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
  const nodes = new Map(all.map((table) => [projectName(String(table['name'])), lockedOf(table)] as const))
  const found = reach(rootNeeds(pyproject), nodes)
  return all.filter(({ name }) => found.has(projectName(String(name)))).map((table) => ({ table, marker: found.get(projectName(String(table['name']))) }))
}

const rootNeeds = (pyproject: Table): readonly Edge[] => {
  const own = textsAt(tableAt(pyproject, 'project'), 'dependencies').flatMap((text) => readRequirement(text) ?? []).map(({ name, extras, marker }) => ({ to: name, extras, ...marker ? { marker } : {} }))
  return [...own, ...edgesOf(tableAt(pyproject, 'tool', 'poetry', 'dependencies')).filter(({ to }) => to !== 'python')]
}

const lockedOf = (table: Table): Locked => ({
  key: projectName(String(table['name'])),
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

const lineOf = ({ table, marker }: Package): string => {
  const hashes = tablesAt(table, 'files').flatMap(({ hash }) => typeof hash === 'string' ? [` --hash=${hash}`] : [])
  return `${projectName(String(table['name']))}==${String(table['version'])}${marker === undefined ? '' : ` ; ${marker}`}${hashes.join('')}\n`
}

const spotIn = (file: string, text: string, table: Table): Spot => spotOf(file, text, new RegExp(`^name = "${literally(String(table['name']))}"`))

const homeOf = (table: Table): readonly (readonly [project: string, index: string])[] => {
  const { type, url } = tableAt(table, 'source')
  return type === 'legacy' && typeof url === 'string' ? [[projectName(String(table['name'])), url]] : []
}

const unfetchable = (table: Table, file: string, text: string): readonly Problem[] => {
  const { type, url } = tableAt(table, 'source')
  if (type === undefined || type === 'legacy' || type === 'pypi') return []
  const own = type === 'directory' || type === 'file'
  return [mistakeAt('bad-requirement', spotIn(file, text, table), `${String(table['name'])} comes from ${String(url)}, not from an index`, own ? 'copy its source in the Dockerfile and take it out of the dependencies, or publish it on an index' : 'publish it on an index')]
}
