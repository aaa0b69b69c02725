import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { insideArgv } from '../../scripts/docker/inside.mts'
import { clickhouseKeeping } from '../../scripts/kinds/clickhouse-keeping.mts'
import type { Inside, Keeping } from '../../scripts/kinds/keeping.mts'
import { postgresKeeping } from '../../scripts/kinds/postgres-keeping.mts'
import { redisKeeping } from '../../scripts/kinds/redis-keeping.mts'
import { sqliteKeeping } from '../../scripts/kinds/sqlite-keeping.mts'

const hostile = '"; DROP DATABASE shop; -- $(touch x)\n-rf'
const values = { item: hostile, side: `${hostile}1`, old: `${hostile}2`, traits: `{"x":"${hostile}"}` }
const insides = (value: unknown): readonly Inside[] =>
  typeof value !== 'object' || value === null ? [] : 'words' in value ? [value as Inside] : Object.values(value).flatMap(insides)

const all: Readonly<Record<string, Keeping>> = {
  postgres: postgresKeeping({ user: 'app' }), redis: redisKeeping({}), clickhouse: clickhouseKeeping({ name: 'backups', path: '/var/lib/clickhouse/backups' }),
  ...Object.fromEntries((['sqlite3', 'python3', 'node'] as const).map((by) => [`sqlite by ${by}`, sqliteKeeping({ path: '/data/app.db', by })])),
}

const every = suite('what every kind of server is told')

for (const [name, keeps] of Object.entries(all)) {
  every(`${name}: names stand in variables and never among the words`, () => {
    for (const inside of insides({ ...keeps, byHand: [] })) {
      const argv = insideArgv('box', inside, values, 'run')
      const words = argv.slice(argv.lastIndexOf('box'))
      assert.not(words.some((word) => word.includes('DROP DATABASE shop') || /\{\{\w+\}\}/.test(word)), words.join(' '))
    }
  })
  every(`${name}: no password anywhere`, () => assert.not(/passw|secret/i.test(JSON.stringify(keeps))))
  every(`${name}: an archive can be put back, and tried`, () => assert.ok(keeps.online ?? keeps.offline))
}

every.run()

// ---

const { online, ...postgres } = postgresKeeping({ user: 'app', command: ['postgres', '-c', 'shared_buffers=1GB'], patience: '5s' })
const text = ({ words }: Inside): string => words.join(' ')

const own = suite('what PostgreSQL is told')

own('reaches the server by its socket, as its own user', () => assert.equal(postgres.version.variables, { PGHOST: '', PGUSER: 'app', PGDATABASE: 'template1' }))
own('dumps plain SQL with its owners in one state, and waits for locks only so long', () => {
  assert.match(text(postgres.dump), /pg_dump --format=plain --lock-wait-timeout=5s --snapshot="\$GANTRY_SNAPSHOT" \|\| kill -s TERM "\$PPID"/)
  assert.match(text(postgres.dump), /REPEATABLE READ READ ONLY/)
  assert.not(/--no-owner|--clean|--create/.test(text(postgres.dump)))
})
own('reads an archive in one transaction that ends at the first error', () => assert.match(text(online?.load as Inside), /ON_ERROR_STOP=1 -1 -f -/))
own('changes both names in one transaction', () => assert.match(text(online?.swap as Inside), /BEGIN;[^]*RENAME TO :"old";[^]*RENAME TO :"item";\nCOMMIT;/))
own('tries archives in a server that may lose everything, with the settings of the real one', () =>
  assert.equal(postgres.drill?.command?.slice(0, 5), ['postgres', '-c', 'shared_buffers=1GB', '-c', 'fsync=off']))

own.run()

// ---

const redis = suite('what Redis is told')

redis('files are called as its command line says', () => {
  const { offline } = redisKeeping({ command: ['redis-server', '--dbfilename', 'my.rdb', '--appenddirname', 'log'] })
  assert.equal(offline?.lay.variables, { GANTRY_RDB: 'my.rdb', GANTRY_AOF: 'log', GANTRY_AOF_FILE: 'appendonly.aof' })
})

redis.run()

// ---

const sqlite = suite('what SQLite is told')

sqlite('only the file and what belongs to it changes places', () => {
  const { offline } = sqliteKeeping({ path: '/data/sub/app.db', by: 'python3' })
  assert.equal([offline?.path, offline?.names], ['/data/sub', ['app.db', 'app.db-wal', 'app.db-shm', 'app.db-journal']])
})
sqlite('a file at the top is one as well', () => assert.is(sqliteKeeping({ path: '/app.db', by: 'node' }).offline?.path, '/'))

sqlite.run()

// ---

const clickhouse = suite('what ClickHouse is told')

clickhouse('it writes the backup itself, to a disk of its own', () => {
  const { dump } = clickhouseKeeping({ name: 'kept', path: '/kept' })
  assert.match(text(dump), /BACKUP DATABASE \{item:Identifier\} TO Disk\(\{disk:String\}, \{file:String\}\)/)
  assert.equal(dump.variables, { GANTRY_DISK: '/kept', GANTRY_DISK_NAME: 'kept', GANTRY_ITEM: '{{item}}' })
})
clickhouse('a restore goes beside, under the name it was saved by', () =>
  assert.match(text(clickhouseKeeping({ name: 'kept', path: '/kept' }).online?.load as Inside), /--param_from="\$GANTRY_FROM" .*RESTORE DATABASE \{from:Identifier\} AS \{item:Identifier\}/))

clickhouse.run()
