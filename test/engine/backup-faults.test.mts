import { readdir } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { postgresKeeping } from '../../scripts/kinds/postgres-keeping.mts'
import { docker, until } from '../targets/real/docker.mts'
import { makeSite, startPostgres, type Site } from './support/servers.mts'

const test = suite('faults of a backup of PostgreSQL')
let site: Site
let db: Awaited<ReturnType<typeof startPostgres>>

test.before(async () => {
  site = await makeSite('backup-faults')
  db = await startPostgres(site)
  await db.sql('CREATE TABLE notes (id int); CREATE SEQUENCE numbers')
  await db.sql('CREATE DATABASE other', 'postgres')
})
test.after(() => site.remove())

const server = () => ({ service: 'db', keeps: postgresKeeping({ user: 'app', patience: '1s' }), container: db.id, skips: ['postgres'] })
const running = async (): Promise<string> => (await docker('top', db.id, '-eo', 'pid,args')).split('\n').filter((line) => /pg_dump|psql/.test(line) && !line.includes('pg_sleep(60)')).join('\n')
/** Keeps something locked while `act` runs. */
const holding = async (sql: string, act: () => Promise<void>): Promise<void> => {
  const holder = db.sql(`BEGIN; ${sql}; SELECT pg_sleep(60)`).catch(() => {})
  await until(10, () => db.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE 'BEGIN%'", 'postgres'), (count) => count === '1')
  try {
    await act()
  } finally {
    await db.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN%pg_sleep(60)'", 'postgres')
    await holder
  }
}
const files = async (folder: string) => (await readdir(folder)).sort()

test('F31: a table that somebody locks is waited for, not for ever; the other databases are saved', () => holding('LOCK TABLE notes IN ACCESS EXCLUSIVE MODE', async () => {
  const { failures, folder } = await site.dump(server())
  assert.equal(failures.map(({ item }) => item), ['shop'])
  assert.match(failures[0]?.message ?? '', /lock timeout/)
  assert.equal(await files(folder), ['db.other.sql.zst', 'db.sql.zst'])
  assert.is(await running(), '')
}))

test('F2: pg_dump in the container ends with whoever called it', () => holding('DROP SEQUENCE numbers', async () => {
  const controller = new AbortController()
  const dumping = site.dump(server(), { signal: controller.signal })
  await until(20, running, (lines) => /pg_dump .*snapshot/.test(lines))
  controller.abort()
  const { failures, folder } = await dumping
  assert.match(failures.find(({ item }) => item === 'shop')?.message ?? '', /interrupted/)
  assert.is(await running(), '')
  assert.equal((await files(folder)).filter((file) => file.includes('shop')), [])
}))

test('F6: a dump whose session is ended by the server is none', () => holding('DROP SEQUENCE numbers', async () => {
  const dumping = site.dump(server())
  await until(20, running, (lines) => /pg_dump .*snapshot/.test(lines))
  await until(10, () => db.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND datname = 'shop'", 'postgres'), (answer) => answer === 't')
  const { failures, folder } = await dumping
  assert.equal(failures.map(({ item }) => item), ['shop'])
  assert.match(failures[0]?.message ?? '', /terminating connection/)
  assert.equal(await files(folder), ['db.other.sql.zst', 'db.sql.zst'])
}))

test('a dump that takes too long is ended, and its locks with it', () => holding('DROP SEQUENCE numbers', async () => {
  const { failures } = await site.dump(server(), { totalMs: 3000 })
  assert.match(failures.find(({ item }) => item === 'shop')?.message ?? '', /takes longer than 3 s/)
  assert.is(await running(), '')
}))

test('F5: a server that is killed midway is a failure, not an archive', async () => {
  const holder = db.sql('BEGIN; DROP SEQUENCE numbers; SELECT pg_sleep(60)').catch(() => {})
  await until(10, () => db.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'", 'postgres'), (count) => count === '1')
  const dumping = site.dump(server())
  await until(20, running, (lines) => /pg_dump .*snapshot/.test(lines))
  await docker('kill', db.id)
  await holder
  const { failures, folder } = await dumping
  assert.ok(failures.some(({ item }) => item === 'shop'))
  assert.equal((await files(folder)).filter((file) => file.includes('shop')), [])
})

test.run()
