// needs: engine
// limit: 240
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '../engine/support/stack.mts'
import { hook } from '../support/hook.mts'
import { chanceOf } from './chance.mts'
import { stageFaults } from './backup-stage.mts'

const stage = await stageFaults('t-fk')
/** How often a run is killed; 200 by hand. */
const count = Number(process.env['GANTRY_FAULT_COUNT'] ?? 20)
const seed = Number(process.env['GANTRY_FAULT_SEED'] ?? process.pid)

const killed = suite('backup: killed and interrupted')
let whole = 0

killed.before(hook(async () => {
  await stage.prepare()
  const began = performance.now()
  assert.is((await stage.backup()).code, 0)
  whole = performance.now() - began
}))
killed.after(hook(() => stage.remove()))

killed(`F1: kill -9 at ${count} random moments of seed ${seed}: what was there stays, the next run sweeps and succeeds`, async () => {
  console.log(`F1: GANTRY_FAULT_SEED=${seed} GANTRY_FAULT_COUNT=${count}, a run takes ${Math.round(whole)} ms`)
  const chance = chanceOf(seed)
  for (let turn = 1; turn <= count; turn++) {
    const before = await stage.sums()
    const moment = Math.round(chance() * whole)
    const run = stage.begin()
    const timer = setTimeout(() => run.kill('SIGKILL'), moment)
    await run.ended.finally(() => clearTimeout(timer))
    const what = `turn ${turn}, kill -9 after ${moment} ms`
    await stage.assertUnharmed(before, what)
    if (turn % 5 !== 0 && turn !== count) continue
    const next = await stage.backup()
    assert.is(next.code, 0, `${what}: the next run: ${next.stderr}${next.stdout}`)
    await stage.assertSwept(what)
  }
})

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) killed(`F2: ${signal} while a dump goes on: ${code}, pg_dump in the container is gone, nothing half-written is left, the status says so`, async () => {
  const before = await stage.sums()
  await stage.way('slow')
  const run = stage.begin()
  await until(60, stage.processes, (lines) => lines.some((line) => line.includes('sleep 120')))
  run.kill(signal)
  const ended = await run.ended
  await stage.way('real')
  assert.is(ended.code, code, ended.stderr)
  assert.equal(await stage.processes(), [], 'at once, not only later')
  await stage.assertUnharmed(before, signal)
  await stage.assertSwept(signal)
  const { ok, error } = await stage.status()
  assert.equal([ok, error], [false, 'interrupted'])
})

killed.run()
