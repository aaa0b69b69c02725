import { readFile, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Archive } from '../../scripts/backup/manifest.mts'
import { drillArchives } from '../../scripts/shell/backup/drill.mts'
import { docker, until } from '../targets/real/docker.mts'
import { makeSite, startPostgres, type Site } from './support/servers.mts'

const test = suite('drill of PostgreSQL')
let site: Site
let db: Awaited<ReturnType<typeof startPostgres>>
let archives: readonly Archive[]
let folder: string

test.before(async () => {
  site = await makeSite('backup-drill')
  db = await startPostgres(site)
  await db.sql(`CREATE ROLE owner_of_notes; CREATE TABLE notes (id int PRIMARY KEY, text text); ALTER TABLE notes OWNER TO owner_of_notes; INSERT INTO notes SELECT g, md5(g::text) FROM generate_series(1, 1000) g`)
  const dumped = await site.dump({ service: 'db', keeps: db.keeps, container: db.id, skips: ['postgres'] })
  assert.equal(dumped.failures, [])
  ;({ archives, folder } = dumped)
})
test.after(() => site.remove())

const tried = () => ({ project: site.name, service: 'db', keeps: db.keeps, image: site.target('db', db.id, 'postgres:18', db.keeps).image, user: '999:999', limits: { cpus: 2, memory: 256 * 1024 ** 2, pids: 100 } })
const drill = (some: readonly Archive[], signal = site.means.signal) => drillArchives(tried(), some, { folder }, { ...site.means, signal })
const said = async (some: readonly Archive[]) => Object.fromEntries([...await drill(some)].map(([file, { ok, message }]) => [file, message ?? ok]))
const left = () => docker('ps', '--all', '--quiet', '--filter', `label=gantry.scratch=${site.name}/db`)
const volumes = () => docker('volume', 'ls', '--quiet', '--filter', 'dangling=true')

/** The archive with another content, as if that had been written. */
const rewritten = async (archive: Archive, file: string, change: (sql: string) => string): Promise<Archive> => {
  const raw = Buffer.from(change(zstdDecompressSync(await readFile(join(folder, archive.file))).toString('utf8')))
  const bytes = zstdCompressSync(raw)
  await writeFile(join(folder, file), bytes)
  const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex')
  return { ...archive, file, bytes: bytes.length, sha256: hash(bytes), rawBytes: raw.length, rawSha256: hash(raw) }
}

test('a good archive comes up in a server of its own, which is gone afterwards', async () => {
  const before = await volumes()
  assert.equal(await said(archives), { 'db.sql.zst': true, 'db.shop.sql.zst': true })
  assert.equal([await left(), await volumes()], ['', before])
})

test('F35: a role that is nowhere is a fault, one that is among the roles of the run is none', async () => {
  assert.match((await said(archives.filter(({ item }) => item === 'shop')))['db.shop.sql.zst'] as string, /role "owner_of_notes" does not exist/)
})

test('content that is damaged but whole is found by restoring it, and its neighbours are still tried', async () => {
  const [roles] = archives.filter(({ item }) => item === '')
  const [shop] = archives.filter(({ item }) => item === 'shop')
  if (!shop || !roles) throw new Error('nothing was saved')
  const fewer = { ...await rewritten(shop, 'fewer.sql.zst', (sql) => sql.replace(/\n1000\t[^\n]*/, '')), item: 'fewer' }
  const twice = { ...await rewritten(shop, 'twice.sql.zst', (sql) => sql.replace(/\n2\t/, '\n1\t')), item: 'twice' }
  const proofs = await said([roles, fewer, twice, shop])
  assert.is(proofs['fewer.sql.zst'], 'public.notes has 999, not 1000 as when it was saved')
  assert.match(proofs['twice.sql.zst'] as string, /could not create unique index/)
  assert.equal([proofs['db.sql.zst'], proofs['db.shop.sql.zst']], [true, true])
})

test('one that is interrupted leaves nothing behind and proves nothing', async () => {
  const controller = new AbortController()
  const drilling = drill(archives, controller.signal).then(() => 'proved', (error: Error) => error.message)
  await until(20, left, (ids) => ids !== '')
  controller.abort()
  assert.match(await drilling, /interrupted/)
  assert.is(await left(), '')
})

test.run()
