// needs: engine
// limit: 180
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { docker, until } from '../engine/support/stack.mts'
import { hook } from '../support/hook.mts'
import { stageFaults } from './backup-stage.mts'
import { engineBehind } from './engine.mts'

const stage = await stageFaults('t-fs', { keep: '{ last: 1, daily: 0, weekly: 0, monthly: 0, verified: 2 }' })
const servers = suite('backup: faults of servers and of the engine')

servers.before(hook(() => stage.prepare()))
servers.after(hook(() => stage.remove()))

/** Runs a backup that is not whole: the database is told, all else is saved, and nothing is harmed. */
const partial = async (what: string, message: RegExp): Promise<void> => {
  const before = await stage.sums()
  const { code, stdout, stderr } = await stage.backup()
  assert.is(code, 1, `${what}: ${stdout}${stderr}`)
  assert.match(stdout, /^writer +files +volume /m, what)
  assert.match(stdout, /^gantry +gantry /m, what)
  await stage.assertUnharmed(before, what)
  await stage.assertSwept(what)
  const { ok, failures } = await stage.status()
  assert.is(ok, false)
  assert.match(failures.map((one) => one.message).join('\n'), message, what)
}

for (const [fault, way, message] of [
  ['F7: a pg_dump that prints nothing and ends with 0', 'empty', /it does not begin as a dump of PostgreSQL does/],
  ['F7: one that stops midway and ends with 0', 'cut', /cut short/],
  ['F8: one that prints everything and ends with 1', 'fails', /out of luck/],
] as const) servers(`${fault}: its database is not saved, all else is`, async () => {
  await stage.way(way)
  await partial(fault, message).finally(() => stage.way('real'))
})

servers('F38: runs that are not whole push no verified one out, however many there are', async () => {
  const first = await stage.runs()
  assert.is((await stage.gantry('restore', '--dry-run')).code, 0)
  assert.ok(first.length >= 4)
  const { code } = await stage.backup()
  assert.is(code, 0)
  const { stdout } = await stage.gantry('restore', '--list')
  assert.is(stdout.split('\n').filter((line) => / read .*db/.test(line)).length, 2, stdout)
})

servers('F5: the server is killed in the middle of its dump: the others are saved', async () => {
  const before = await stage.sums()
  await stage.way('slow')
  const run = stage.begin()
  await until(60, stage.processes, (lines) => lines.some((line) => line.includes('sleep 120')))
  await docker('kill', `${stage.project}-db-1`)
  await stage.way('real')
  const { code, stdout } = await run.ended
  assert.is(code, 1)
  assert.match(stdout, /^writer +files +volume /m)
  assert.is((await stage.gantry('up', 'db')).code, 0)
  await stage.assertUnharmed(before, 'F5')
  await stage.assertSwept('F5')
})

servers('F33: a server that is paused is told at once, with the way out', async () => {
  const before = await stage.sums()
  await docker('pause', `${stage.project}-db-1`)
  const began = performance.now()
  const { code, stdout } = await stage.backup().finally(() => docker('unpause', `${stage.project}-db-1`))
  assert.is(code, 1)
  assert.ok(performance.now() - began < 30_000)
  assert.match(stdout, `failed  db: db is paused: \`docker unpause ${stage.project}-db-1\``)
  await stage.assertUnharmed(before, 'F33')
})

servers('F33: one that is paused in the middle of its dump ends it soon, and is told; all else is saved', async () => {
  await stage.way('slow')
  const run = stage.begin()
  await until(60, stage.processes, (lines) => lines.some((line) => line.includes('sleep 120')))
  await docker('pause', `${stage.project}-db-1`)
  const began = performance.now()
  const { code, stdout } = await run.ended.finally(() => docker('unpause', `${stage.project}-db-1`))
  await stage.way('real')
  assert.is(code, 1)
  assert.ok(performance.now() - began < 40_000, `${Math.round(performance.now() - began)} ms`)
  assert.match(stdout, /^writer +files +volume /m)
  assert.match(stdout, `db is paused: \`docker unpause ${stage.project}-db-1\` lets it go on`)
})

servers('F32: the engine goes away in the middle of a dump: the run fails with that, the next one succeeds', async () => {
  const before = await stage.sums()
  const path = join(stage.folder, 'engine.sock')
  const cut = await engineBehind(path)
  await stage.way('held')
  const run = stage.gantryWith({ env: { DOCKER_HOST: `unix://${path}` } }, 'backup')
  await until(60, stage.processes, (lines) => lines.some((line) => line.includes('sleep 0.1')))
  cut()
  const { code, stdout, stderr } = await run
  await stage.way('real')
  assert.is(code, 1, stdout + stderr)
  await stage.assertUnharmed(before, 'F32')
  assert.is((await stage.status()).ok, false)
  const away = await stage.gantryWith({ env: { DOCKER_HOST: `unix://${path}` } }, 'backup')
  assert.is(away.code, 1)
  assert.match((await stage.status()).error ?? '', 'does not answer')
  assert.is((await stage.backup()).code, 0)
  await stage.assertSwept('F32')
})

servers.run()
