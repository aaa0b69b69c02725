import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DatabaseSync } from 'node:sqlite'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sqliteTrailer } from '../../scripts/backup/trailer-sqlite.mts'
import { withTemp } from '../support/temp.mts'
import { fed, sizes } from './fed.mts'

const made = (statements: string): Promise<Buffer> => withTemp(async (folder) => {
  const database = new DatabaseSync(join(folder, 'app.db'))
  database.exec(statements)
  database.close()
  return readFile(join(folder, 'app.db'))
})
const rows = 'CREATE TABLE t (x TEXT); INSERT INTO t SELECT hex(randomblob(500)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT i FROM n);'

const sqlite = suite('backup: all pages of SQLite')

sqlite('a whole file, in pieces of any size', async () => {
  const file = await made(rows)
  for (const size of sizes) assert.is(fed(sqliteTrailer, file, size), undefined, `${size}`)
})

sqlite('small pages, the largest pages, and a log that was written ahead', async () => {
  for (const pragma of ['page_size = 512', 'page_size = 65536', 'journal_mode = WAL']) assert.is(fed(sqliteTrailer, await made(`PRAGMA ${pragma}; ${rows}`)), undefined, pragma)
})

sqlite('one that was cut short, or has something behind it', async () => {
  const file = await made(rows)
  for (const at of [1, 15, 16, 50, 99, 100, 4095, 4096, file.length - 4096, file.length - 1]) assert.ok(fed(sqliteTrailer, file.subarray(0, at)), `after ${at}`)
  assert.match(fed(sqliteTrailer, Buffer.concat([file, Buffer.alloc(4096)])) ?? '', 'pages')
})

sqlite('nothing, and something else', () => {
  assert.is(fed(sqliteTrailer, Buffer.of()), 'it is empty')
  assert.match(fed(sqliteTrailer, Buffer.from('Error: unable to open database file')) ?? '', 'does not begin')
})

sqlite.run()
