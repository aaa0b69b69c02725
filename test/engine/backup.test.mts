// limit: 300
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readManifest } from '../../scripts/backup/manifest-text.mts'
import type { Manifest } from '../../scripts/backup/manifest.mts'
import { hook } from '../support/hook.mts'
import { root, run } from '../support/run.mts'
import { createStack, docker, only } from './support/stack.mts'

const stack = await createStack('t-backup', {
  'stack.yaml': `
services:
  db: { kind: postgres, limits: { memory: 256M } }
  store: { kind: redis, use: store }
  writer: { kind: container, image: "busybox:1", command: sleep 3600, user: "1000:1000", health: { command: ["true"] }, volumes: ["files:/files", { name: scrap, path: /scrap, cache: true }] }
environments: { dev: { http: 127.0.0.1:19290 } }
backups: { keep: { last: 2, daily: 0, weekly: 0, monthly: 0, verified: 1 } }
`,
})
const backups = join(stack.folder, 'backups/dev')

const inside = async (service: string, ...words: readonly string[]): Promise<string> => stack.exec(service, words)
const sql = (text: string) => inside('db', 'psql', '-U', 'app', '-d', 't_backup', '-Atc', text)
const fingerprint = "SELECT count(*), md5(string_agg(text, '' ORDER BY id)) FROM notes"
const runs = async (): Promise<readonly string[]> => (await readdir(backups)).filter((name) => /^\d{8}T/.test(name)).sort()
const manifestOf = async (name: string): Promise<Manifest> => {
  const read = readManifest(await stack.read(`backups/dev/${name}/manifest.json`), name)
  if (!read.ok) throw new Error(read.message)
  return read.manifest
}
const last = async () => manifestOf((await runs()).at(-1) ?? '')
const plainSql = async (manifest: Manifest): Promise<string> => {
  const archive = manifest.archives.find(({ item }) => item === 't_backup')
  const { stdout } = await run(['node', '-e', 'process.stdout.write(require("zlib").zstdDecompressSync(require("fs").readFileSync(process.argv[1])))', join(backups, manifest.run, archive?.file ?? '')])
  // pg_dump puts a word of chance into these two.
  return stdout.replace(/^\\(?:un)?restrict .*$/gm, '')
}

const backup = suite('backup and restore')

backup.before(hook(async () => {
  const { code, stderr } = await stack.gantry('up')
  assert.is(code, 0, stderr)
  await sql('CREATE TABLE notes (id int PRIMARY KEY, text text); INSERT INTO notes SELECT i, md5(i::text) FROM generate_series(1, 500) i')
  await inside('store', 'redis-cli', 'SET', 'greeting', 'hello')
  await inside('writer', 'sh', '-c', 'mkdir -p "/files/a b" && echo kept >"/files/a b/-rf" && echo no >/scrap/x')
}))
backup.after(hook(() => stack.remove()))

backup('saves every service by its kind, reads it again, for its owner only', async () => {
  const { code, stdout, stderr } = await stack.gantry('backup')
  assert.is(code, 0, stderr)
  assert.match(stdout, /^db +t_backup +postgres .* 500 rows in 1 table /m)
  assert.match(stdout, /: verified by reading it again$/m)
  const manifest = await last()
  assert.equal(manifest.archives.map(({ service, of }) => `${service} ${of}`).sort(), ['db postgres', 'db postgres', 'db postgres-roles', 'gantry gantry', 'store redis', 'writer volume'])
  assert.ok(manifest.skipped.some(({ item, message }) => item === 'scrap' && message.startsWith('cache: true')))
  assert.ok(manifest.archives.every(({ byHand }) => byHand.length > 0))
  const modes = await Promise.all([backups, join(backups, manifest.run), ...manifest.archives.map(({ file }) => join(backups, manifest.run, file))].map(async (path) => (await stat(path)).mode & 0o777))
  assert.equal([...new Set(modes)], [0o700, 0o600])
})

