// needs: engine
// limit: 240
import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { docker, until } from '../engine/support/stack.mts'
import { hook } from '../support/hook.mts'
import { chanceOf } from './chance.mts'
import { stageFaults } from './backup-stage.mts'

const stage = await stageFaults('t-fr')
const count = Math.ceil(Number(process.env['GANTRY_FAULT_COUNT'] ?? 20) / 7)
const seed = Number(process.env['GANTRY_FAULT_SEED'] ?? process.pid)
let good = ''

/** What is there now: rows and files. */
const content = async (): Promise<string> => `${await stage.sql('SELECT count(*) FROM notes')} rows, ${await stage.exec('writer', ['cat', '/files/one'])}`
const change = async (): Promise<void> => {
  await stage.sql('DELETE FROM notes WHERE id > 100')
  await stage.exec('writer', ['sh', '-c', 'echo later >/files/one'])
}
const restore = (...words: readonly string[]) => stage.gantry('restore', '--run', good, '--yes', '--without-safety', ...words)

const restored = suite('restore: faults')

restored.before(hook(async () => {
  await stage.prepare()
  good = (await stage.runs())[0] ?? ''
  await change()
}))
restored.after(hook(() => stage.remove()))

for (const [fault, damage] of [
  ['F10: an archive that was cut short', (path: string) => truncate(path, 400)],
  ['F11: an archive in which one bit is another', async (path: string) => {
    const bytes = await readFile(path)
    bytes[300] = (bytes[300] ?? 0) ^ 4
    await writeFile(path, bytes)
  }],
  ['F12: the archive of another database in its place', (path: string) => copyFile(path.replace(`.${stage.database}.`, '.postgres.'), path)],
] as const) restored(`${fault} is refused before anything is touched`, async () => {
  const path = join(stage.kept, good, `db.${stage.database}.sql.zst`)
  const whole = await readFile(path)
  await damage(path)
  const { code, stderr } = await restore('db').finally(() => writeFile(path, whole))
  assert.is(code, 1, stderr)
  assert.match(stderr, stage.database)
  assert.is(await content(), '100 rows, later')
  assert.is(await stage.sql(`SELECT count(*) FROM pg_database WHERE datname LIKE '%gantry%'`), '0')
})

restored('F12: a run whose manifest is missing is refused', async () => {
  const path = join(stage.kept, good, 'manifest.json')
  const text = await readFile(path)
  await writeFile(path, '')
  const { code, stderr } = await restore().finally(() => writeFile(path, text))
  assert.is(code, 3, stderr)
  assert.is(await content(), '100 rows, later')
})

restored('F37: the dump of another stack, and an environment that was not meant, are refused', async () => {
  const { code, stderr } = await stage.gantry('restore', '--env', 'prod', '--yes')
  assert.is(code, 2, stderr)
  assert.is((await stage.gantry('restore', '--run', good)).code, 3, 'nobody confirmed it')
  assert.is(await content(), '100 rows, later')
})

restored('F36: a restore that is interrupted changes nothing, or all of a service; the next command puts right what it left', async () => {
  console.log(`F36: GANTRY_FAULT_SEED=${seed}, ${count} times`)
  const chance = chanceOf(seed)
  const began = performance.now()
  assert.is((await restore()).code, 0)
  const whole = performance.now() - began
  assert.is(await content(), '500 rows, kept')
  for (let turn = 1; turn <= count; turn++) {
    await change()
    const moment = Math.round(chance() * whole)
    const run = stage.begin([], 'restore', '--run', good, '--yes', '--without-safety')
    const timer = setTimeout(() => run.kill('SIGKILL'), moment)
    await run.ended.finally(() => clearTimeout(timer))
    const what = `turn ${turn}, kill -9 after ${moment} ms`
    const next = await stage.backup()
    assert.is(next.code, 0, `${what}: ${next.stderr}${next.stdout}`)
    await until(20, stage.states, (each) => each === stage.asItWas)
    assert.match(await content(), /^(?:100|500) rows, (?:kept|later)$/, what)
    assert.ok(stage.lockIsFree(), what)
  }
  assert.is((await restore()).code, 0)
  assert.is(await content(), '500 rows, kept')
  assert.is((await stage.gantry('restore', '--drop-old', '--yes')).code, 0)
  assert.is(await stage.sql(`SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE '%gantry%'`), '')
  assert.is(await docker('volume', 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${stage.project}`), [`${stage.project}_db-data`, `${stage.project}_files`].join('\n'))
})

restored.run()
