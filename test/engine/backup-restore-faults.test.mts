import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Archive } from '../../scripts/backup/manifest.mts'
import { docker, until } from '../targets/real/docker.mts'
import { makeSite, startPostgres, type Site } from './support/servers.mts'

const test = suite('faults of a restore of PostgreSQL')
let site: Site
let db: Awaited<ReturnType<typeof startPostgres>>
let good: { readonly archives: readonly Archive[]; readonly folder: string }

test.before(async () => {
  site = await makeSite('restore-faults')
  db = await startPostgres(site)
  // Whoever restores it has to wait for its index: twenty rows, a fifth of a second each.
  await db.sql(`CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN n; END';
    CREATE TABLE notes (id int); INSERT INTO notes SELECT generate_series(1, 20); CREATE INDEX notes_slow ON notes (slow(id))`)
  const { archives, failures, folder } = await site.dump({ service: 'db', keeps: db.keeps, container: db.id, skips: ['postgres'] })
  assert.equal(failures, [])
  good = { archives: archives.filter(({ item }) => item === 'shop'), folder }
  await db.sql('DELETE FROM notes WHERE id > 3')
})
test.after(() => site.remove())

const target = () => site.target('db', db.id, 'postgres:18', db.keeps)
const running = async (): Promise<string> => (await docker('top', db.id, '-eo', 'pid,args')).split('\n').filter((line) => /pg_dump|psql/.test(line) && !line.includes('pg_sleep(60)')).join('\n')
const isUntouched = async (): Promise<void> => {
  assert.is(await db.sql('SELECT count(*) FROM notes'), '3')
  assert.is(await db.sql("SELECT count(*) FROM pg_database WHERE datname LIKE '%gantry%'", 'postgres'), '0')
  assert.is(await running(), '')
}
test('F34: what a newer server saved is not put into an older one', async () => {
  const newer = good.archives.map((archive) => ({ ...archive, server: '99.1' }))
  const { ok, message, hint } = await site.restore(target(), newer, good.folder)
  assert.is(ok, false)
  assert.match(message, /saved by postgres 99\.1 and the server is 18/)
  assert.match(hint ?? '', /--force/)
  await isUntouched()
})

test('F36: a restore that fails midway leaves all as it was', async () => {
  const restoring = site.restore(target(), good.archives, good.folder)
  await until(20, () => db.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE '%gantry_side%' AND query LIKE 'CREATE INDEX%'", 'postgres'), (answer) => answer === 't')
  const { ok, restored, message } = await restoring
  assert.equal([ok, restored], [false, []])
  assert.match(message, /shop \(reading the archive\).*terminat/)
  await isUntouched()
})

test('F36: so does one that is interrupted', async () => {
  const controller = new AbortController()
  const restoring = site.restore(target(), good.archives, good.folder, {}, controller.signal)
  await until(20, () => db.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND datname LIKE '%gantry_side%'", 'postgres'), (count) => count === '1')
  controller.abort()
  assert.match((await restoring).message, /interrupted/)
  await isUntouched()
})

test('what is damaged on the disk is not put back', async () => {
  const [archive] = good.archives
  const path = join(good.folder, archive?.file ?? '')
  const whole = await readFile(path)
  const file = await open(path, 'r+')
  await file.write(Buffer.from([(whole[200] ?? 0) ^ 1]), 0, 1, 200)
  await file.close()
  const { ok, message } = await site.restore(target(), good.archives, good.folder)
  await writeFile(path, whole)
  assert.is(ok, false)
  assert.match(message, /damaged|another one|cut short/)
  await isUntouched()
})

test('rows that are missing afterwards are a failure, before anything took its place', async () => {
  const { ok, message } = await site.restore(target(), good.archives.map((archive) => ({ ...archive, counts: { 'public.notes': 21 } })), good.folder)
  assert.is(ok, false)
  assert.match(message, /public\.notes has 20, not 21/)
  await isUntouched()
})

test.run()
