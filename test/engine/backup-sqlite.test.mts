import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sqliteServers } from '../../scripts/shell/backup/sqlite.mts'
import { docker } from '../targets/real/docker.mts'
import { makeSite, type Site } from './support/servers.mts'

const test = suite('backup of SQLite')
let site: Site
test.before(async () => { site = await makeSite('backup-sqlite') })
test.after(() => site.remove())

const python = `import sqlite3, sys
db = sqlite3.connect('/data/sub/app.db', isolation_level=None)
db.execute('PRAGMA journal_mode = WAL')
for row in db.execute(sys.argv[1]): print(row[0])`
const node = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync('/data/sub/app.db'); db.exec('PRAGMA journal_mode = WAL')
for (const row of db.prepare(process.argv[1]).all()) console.log(Object.values(row)[0])`

for (const [image, words] of [['python:3.14', ['python3', '-c', python]], ['node:24', ['node', '--no-warnings', '-e', node, '--']]] as const) test(`a file that is written to is copied and put back with what ${image} has`, async () => {
  const service = image.split(':')[0] ?? ''
  const volume = await site.volume(service)
  const id = await site.start(service, image, '--volume', `${volume}:/data`, '--', 'sleep', '600')
  await docker('exec', id, 'mkdir', '/data/sub')
  const sql = (text: string) => docker('exec', id, ...words, text)
  for (const text of ['CREATE TABLE "no ""tes" (id INTEGER PRIMARY KEY, text)', 'CREATE TABLE empty (id)', `INSERT INTO "no ""tes" (text) VALUES ('a'), ('b'), ('c')`]) await sql(text)
  const keeps = await sqliteServers(id, '/data/sub/app.db')
  if ('message' in keeps) throw new Error(keeps.message)
  const { archives: [archive, ...others], failures, folder } = await site.dump({ service, keeps, container: id })
  assert.equal([failures, others], [[], []])
  if (!archive) throw new Error('nothing was saved')
  assert.equal([archive.of, archive.item, archive.counts], ['sqlite', '/data/sub/app.db', { empty: 0, 'no "tes': 3 }])
  await sql('DELETE FROM "no ""tes"')
  const result = await site.restore({ ...site.target(service, id, image, keeps, { volume }), user: '0:0', below: '/sub', grace: 1000 }, [archive], folder, { dropOld: true })
  assert.equal(result, { ok: true, message: '', restored: [{ item: '/data/sub/app.db', rows: 3 }] })
  assert.is(await sql('SELECT group_concat(text) FROM "no ""tes"'), 'a,b,c')
  assert.equal((await docker('exec', id, 'ls', '-A', '/data/sub')).split('\n').filter((name) => !/^app\.db(-wal|-shm)?$/.test(name)), [])
})

test('a container without anything that can copy it says so', async () => {
  const id = await site.start('bare', 'redis:8', '--', 'sleep', '600')
  const keeps = await sqliteServers(id, '/data/app.db')
  assert.match('message' in keeps ? keeps.message : '', /add sqlite3 to it/)
})

test.run()
