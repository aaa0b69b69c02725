import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Archive, Miss } from '../../backup/manifest.mts'
import { holdsKey, isEnvFile, statePaths, withoutSecrets } from '../../backup/own-state.mts'
import { archiveName, archiveSuffix } from '../../backup/place.mts'
import { stateByHand } from '../../backup/volumes.mts'
import type { Environment } from '../../stack/environment.mts'
import { errorCode, isFailure } from '../failure.mts'
import { failAt } from '../files.mts'
import { writeArchive } from './archive.mts'
import type { Copied, CopyMeans } from './copy-files.mts'
import { unhurried } from '../unhurried.mts'

/** Whose state is saved and where to; `home` is `.gantry/<env>`, absolute, `folder` the run's. */
export type StateOrder = { readonly environment: Environment; readonly stackFolder: string; readonly home: string; readonly folder: string; readonly recipients: readonly string[] }

const prefix = 'own-state-'
const miss = (item: string, message: string): Miss => ({ service: 'gantry', item, message })

const missing = (error: unknown): undefined => errorCode(error) === 'ENOENT' ? undefined : failAt('read', 'the state of the stack', error)

/** What a run that was killed has left. */
const sweep = async (home: string): Promise<void> => {
  const left = (await readdir(home)).filter((name) => name.startsWith(prefix))
  await Promise.all(left.map((name) => rm(join(home, name), { recursive: true, force: true })))
}

const layEnvFile = async (path: string, { stackFolder, environment }: StateOrder, to: string): Promise<readonly Miss[]> => {
  const { text, names } = withoutSecrets(await readFile(join(stackFolder, path), 'utf8'), Object.keys(environment.secrets))
  await writeFile(join(to, path), text, { mode: 0o600 })
  return names.map((name) => miss(`${path} ${name}`, 'a secret: only its name is kept'))
}

const laidPart = async (path: string, order: StateOrder, to: string): Promise<readonly Miss[]> => {
  const from = join(order.stackFolder, path)
  if (!await lstat(from).catch(missing)) return []
  if (isEnvFile(path)) return layEnvFile(path, order, to)
  const left: Miss[] = []
  await mkdir(dirname(join(to, path)), { recursive: true })
  const filter = async (source: string): Promise<boolean> => {
    const there = await lstat(source)
    if (there.isDirectory() || there.isSymbolicLink()) return true
    if (!there.isFile()) return false
    const isKey = path.startsWith('ssl/') && order.recipients.length === 0 && there.size < 1e6 && holdsKey(await readFile(source, 'latin1'))
    if (isKey) left.push(miss(relative(order.stackFolder, source), 'a private key: kept only in encrypted backups, see `backups: { encrypt: […] }`'))
    return !isKey
  }
  await cp(from, join(to, path), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter })
  return left
}

const written = async (order: StateOrder, laid: string, means: CopyMeans): Promise<Archive | Miss> => {
  const file = archiveName('gantry', '', archiveSuffix('tar', order.recipients.length > 0))
  const done = await writeArchive({ argv: ['tar', '-C', laid, '-c', '-f', '-', '.'] }, { folder: order.folder, file, format: 'tar', recipients: order.recipients }, means)
  return done.ok ? { service: 'gantry', of: 'gantry', item: '', ...done.archive, byHand: stateByHand(file) } : miss('', done.message)
}

/** Saves what gantry itself needs to run the environment again: stack file, templates, releases, certificates; never the value of a secret, private keys only encrypted. */
export const ownState = (order: StateOrder, means: CopyMeans): Promise<Copied> => unhurried(async () => {
  await mkdir(order.home, { recursive: true })
  await sweep(order.home)
  const laid = await mkdtemp(join(order.home, prefix))
  try {
    const skipped: Miss[] = []
    for (const path of statePaths(order.environment)) skipped.push(...await laidPart(path, order, laid))
    const result = await written(order, laid, means)
    return 'file' in result ? { archives: [result], failures: [], skipped } : { archives: [], failures: [result], skipped }
  } catch (error) {
    if (!isFailure(error) && errorCode(error) === '') throw error
    return { archives: [], failures: [miss('', error instanceof Error ? error.message : String(error))], skipped: [] }
  } finally {
    await rm(laid, { recursive: true, force: true })
  }
})
