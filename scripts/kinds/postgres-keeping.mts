import type { Inside, Keeping } from './keeping.mts'
import { besidePattern, countRows, dumpDatabase, makeSide, sendAway, swapNames } from './postgres-keeping-sql.mts'

/** Where a session goes that is about databases, not in one: it is always there. */
const lobby = 'template1'
const psql = 'psql -XqAt -v ON_ERROR_STOP=1'

/** What psql reads; names are UTF-8 whatever the database is. */
const typed = (sql: string, then = ''): string => `${psql} <<'SQL'${then}\n\\encoding UTF8\n${sql.trim()}\nSQL`

/** Who the server's own user is, what it was started with, its memory limit in bytes, and how long a dump waits for a lock that somebody holds. */
export type PostgresKept = { readonly user: string; readonly command?: readonly string[]; readonly memory?: number; readonly patience?: string }

/** Indexes and foreign keys are made in an eighth of the memory there is, which few others use while a database is filled. */
const roomy = (memory: number | undefined): Readonly<Record<string, string>> => memory === undefined ? {} : { PGOPTIONS: `-c maintenance_work_mem=${Math.round(memory / 8 / 1024)}kB` }

/** PostgreSQL: plain SQL by pg_dump over the socket in its own container, where nobody asks for a password. */
export const postgresKeeping = ({ user, command = ['postgres'], memory, patience = '30s' }: PostgresKept): Keeping => {
  const plain = (database: string, words: readonly string[], variables: Readonly<Record<string, string>> = {}): Inside =>
    ({ words, variables: { PGHOST: '', PGUSER: user, PGDATABASE: database, ...variables } })
  const script = (database: string, text: string, variables?: Readonly<Record<string, string>>): Inside => plain(database, ['sh', '-c', `${ownPrograms}\n${text}`], variables)
  const session = (database: string, words: readonly string[], variables?: Readonly<Record<string, string>>): Inside => plain(database, ['sh', '-c', `${ownPrograms}\nexec "$@"`, 'sh', ...words], variables)
  const names = (where: string): Inside => session(lobby, [...psql.split(' '), '-0', '-c', '\\encoding UTF8', '-c', where])
  const pair = { GANTRY_ITEM: '{{item}}', GANTRY_SIDE: '{{side}}' }
  return {
    of: 'postgres', format: 'sql', exact: true,
    version: session(lobby, [...psql.split(' '), '-c', 'SHOW server_version']),
    items: names(`SELECT datname FROM pg_database WHERE NOT datistemplate AND datname !~ '${besidePattern}' ORDER BY datname`),
    dump: script('{{item}}', typed(dumpDatabase(patience))),
    shared: session(lobby, ['pg_dumpall', '--globals-only', `--lock-wait-timeout=${patience}`]),
    count: script('{{item}}', typed(countRows)),
    online: {
      side: script(lobby, typed(makeSide), { ...pair, GANTRY_TRAITS: '{{traits}}' }),
      load: session('{{item}}', [...psql.split(' '), '-1', '-f', '-', '-o', '/dev/null'], roomy(memory)),
      swap: script(lobby, [typed(sendAway, ' &'), typed(swapNames), 'code=$?', 'wait', 'exit $code'].join('\n'), { ...pair, GANTRY_OLD: '{{old}}' }),
      drop: script(lobby, typed(String.raw`
\getenv item GANTRY_ITEM
DROP DATABASE IF EXISTS :"item" WITH (FORCE);`), { GANTRY_ITEM: '{{item}}' }),
      beside: names(`SELECT datname FROM pg_database WHERE datname ~ '${besidePattern}' ORDER BY datname`),
      settle: session('{{item}}', [...psql.split(' '), '-c', 'ANALYZE']),
      roles: names('SELECT rolname FROM pg_roles ORDER BY rolname'),
      share: plain(lobby, ['psql', '-XqAt', '-f', '-', '-o', '/dev/null']),
    },
    drill: {
      variables: { POSTGRES_USER: user, POSTGRES_DB: 'postgres', POSTGRES_HOST_AUTH_METHOD: 'trust' },
      command: [...command, ...Object.entries(scratch).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      ready: plain(lobby, ['pg_isready', '-q', '-h', '127.0.0.1']),
      tmpfs: ['/var/run/postgresql'],
      quick: { path: '/gantry', variables: { PGDATA: '/gantry/data' } },
    },
    byHand: (traits) => [
      plain('', ['createdb', '--template=template0', ...madeLike(traits), '--', '{{side}}']),
      { ...plain('{{side}}', ['psql', '-X', '-1', '-v', 'ON_ERROR_STOP=1', '-f', '-', '-o', '/dev/null']), reads: true },
    ],
  }
}

/** Options of createdb for a database like the one that was saved; who owns it and how it is set stands in the dump. */
const madeLike = ({ encoding, datcollate, datctype, datlocprovider, datlocale, daticulocale = datlocale }: Readonly<Record<string, string>>): readonly string[] => [
  ...Object.entries({ encoding, 'lc-collate': datcollate, 'lc-ctype': datctype }),
  ...datlocprovider === 'i' ? [['locale-provider', 'icu'], ['icu-locale', daticulocale]] as const : datlocprovider === 'b' ? [['locale-provider', 'builtin'], ['builtin-locale', datlocale]] as const : [],
].flatMap(([name, value]) => value === undefined ? [] : [`--${name}=${value}`])

/** Debian's psql and pg_dump are a script that looks for the right version, which takes longer than a small dump does. Where there is one version only, that is the right one. */
const ownPrograms = `case $(readlink -f "$(command -v pg_dump)") in */pg_wrapper) bin=$(echo /usr/lib/postgresql/*/bin); [ ! -x "$bin/pg_dump" ] || PATH=$bin:$PATH ;; esac`

/** A scratch server may lose everything: it writes as little as it can. */
const scratch = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', wal_level: 'minimal', max_wal_senders: '0', archive_mode: 'off', listen_addresses: '127.0.0.1' }
