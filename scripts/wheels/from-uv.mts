import type { Problem } from '../stack/problem.mts'
import { isMap } from '../stack/merge.mts'
import { projectName } from './file-name.mts'
import { reach, type Edge, type Locked } from './lock-graph.mts'
import { readToml, tableAt, tablesAt, textsAt, type Table } from './pyproject.mts'
import { within } from './requirements-file.mts'
import { readRequirement } from './requirement.mts'
import { literally, mistakeAt, spotOf, type Reading, type Spot } from './wanted.mts'

/** Reads uv.lock: what the project itself needs, without its groups, each with the hashes of its files. */
export const fromUv = (folder: string, lockText: string, pyprojectText: string | undefined): Reading => {
  const file = within(folder, 'uv.lock')
  const lock = readToml(file, lockText)
  const pyproject = readToml(within(folder, 'pyproject.toml'), pyprojectText ?? '')
  const broken = [...lock.problems, ...pyproject.problems]
  if (broken.length > 0) return { problems: broken }
  const all = tablesAt(lock.table, 'package')
  const root = all.find((table) => ['.', ''].includes(String(ownFolder(table))))
  if (!root || pyprojectText === undefined) return { problems: [mistakeAt('lock-stale', { file, line: 0, source: '' }, root ? 'uv.lock stands here without its pyproject.toml' : 'the project itself is not in this lock', `run \`uv lock\` in ${folder}, and commit what it writes`)] }
  const stale = staleness(file, lockText, root, pyproject.table, folder)
  if (stale) return { problems: [stale] }
  const found = reach(edgesOf(root, 'dependencies', all), new Map(all.map((table) => [keyOf(table), lockedOf(table, all)])))
  const packages = all.filter((table) => found.has(keyOf(table)))
  const problems = packages.flatMap((table) => unfetchable(table, file, lockText))
  if (problems.length > 0) return { problems }
  return {
    problems: [],
    wanted: {
      from: 'uv.lock', requirements: packages.map((table) => lineOf(table, found.get(keyOf(table)))).join(''), constraints: '', isComplete: true,
      origins: [], homes: Object.fromEntries(packages.flatMap(homeOf)), direct: [], trusted: [],
      spots: Object.fromEntries(packages.map((table) => [projectName(String(table['name'])), spotIn(file, lockText, table)])),
    },
  }
}

const keyOf = (table: Table): string => `${projectName(String(table['name']))} ${String(table['version'])}`
const ownFolder = (table: Table): unknown => tableAt(table, 'source')['virtual'] ?? tableAt(table, 'source')['editable'] ?? tableAt(table, 'source')['directory']

/** uv writes down what it was asked for: names, extras and versions that differ from those of pyproject.toml. */
const staleness = (file: string, lockText: string, root: Table, pyproject: Table, folder: string): Problem | undefined => {
  const recorded = tablesAt(tableAt(root, 'metadata'), 'requires-dist').filter(({ marker }) => !/\bextra ==/.test(String(marker)))
    .map(({ name, extras, specifier }) => claim(String(name), Array.isArray(extras) ? extras.map(String) : [], String(specifier ?? '')))
  const sources = new Set(Object.keys(tableAt(pyproject, 'tool', 'uv', 'sources')).map(projectName))
  const asked = textsAt(tableAt(pyproject, 'project'), 'dependencies').flatMap((text) => readRequirement(text) ?? [])
    .map(({ name, extras, clauses }) => claim(name, extras, clauses.join(',')))
  const nameOf = (text: string): string => text.split(/[[ ]/)[0] ?? ''
  const changed = [...asked.filter((one) => !recorded.includes(one)), ...recorded.filter((one) => !asked.includes(one))].map(nameOf).filter((name) => !sources.has(name))
  const [first] = changed
  return first === undefined ? undefined
    : mistakeAt('lock-stale', spotOf(file, lockText, /^requires-dist\s*=/), `pyproject.toml has changed since this lock was made: ${first}`, `run \`uv lock\` in ${folder}, and commit what it writes`)
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
  const to = all.find((other) => projectName(String(other['name'])) === projectName(String(name)) && (version === undefined || other['version'] === version))
  return to ? [{ to: keyOf(to), extras: Array.isArray(extra) ? extra.map((one) => projectName(String(one))) : [], ...typeof marker === 'string' ? { marker } : {} }] : []
})

const lineOf = (table: Table, marker: string | undefined): string => {
  const files = [...isMap(table['sdist']) ? [table['sdist']] : [], ...tablesAt(table, 'wheels')]
  return `${projectName(String(table['name']))}==${String(table['version'])}${marker === undefined ? '' : ` ; ${marker}`}${files.flatMap(({ hash }) => typeof hash === 'string' ? [` --hash=${hash}`] : []).join('')}\n`
}

const spotIn = (file: string, text: string, table: Table): Spot => spotOf(file, text, new RegExp(`^name = "${literally(String(table['name']))}"`))

/** That of everybody may be a mirror here; any other is meant. */
const homeOf = (table: Table): readonly (readonly [project: string, index: string])[] => {
  const { registry } = tableAt(table, 'source')
  return typeof registry === 'string' && !/^https:\/\/pypi\.org\/simple\/?$/.test(registry) ? [[projectName(String(table['name'])), registry]] : []
}

const unfetchable = (table: Table, file: string, text: string): readonly Problem[] => {
  const source = tableAt(table, 'source')
  if (source['registry'] !== undefined) return []
  const where = String(source['git'] ?? source['url'] ?? source['path'] ?? ownFolder(table) ?? '')
  return [mistakeAt('bad-requirement', spotIn(file, text, table), `${String(table['name'])} comes from ${where}, not from an index`, source['git'] || source['url'] ? 'publish it on an index' : 'copy its source in the Dockerfile and take it out of the dependencies, or publish it on an index')]
}
