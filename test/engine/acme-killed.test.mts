// needs: engine
// limit: 240
import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startFakeAcme } from '../support/acme-fake.mts'
import { hook } from '../support/hook.mts'
import { stageAcme } from './support/acme-stage.mts'
import { docker, until } from './support/stack.mts'

const stage = await stageAcme('t-acme-killed', 19_150)
const { stack, live, write, setup, ordered, record, served, age } = stage

const order = suite('orders that were broken off')

order.before(hook(stage.begin))
order.after(hook(stage.remove))

order('half a certificate is put aside, and another is ordered under its own name', async () => {
  await write({ names: [] })
  await age()
  await stack.write('ssl/prod/acme/renewal/t-acme-killed-prod.conf', '')
  const { code, stderr } = await setup('--force')
  assert.is(code, 0, stderr)
  assert.match(stderr, /left half a certificate; it now stands in ssl\/prod\/acme\/broken\//)
  assert.equal((await readdir(join(stack.folder, 'ssl/prod/acme/live'))).sort(), ['README', 't-acme-killed-prod'])
  assert.is(await served(), (await ordered()).fingerprint256)
})

order('of two at once one orders, and the other says who is at it', async () => {
  await age()
  const both = await Promise.all([setup('--force'), setup('--force')])
  assert.equal(both.map(({ code }) => code).sort(), [0, 75], both.map(({ stderr }) => stderr).join('\n'))
  assert.is(await served(), (await ordered()).fingerprint256)
})

order('killed between the order and the reload: the next run serves what came', async () => {
  await age()
  const before = await readlink(live)
  const killed = stack.begin('ssl-setup', '--env', 'prod', '--force')
  await until(30, () => readlink(live), (target) => target !== before)
  killed.kill('SIGKILL')
  await killed.ended
  const next = await setup()
  assert.is(next.code, 0, next.stderr)
  assert.is(await served(), (await ordered()).fingerprint256)
  assert.is((await setup()).stdout.split('\n')[0], 'Nothing to do.')
})

order('killed while an authority is silent: its client ends too, and nobody is in the way of the next run', async () => {
  const fake = await startFakeAcme({ order: 'silent' })
  const clients = (): Promise<string> => docker('ps', '--quiet', '--filter', 'ancestor=localhost/gantry/certbot:5.5')
  try {
    await write({ names: [], directory: fake.directory, profile: undefined })
    const killed = stack.begin('ssl-setup', '--env', 'prod')
    await until(30, async () => fake.asked(), (asked) => asked.includes('/order'))
    killed.kill('SIGKILL')
    await killed.ended
    await until(15, clients, (ids) => ids === '')
    assert.is((await record()).at(-1)?.outcome, 'begun')
  } finally {
    await fake.stop()
  }
  await write({ names: [] })
  const { code, stdout, stderr } = await setup()
  assert.equal([code, stdout.split('\n')[0]], [0, 'Nothing to do.'], stderr)
})

order.run()