backup('is restored: rows, keys and files are back, what was there is kept beside until it is dropped', async () => {
  const before = await sql(fingerprint)
  await sql('DELETE FROM notes')
  await inside('store', 'redis-cli', 'DEL', 'greeting')
  await inside('writer', 'rm', '-r', '/files/a b')
  const { code, stdout, stderr } = await stack.gantry('restore', '--yes')
  assert.is(code, 0, stderr)
  assert.is(await sql(fingerprint), before)
  assert.is(await inside('store', 'redis-cli', 'GET', 'greeting'), 'hello')
  assert.is(await inside('writer', 'cat', '/files/a b/-rf'), 'kept')
  assert.match(stdout, /^db +t_backup +500 rows +before: t_backup__gantry_old_/m)
  assert.match((await stack.gantry('restore', '--list')).stdout, /before a restore/)
  const dropped = await stack.gantry('restore', '--drop-old', '--yes')
  assert.is(dropped.code, 0, dropped.stderr)
  assert.is(await sql(`SELECT count(*) FROM pg_database WHERE datname LIKE '%gantry%'`), '0')
})

backup('the last run is the one that somebody made, not the one a restore has made before', async () => {
  const [first = ''] = await runs()
  assert.match((await stack.gantry('restore', '--dry-run')).stdout, first)
})

backup('cron\'s own run is as good: nothing in its environment, no terminal, any umask', async () => {
  const before = await last()
  const node = (await run(['node', '-p', 'process.execPath'])).stdout.trim()
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules')).join(':')
  const line = `umask 000; exec env -i HOME=/ PATH='${path}' GANTRY_IMAGES='${process.env['GANTRY_IMAGES'] ?? ''}' '${node}' '${root}/scripts/backup.mts' --stack '${stack.folder}' </dev/null`
  const { code, stderr } = await run(['sh', '-c', line], { timeout: 120_000 })
  assert.is(code, 0, stderr)
  const after = await last()
  assert.is.not(after.run, before.run)
  assert.is(await plainSql(after), await plainSql(await manifestOf((await runs()).at(0) ?? '')))
  assert.is((await stat(join(backups, after.run, 'manifest.json'))).mode & 0o777, 0o600)
  assert.is((await stat(join(backups, after.run))).mode & 0o777, 0o700)
})

backup('verified runs that no rule keeps are gone; the two newest are there', async () => {
  assert.is((await stack.gantry('backup', '--verify', 'full')).code, 0)
  assert.is((await runs()).length, 2)
})

backup('two at once: one works, the other is told', async () => {
  const codes = (await Promise.all([stack.gantry('backup'), stack.gantry('backup')])).map(({ code }) => code ?? -1).sort((a, b) => a - b)
  assert.equal(codes, [0, 75])
})

backup('a service that does not answer: the others are saved, nothing is removed, and the run does not count', async () => {
  const before = await runs()
  await docker('stop', (await only(stack.inspect('store'))).Id)
  const { code, stdout } = await stack.gantry('backup')
  await stack.gantry('up')
  assert.is(code, 1)
  assert.match(stdout, /^failed +store: store does not run/m)
  assert.match(stdout, /: not whole, 1 failed$/m)
  assert.equal((await runs()).slice(0, -1), before)
  assert.match((await stack.gantry('restore', '--dry-run')).stdout, before.at(-1) ?? '')
})

for (const [what, command, words, code, message] of [
  ['a service that keeps nothing', 'backup', ['nobody'], 2, 'nobody'],
  ['a level that is none', 'backup', ['--verify', 'all'], 2, 'the levels are read, full, drill'],
  ['a run that is not there', 'restore', ['--run', '20200101T000000Z-0000', '--yes'], 2, 'there is no run 20200101T000000Z-0000'],
  ['to restore without being asked for it', 'restore', [], 3, 'nobody has confirmed it'],
] as const) backup(`refuses ${what}`, async () => {
  const { code: found, stderr } = await stack.gantry(command, ...words)
  assert.is(found, code, stderr)
  assert.match(stderr, message)
})

backup('a manifest that somebody has changed is not believed', async () => {
  const name = (await runs()).at(0) ?? ''
  const path = join(backups, name, 'manifest.json')
  await writeFile(path, (await stack.read(`backups/dev/${name}/manifest.json`)).replace('"rawBytes": ', '"rawBytes": 1'))
  const { code, stderr } = await stack.gantry('restore', '--run', name, '--yes')
  assert.is(code, 3)
  assert.match(stderr, 'its seal does not fit')
})

backup.run()
