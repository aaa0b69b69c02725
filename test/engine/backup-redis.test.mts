import { randomBytes } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drillArchives } from '../../scripts/shell/backup/drill.mts'
import { dropOld, listOld } from '../../scripts/shell/restore/old.mts'
import { docker } from '../targets/real/docker.mts'
import { makeSite, startRedis, type Site } from './support/servers.mts'

const test = suite('backup of Redis')
let site: Site
let store: Awaited<ReturnType<typeof startRedis>>
test.before(async () => {
  site = await makeSite('backup-redis')
  store = await startRedis(site)
  for (const number of [1, 2, 3]) await store.ask('SET', `key ${number}`, `value\n${number}`)
  await store.ask('SET', 'soon', 'gone', 'EX', '1000')
  await store.ask('-n', '3', 'LPUSH', 'list', 'a', 'b')
})
test.after(() => site.remove())

const server = () => ({ service: 'store', keeps: store.keeps, container: store.id })
const target = () => site.target('store', store.id, 'redis:8', store.keeps, { volume: store.volume })

test('keys that were deleted come back in a server that appends to its log, and the log is what it goes on with', async () => {
  const { archives, failures, folder } = await site.dump(server())
  assert.equal(failures, [])
  const [archive] = archives
  assert.equal([archive?.of, archive?.format, archive?.file, archive?.counts], ['redis', 'rdb', 'store.rdb.zst', { db0: 3, db3: 1 }])
  await store.ask('FLUSHALL')
  await store.ask('SET', 'other', 'new')
  const result = await site.restore(target(), archives, folder)
  assert.equal(result, { ok: true, message: '', restored: [{ item: '', rows: 4, old: '.gantry-old-20261122101112beef' }] })
  assert.equal([await store.ask('GET', 'key 2'), await store.ask('EXISTS', 'other'), await store.ask('-n', '3', 'LLEN', 'list')], ['value\n2', '0', '2'])
  await store.ask('SET', 'later', '1')
  await docker('restart', store.id)
  assert.equal([await store.ask('GET', 'later'), await store.ask('DBSIZE')], ['1', '5'])
  assert.equal(await listOld(target()), ['.gantry-old-20261122101112beef'])
  await dropOld(target())
  assert.equal(await docker('exec', store.id, 'ls', '-A', '/data'), 'appendonlydir\ndump.rdb')
})

test('F41: a save that fails is seen, whatever file lies there from an earlier one', async () => {
  await docker('exec', '--user', '0', store.id, 'chmod', '0555', '/data')
  const { archives, failures } = await site.dump(server())
  await docker('exec', '--user', '0', store.id, 'chmod', '0755', '/data')
  assert.equal(archives, [])
  assert.match(failures[0]?.message ?? '', /could not save/)
})

test('a snapshot that is no good leaves the server running with what it has', async () => {
  const { archives, folder } = await site.dump(server())
  const wrong = archives.map((archive) => ({ ...archive, counts: { db0: 4, db9: 1 } }))
  const result = await site.restore(target(), wrong, folder, { stamp: '20261122101113beef' })
  assert.equal([result.ok, result.restored], [false, []])
  assert.match(result.message, /db9 is missing/)
  assert.is(await store.ask('GET', 'later'), '1')
  assert.equal(await docker('exec', store.id, 'ls', '-A', '/data'), 'appendonlydir\ndump.rdb')
})

test('a drill loads a snapshot into a server of its own, and one that is damaged is found', async () => {
  await store.ask('SET', 'big', randomBytes(20_000).toString('hex'))
  const { archives, folder } = await site.dump(server())
  const tried = { project: site.name, service: 'store', keeps: store.keeps, image: target().image, user: '999:999', limits: target().limits }
  const means = { ...site.means, totalMs: 60_000 }
  const [good] = (await drillArchives(tried, archives, { folder }, means)).values()
  assert.equal([good?.level, good?.ok, good?.message], ['drill', true, undefined])
  const [bad] = (await drillArchives(tried, archives.map((archive) => ({ ...archive, counts: { db0: 5, db7: 2 } })), { folder }, means)).values()
  assert.match(bad?.message ?? '', /db7 is missing/)
  assert.is(await docker('ps', '--all', '--quiet', '--filter', `label=gantry.scratch=${site.name}/store`), '')
})

test.run()
