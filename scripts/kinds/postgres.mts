import * as v from 'valibot'
import type { Service } from '../stack/service.mts'
import { freeMap } from '../stack/shape.mts'
import type { Kind, Unsafe } from './kind.mts'
import { postgresKeeping } from './postgres-keeping.mts'
import { nativePostgres } from './postgres-native.mts'

const mebibyte = 1024 ** 2
const defaultMemory = 1024 * mebibyte

const memoryOf = (service: Service): number => service.limits.memory ?? defaultMemory
const settingsOf = (service: Service): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries((service.own.settings ?? {}) as Readonly<Record<string, unknown>>).map(([name, value]) => [name, String(value)]))
/** `18` of `postgres:18-alpine`, `pgvector/pgvector:pg18` or `registry:5000/postgres:18@sha256:…`. */
const majorOf = (service: Service): number => {
  const tag = service.image === undefined ? service.version ?? '18' : /:([^/:@]+)(?:@.*)?$/.exec(service.image)?.[1] ?? '18'
  return Number(/pg(\d+)/.exec(tag)?.[1] ?? /^(\d+)/.exec(tag)?.[1] ?? 18)
}

/** One connection for each 10.24 MiB, so that 1 GiB carries the usual 100; between 20 and 400. */
const connectionsOf = (service: Service): number =>
  Number(/^\d+$/.exec(settingsOf(service).max_connections ?? '')?.[0] ?? Math.min(400, Math.max(20, Math.round(memoryOf(service) / mebibyte / 10.24))))

/** Shares of the memory limit after the PostgreSQL manual, "Resource Consumption": a quarter shared, three quarters assumed cached. */
const tuned = (service: Service): Readonly<Record<string, string>> => {
  const megabytes = memoryOf(service) / mebibyte
  return {
    shared_buffers: `${Math.round(megabytes / 4)}MB`,
    effective_cache_size: `${Math.round(megabytes * 3 / 4)}MB`,
    maintenance_work_mem: `${Math.max(16, Math.round(megabytes / 16))}MB`,
    max_connections: String(connectionsOf(service)),
  }
}

/** Speed for safety: a crash may lose everything, which a development database can bear. */
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

const flags = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])

const careful = ['fsync', 'full_page_writes', 'synchronous_commit']
const off = "'?(?:of|off|f|fa|fal|fals|false|n|no|0)'?(?![\\w.])"

/** Settings by any of the ways that lead to the server: `settings:`, its command line, initdb's, and raw keys for compose. */
const unsafe = (service: Service): readonly Unsafe[] => {
  const lines: readonly { readonly text: string; readonly path: Unsafe['path'] }[] = [
    ...Object.entries(settingsOf(service)).map(([name, value]) => ({ text: `${name}=${value}`, path: ['settings', name] })),
    { text: (service.command ?? []).join(' '), path: ['command'] },
    { text: service.variables.POSTGRES_INITDB_ARGS ?? '', path: ['variables', 'POSTGRES_INITDB_ARGS'] },
    { text: service.compose ? JSON.stringify(service.compose).replace(/[",[\]{}]+/g, ' ') : '', path: ['compose'] },
  ]
  return lines.flatMap(({ text, path }) => [
    ...careful.filter((name) => new RegExp(`(?:^|-c|[^a-z_.])${name.replaceAll('_', '[_-]')}\\s*=\\s*${off}`, 'i').test(text)).map((name) => ({ what: `${name}=off`, path })),
    ...path[0] !== 'settings' && /(^|\s)-F(\s|$)/.test(text) ? [{ what: 'fsync=off', path }] : [],
  ])
}

const user = (service: Service): string => service.variables.POSTGRES_USER ?? 'app'
const database = (service: Service, stack: string): string => service.variables.POSTGRES_DB ?? stack.replaceAll('-', '_')

/** The server reads the file itself, so the password stands in no command line. */
const setPassword = (secret: string): string =>
  `DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD %L', current_user, pg_read_file('/run/secrets/${secret}')); END $$`

/** PostgreSQL: one volume an environment, tuned from its memory limit, its password a file. */
export const postgres = {
  name: 'postgres',
  summary: 'PostgreSQL 18, tuned from its memory limit',
  home: 'database',
  runs: 'service',
  calls: false,
  keepsState: true,
  keys: {
    settings: v.optional(v.pipe(freeMap(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_.]*$/, 'bad-variable-name')), v.union([v.string(), v.number(), v.boolean()])),
      v.description('Server settings, as in `{ work_mem: 16MB }`.'))),
  },
  fill: (service, { stack, isDev }) => {
    const secret = `${service.name.replaceAll('-', '_')}_password`
    const uid = (service.image ?? service.version)?.includes('alpine') ? '70:70' : '999:999'
    return {
      image: `postgres:${service.version ?? '18'}`,
      command: ['postgres', ...flags({ ...tuned(service), ...isDev ? careless : {}, ...settingsOf(service) })],
      user: uid,
      ports: [{ name: 'tcp', number: 5432, protocol: 'tcp' }],
      probe: 'shell',
      health: ['pg_isready', '-h', '127.0.0.1', '-U', user(service), '-d', database(service, stack)],
      limits: { cpus: 1, memory: defaultMemory },
      mounts: [
        { type: 'volume', name: `${service.name}-data`, path: majorOf(service) >= 18 ? '/var/lib/postgresql' : '/var/lib/postgresql/data', readOnly: false, cache: false, isSeeded: true },
        { type: 'tmpfs', path: '/var/run/postgresql' },
        { type: 'tmpfs', path: '/dev/shm', size: Math.round(memoryOf(service) / 4) },
      ],
      variables: { POSTGRES_USER: user(service), POSTGRES_DB: database(service, stack), POSTGRES_PASSWORD_FILE: `/run/secrets/${secret}` },
      secrets: [secret],
      // While it makes its first data it does not hear the signal; in development nobody waits a minute for that.
      stop: { grace: isDev ? 10_000 : 60_000, signal: 'SIGINT' },
      // Its data keeps the password of the checkout that made them; from now on it is the one in the secret.
      then: ['psql', '-q', '-U', user(service), '-d', database(service, stack), '-c', setPassword(secret)],
    }
  },
  keeping: (service) => postgresKeeping({ user: user(service), memory: memoryOf(service), command: ['postgres', ...flags({ ...tuned(service), ...settingsOf(service) })] }),
  native: nativePostgres,
  address: (service, { stack }) => ({
    user: user(service), name: database(service, stack), password: `${service.name.replaceAll('-', '_')}_password`,
  }),
  connections: connectionsOf,
  unsafe,
  taken: {
    POSTGRES_PASSWORD: 'remove it: the password is a secret that is made by itself, and who needs the service gets it as a file',
    POSTGRES_PASSWORD_FILE: 'remove it: the password is a secret that is made by itself',
    PGDATA: 'remove it: the data stands where the volume is',
  },
} satisfies Kind
