import { readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { postgresKeeping } from '../../../scripts/kinds/postgres-keeping.mts'
import { redisKeeping } from '../../../scripts/kinds/redis-keeping.mts'
import { dumpService, type DumpMeans, type Server } from '../../../scripts/shell/backup/dump.mts'
import { restoreService, type RestoreTarget } from '../../../scripts/shell/restore/restore-service.mts'
import type { Archive } from '../../../scripts/backup/manifest.mts'
import { root } from '../../support/run.mts'
import { docker, until } from '../../targets/real/docker.mts'
import { hireJanitor, sweepOnce } from './janitor.mts'

/** The stand-in of a public image. */
export const imageOf = (name: string): string =>
  (parse(readFileSync(process.env['GANTRY_IMAGES'] ?? join(root, 'test/engine/images.yaml'), 'utf8')) as Record<string, string>)[name] ?? name

const limits = { cpus: 2, memory: 512 * 1024 ** 2, pids: 200 }
const run = '20261122T091503Z-3f9a'

/** A place for containers and archives that is cleared away whatever happens. */
export const makeSite = async (name: string) => {
  const folder = await mkdtemp(join(tmpdir(), `gantry-${name}-`))
  const traces = { folder, projects: [name], images: `${name}/*` }
  sweepOnce({ ...traces, folder: `${folder}.none` })
  const janitor = hireJanitor(traces)
  const label = ['--label', `com.docker.compose.project=${name}`]
  const { signal } = new AbortController()
  const means = { signal, say: () => {}, show: () => {}, stallMs: 60_000, totalMs: 60_000 }
  let runs = 0
  return {
    name, folder, means,
    start: async (service: string, image: string, ...words: readonly string[]): Promise<string> => {
      const at = words.indexOf('--')
      const [options, command] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)]
      return docker('run', '--detach', '--network', 'none', '--name', `${name}-${service}`, ...label, ...options, imageOf(image), ...command)
    },
    volume: (volume: string): Promise<string> => docker('volume', 'create', ...label, `${name}_${volume}`),
    /** Saves all of a server into a folder of its own. */
    dump: async (server: Omit<Server, 'project'>, more: Partial<DumpMeans> = {}) => {
      const place = join(folder, `run-${runs++}`)
      await mkdir(place, { mode: 0o700 })
      await chmod(place, 0o700)
      return { folder: place, ...await dumpService({ project: name, ...server }, { folder: place, run, recipients: [] }, { ...means, ...more }) }
    },
    target: (service: string, container: string, image: string, keeps: RestoreTarget['keeps'], more: Partial<RestoreTarget> = {}): RestoreTarget =>
      ({ project: name, service, keeps, containers: [container], image: imageOf(image), user: '999:999', limits, grace: 5000, ...more }),
    restore: (target: RestoreTarget, archives: readonly Archive[], place: string, wish: { readonly stamp?: string; readonly dropOld?: boolean; readonly force?: boolean } = {}, abort: AbortSignal = signal) =>
      restoreService(target, archives, { folder: place }, { stamp: '20261122101112beef', dropOld: false, force: false, ...wish }, { ...means, signal: abort }),
    remove: janitor.sweep,
  }
}

export type Site = Awaited<ReturnType<typeof makeSite>>

/** A PostgreSQL that is quick to start and forgets everything. */
export const startPostgres = async (site: Site, service = 'db', image = 'postgres:18') => {
  const id = await site.start(service, image, '--user', '999:999', '--tmpfs', '/data:mode=1777', '--env', 'PGDATA=/data/pg', '--env', 'POSTGRES_USER=app', '--env', 'POSTGRES_DB=shop', '--env', 'POSTGRES_HOST_AUTH_METHOD=trust',
    '--', 'postgres', '-c', 'fsync=off', '-c', 'shared_buffers=32MB')
  await until(60, () => docker('exec', id, 'pg_isready', '-h', '127.0.0.1', '-U', 'app'), () => true)
  return {
    id, keeps: postgresKeeping({ user: 'app', command: ['postgres', '-c', 'shared_buffers=32MB'] }),
    /** Runs SQL in a database, however that is called. */
    sql: (text: string, database = 'shop'): Promise<string> => docker('exec', '--env', `PGDATABASE=${database}`, id, 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', 'app', '-c', text),
  }
}

/** A Redis that appends to its log, with its data in a volume. */
export const startRedis = async (site: Site, service = 'store') => {
  const volume = await site.volume(`${service}-data`)
  const id = await site.start(service, 'redis:8', '--user', '999:999', '--volume', `${volume}:/data`, '--', 'redis-server', '--appendonly', 'yes')
  const ask = (...words: string[]): Promise<string> => docker('exec', id, 'redis-cli', '-e', ...words)
  await until(20, () => ask('PING'), (answer) => answer === 'PONG')
  return { id, volume, keeps: redisKeeping({ command: ['redis-server', '--appendonly', 'yes'] }), ask }
}
