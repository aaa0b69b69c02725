import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dropOld, listOld } from '../../scripts/shell/restore/old.mts'
import { docker, until } from '../targets/real/docker.mts'
import { makeSite, startPostgres, type Site } from './support/servers.mts'

const test = suite('backup of PostgreSQL')
let site: Site
let db: Awaited<ReturnType<typeof startPostgres>>
test.before(async () => { site = await makeSite('backup-postgres'); db = await startPostgres(site) })
test.after(() => site.remove())

const server = () => ({ service: 'db', keeps: db.keeps, container: db.id })
const target = () => site.target('db', db.id, 'postgres:18', db.keeps)

test('rows that were deleted come back while a client reads on, and it never sees less than all or none of them', async () => {
  await db.sql('CREATE TABLE notes (id int PRIMARY KEY, text text); INSERT INTO notes SELECT g, md5(g::text) FROM generate_series(1, 5000) g')
  const { archives, failures, folder } = await site.dump(server())
  assert.equal(failures, [])
  const [shop] = archives.filter(({ item }) => item === 'shop')
  assert.equal(shop?.counts, { 'public.notes': 5000 })
  assert.match(shop?.server ?? '', /^18/)
  await db.sql('DELETE FROM notes WHERE id > 100')

  // A client as an API is one: it asks again and again, and connects again when its connection goes.
  const script = 'while [ ! -e /data/enough ]; do psql -XqAt -U app shop -f /dev/stdin <<SQL\nSELECT count(*) FROM notes; SELECT pg_sleep(0.01); SELECT count(*) FROM notes; SELECT pg_sleep(0.01); SELECT count(*) FROM notes;\nSQL\ndone'
  const client = spawn('docker', ['exec', db.id, 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [seen, refused] = ['', '']
  client.stdout.on('data', (chunk) => { seen += String(chunk) })
  client.stderr.on('data', (chunk) => { refused += String(chunk) })
  await until(10, async () => seen, (text) => text.includes('100'))
  const result = await site.restore(target(), archives, folder)
  assert.equal(result, { ok: true, message: '', restored: [{ item: 'postgres', old: 'postgres__gantry_old_20261122101112beef', rows: 0 }, { item: 'shop', old: 'shop__gantry_old_20261122101112beef', rows: 5000 }] })
  await until(10, async () => seen, (text) => text.includes('5000'))
  await docker('exec', db.id, 'touch', '/data/enough')
  await once(client, 'exit')
  assert.equal([...new Set(seen.split('\n').filter((line) => /^\d+$/.test(line)))], ['100', '5000'])
  assert.not(/relation "notes" does not exist/.test(refused), refused)
  assert.is(await db.sql('SELECT count(*) FROM notes', 'shop__gantry_old_20261122101112beef'), '100')
})

test('what was there before is listed and stays until it is dropped', async () => {
  assert.equal(await listOld(target()), ['postgres__gantry_old_20261122101112beef', 'shop__gantry_old_20261122101112beef'])
  const { archives } = await site.dump(server())
  assert.equal(archives.map(({ item, of }) => `${of} ${item}`), ['postgres postgres', 'postgres shop', 'postgres-roles '])
  assert.is((await dropOld(target())).length, 2)
  assert.equal(await listOld(target()), [])
})

test('owner, grants, settings, comment and extensions of a database come along, also of one that is gone', async () => {
  await db.sql(`CREATE ROLE own; CREATE ROLE reader; CREATE ROLE "we ird%"; ALTER DATABASE shop OWNER TO own; GRANT CONNECT ON DATABASE shop TO reader WITH GRANT OPTION; REVOKE TEMP ON DATABASE shop FROM public;
    ALTER DATABASE shop SET search_path = '', "we ird", public; ALTER DATABASE shop SET work_mem = '5MB'; ALTER ROLE "we ird%" IN DATABASE shop SET statement_timeout = '7s';
    COMMENT ON DATABASE shop IS 'it''s $gantry$ \\ %I'; ALTER DATABASE shop CONNECTION LIMIT 7; CREATE EXTENSION pg_trgm`)
  const about = () => db.sql(`SELECT pg_get_userbyid(datdba), datacl, datconnlimit, shobj_description(oid, 'pg_database'), datcollate, (SELECT json_agg((setrole::regrole, setconfig) ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid) FROM pg_database d WHERE datname = 'shop'`, 'postgres')
  const before = await about()
  const { archives, folder } = await site.dump(server())
  await db.sql('DROP DATABASE shop', 'postgres')
  await db.sql('DROP ROLE reader; DROP ROLE "we ird%"', 'postgres')
  const result = await site.restore(target(), archives.filter(({ item }) => item !== 'postgres'), folder)
  assert.equal(result, { ok: true, message: '', restored: [{ item: 'shop', rows: 5000 }] })
  assert.is(await about(), before)
  assert.is(await db.sql("SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'"), 'pg_trgm')
})

test.run()
