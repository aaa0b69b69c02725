import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Workload } from '../../scripts/kinds/workload.mts'
import { caught, messagesOf, workloadOf } from '../stack/reading.mts'

const test = suite('kinds: postgres')

const stack = (keys: string): string => `name: my-shop\nservices:\n  orders-db: { kind: postgres${keys} }\nenvironments: { dev: , prod: }\n`
const db = (keys = '', environment = 'prod'): Workload => workloadOf(stack(keys), 'orders-db', environment)

/** The server's settings as one map. */
const settings = ({ command = [] }: Workload): Readonly<Record<string, string>> =>
  Object.fromEntries(command.filter((_, index) => command[index - 1] === '-c').map((word) => word.split('=') as [string, string]))

test('it is tuned from its memory limit', () => {
  assert.equal(settings(db(', limits: { memory: 1G }')), { shared_buffers: '256MB', effective_cache_size: '768MB', maintenance_work_mem: '64MB', max_connections: '100' })
  assert.equal(settings(db(', limits: { memory: 128M }')), { shared_buffers: '32MB', effective_cache_size: '96MB', maintenance_work_mem: '16MB', max_connections: '20' })
  assert.equal(settings(db(', limits: { memory: 16G }')), { shared_buffers: '4096MB', effective_cache_size: '12288MB', maintenance_work_mem: '1024MB', max_connections: '400' })
  assert.equal(settings(db()), settings(db(', limits: { memory: 1G }')))
})

test('settings of the stack file go before its own', () => {
  assert.is(settings(db(', settings: { shared_buffers: 64MB, log_statement: all, jit: false }')).shared_buffers, '64MB')
  assert.is(settings(db(', settings: { log_statement: all, jit: false }')).jit, 'false')
})

test('in dev it is fast and careless, elsewhere never', () => {
  const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const { fsync, synchronous_commit, full_page_writes } = settings(db('', 'dev'))
  assert.equal({ fsync, synchronous_commit, full_page_writes }, careless)
  assert.is(settings(db()).fsync, undefined)
  assert.is(settings(db(', settings: { fsync: "on" }', 'dev')).fsync, 'on')
})

test('settings that lose data are refused outside dev, whichever way they come', () => {
  const ways = ['settings: { fsync: ▸off }', 'settings: { fsync: ▸false, full_page_writes: ▸no, synchronous_commit: ▸0 }', 'command: ▸postgres -c fsync=off', 'command: ▸[postgres, -cfsync=off]', 'command: ▸postgres --fsync=off', 'command: ▸postgres --synchronous-commit=off',
    'command: ▸postgres -F', "command: ▸[postgres, -c, \"FSYNC = 'off'\"]", 'variables: { POSTGRES_INITDB_ARGS: ▸"-c fsync=off" }']
  for (const way of ways) {
    const codes = caught(stack(`, ${way}`), { env: 'prod' })
    assert.equal([...new Set(codes)], ['unsafe-database'], way)
    assert.is(codes.length, way.split('▸').length - 1, way)
    assert.equal(caught(stack(`, ${way.replaceAll('▸', '')}`), { env: 'dev' }), [], way)
  }
  assert.equal(caught(stack(', ▸compose: ▸{ command: [postgres, -c, fsync=off] }'), { env: 'prod' }), ['warning not-portable', 'unsafe-database'])
  assert.equal(messagesOf(stack(', settings: { fsync: off }'), { env: 'prod' }), ['fsync=off can lose data and is refused in prod → remove it; dev has it by itself'])
})

test('settings that sound like those are not refused', () => {
  for (const way of ['settings: { fsync: on, synchronous_commit: local, my.fsync: off }', 'settings: { enable_seqscan: off }', 'command: postgres -c fsync=on -f x', 'command: [postgres, -c, "search_path=no_fsync,off"]']) assert.equal(caught(stack(`, ${way}`), { env: 'prod' }), [], way)
})

test('its data stand where the version of its image keeps them', () => {
  const path = (keys: string): string | undefined => db(keys).mounts.find(({ type }) => type === 'volume')?.path
  for (const keys of ['', ', version: 18', ', version: 18-alpine', ', image: "pgvector/pgvector:pg18"', ', image: "registry:5000/postgres:18"', ', image: "postgres:18.1@sha256:abc"', ', image: "my/postgres"']) assert.is(path(keys), '/var/lib/postgresql', keys)
  for (const keys of [', version: 17', ', version: "16"', ', version: 15.4', ', image: "pgvector/pgvector:pg17"', ', image: "postgis/postgis:17-3.5"', ', image: "registry:5000/postgres:16"']) assert.is(path(keys), '/var/lib/postgresql/data', keys)
  assert.equal(db().mounts.find(({ type }) => type === 'volume'), { type: 'volume', name: 'orders-db-data', path: '/var/lib/postgresql', readOnly: false, cache: false, isSeeded: true })
})

test('it runs as the user of its image', () => {
  assert.equal(['', ', version: 18-alpine', ', image: "postgres:18-alpine"', ', user: image', ', user: 1000'].map((keys) => db(keys).user), ['999:999', '70:70', '70:70', undefined, '1000:1000'])
})

test('its password is a secret that nobody has to write', () => {
  const { secrets, variables } = db()
  assert.equal(secrets, [{ name: 'orders_db_password' }])
  assert.equal(variables, { POSTGRES_USER: 'app', POSTGRES_DB: 'my_shop', POSTGRES_PASSWORD_FILE: '/run/secrets/orders_db_password' })
})

test('its probe asks for its own user and database', () => {
  assert.equal(db(', variables: { POSTGRES_USER: admin, POSTGRES_DB: orders }').health?.command, ['pg_isready', '-h', '127.0.0.1', '-U', 'admin', '-d', 'orders'])
})

test('it is asked to stop fast, and is given the time for it', () => {
  assert.equal(db().stop, { grace: 60_000, signal: 'SIGINT' })
  assert.equal(db(', stop: 2m').stop, { grace: 120_000, signal: 'SIGINT' })
})

test('it takes as many connections as it says, also for the pools of others', () => {
  const pooled = (db: string, pool: string): string => `name: shop\nservices:\n  db: { kind: postgres${db} }\n  api: { kind: container, image: a, needs: [db], pool: ${pool} }\n`
  assert.equal(caught(pooled(', limits: { memory: 256M }', '▸23')), ['pool-above-connections'])
  assert.equal(caught(pooled(', limits: { memory: 256M }', '22')), [])
  assert.equal(caught(pooled(', settings: { max_connections: 500 }', '400')), [])
})

test.run()
