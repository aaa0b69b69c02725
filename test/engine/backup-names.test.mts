import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { docker } from '../targets/real/docker.mts'
import { makeSite, startPostgres, type Site } from './support/servers.mts'

const hostile = ['-r f', '$(touch /tmp/x)', '"; DROP DATABASE shop; --', 'new\nline', `${'é'.repeat(31)}x`, 'host=evil dbname=o\'brien\\', 'app', 'app-staging']
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const test = suite('backup of databases with hostile names')
let site: Site
let db: Awaited<ReturnType<typeof startPostgres>>
test.before(async () => { site = await makeSite('backup-names'); db = await startPostgres(site) })
test.after(() => site.remove())

const server = () => ({ service: 'db', keeps: db.keeps, container: db.id })
const databases = async (): Promise<readonly string[]> => JSON.parse(await db.sql("SELECT json_agg(datname) FROM pg_database WHERE NOT datistemplate")) as readonly string[]

test('a name is only a name, whatever is in it', async () => {
  for (const [index, name] of hostile.entries()) {
    await db.sql(`CREATE DATABASE ${quoted(name)}`, 'postgres')
    await db.sql(`CREATE TABLE "of ""it" AS SELECT ${index} AS number`, name)
  }
  const { archives, failures, folder } = await site.dump({ ...server(), skips: ['postgres', 'shop'] })
  assert.equal(failures, [])
  assert.equal(archives.map(({ item }) => item).filter((item) => item !== '').sort(), [...hostile].sort())
  for (const name of hostile) await db.sql('UPDATE "of ""it" SET number = -1', name)
  const { ok, message } = await site.restore(site.target('db', db.id, 'postgres:18', db.keeps), archives, folder, { dropOld: true })
  assert.is(ok, true, message)
  for (const [index, name] of hostile.entries()) assert.is(await db.sql('SELECT number FROM "of ""it"', name), String(index), name)
  assert.equal([...await databases()].sort(), [...hostile, 'postgres', 'shop'].sort())
  assert.is(await docker('exec', db.id, 'sh', '-c', 'ls /tmp'), '')
})

test('an archive is put back by hand with the commands that stand beside it', async () => {
  const { archives, folder } = await site.dump({ ...server(), skips: ['postgres'] })
  const archive = archives.find(({ item }) => item === '"; DROP DATABASE shop; --')
  const [make = '', fill = ''] = archive?.byHand ?? []
  // The container of this test is not one of compose.
  const here = (line: string): string => line.replaceAll(/docker compose --project-name \S+ exec -T/g, 'docker exec -i').replace(/ db (?=createdb|psql)/, ` ${db.id} `).replace(/zstd --quiet --test (\S+) && zstd --decompress --stdout (\S+)/, `cat ${join(folder, 'plain.sql')}`)
  await writeFile(join(folder, 'plain.sql'), zstdDecompressSync(await readFile(join(folder, archive?.file ?? ''))))
  for (const line of [make, fill]) {
    const child = spawn('bash', ['-c', here(line)], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => { said += String(chunk) })
    const [code] = await once(child, 'exit')
    assert.is(code, 0, `${here(line)}\n${said}`)
  }
  assert.is(await db.sql('SELECT number FROM "of ""it"', '"; DROP DATABASE shop; --_restored'), '2')
})

test.run()
