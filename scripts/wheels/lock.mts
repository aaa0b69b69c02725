import type { Problem } from '../stack/problem.mts'
import { projectName } from './file-name.mts'
import { readToml, type Table } from './pyproject.mts'
import { within } from './requirements-file.mts'
import { literally, mistakeAt, nothingWanted, spotOf, type Reading, type Spot } from './wanted.mts'

/** A lock and the pyproject.toml it was made of; `pyproject` is undefined where that is missing. */
export type Lock = { readonly name: 'poetry.lock' | 'uv.lock'; readonly folder: string; readonly file: string; readonly text: string; readonly table: Table; readonly pyproject: Table | undefined }

/** Reads both files of a folder, or says what in them is no TOML. */
export const readLock = (name: Lock['name'], folder: string, text: string, pyprojectText: string | undefined): { readonly lock: Lock; readonly problems: readonly Problem[] } => {
  const file = within(folder, name)
  const { table, problems } = readToml(file, text)
  const pyproject = readToml(within(folder, 'pyproject.toml'), pyprojectText ?? '')
  return { lock: { name, folder, file, text, table, pyproject: pyprojectText === undefined ? undefined : pyproject.table }, problems: [...problems, ...pyproject.problems] }
}

/** The project that a table of a lock is about, as indexes compare its name. */
export const nameIn = (table: Table): string => projectName(String(table['name']))

/** One project of a lock that counts: when, with which files, bound to which index; `stray` says where one that is on no index comes from. */
export type Pinned = {
  readonly table: Table
  readonly marker: string | undefined
  readonly files: readonly Table[]
  readonly home: string | undefined
  readonly stray: { readonly from: string; readonly isOwn: boolean } | undefined
}

/** What a lock asks for, by the projects in it that count. */
export const lockReading = ({ name, file, text }: Lock, all: readonly Pinned[]): Reading => {
  const spotIn = (table: Table): Spot => spotOf(file, text, new RegExp(`^name = "${literally(String(table['name']))}"`))
  const problems = all.flatMap(({ table, stray }) => stray ? [mistakeAt('bad-requirement', spotIn(table), `${String(table['name'])} comes from ${stray.from}, not from an index`,
    stray.isOwn ? 'copy its source in the Dockerfile and take it out of the dependencies, or publish it on an index' : 'publish it on an index')] : [])
  if (problems.length > 0) return { problems }
  return {
    problems,
    wanted: {
      ...nothingWanted, from: name, requirements: all.map(lineOf).join(''), isComplete: true,
      homes: Object.fromEntries(all.flatMap(({ table, home }) => home === undefined ? [] : [[nameIn(table), home]])),
      spots: Object.fromEntries(all.map(({ table }) => [nameIn(table), spotIn(table)])),
    },
  }
}

const lineOf = ({ table, marker, files }: Pinned): string =>
  `${nameIn(table)}==${String(table['version'])}${marker === undefined ? '' : ` ; ${marker}`}${files.flatMap(({ hash }) => typeof hash === 'string' ? [` --hash=${hash}`] : []).join('')}\n`
