// needs: engine
// limit: 240
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { problem, startFakeAcme } from '../support/acme-fake.mts'
import { hook } from '../support/hook.mts'
import { root, run } from '../support/run.mts'
import { stageAcme } from './support/acme-stage.mts'

const stage = await stageAcme('t-acme-refused', 19_145)
const { acme, stack, write, up, setup, record, failsWith } = stage

const order = suite('orders that come to nothing')

order.before(hook(stage.begin))
order.after(hook(stage.remove))

order('a name that leads elsewhere, or nowhere', async () => {
  await acme.lead('away.example.test', '127.0.0.9')
  await acme.forget('gone.example.test')
  await write({ names: ['away.example.test', 'gone.example.test'] })
  await up()
  await failsWith(() => setup(), 1, /port 80 is closed where away\.example\.test leads/, /gone\.example\.test has no address in the DNS/, /A and AAAA records/)
})

order('an authority that rejects the name', async () => {
  await write({ names: ['blocked.example.test'] })
  await up()
  await failsWith(() => setup(), 1, /rejects the order: .*blocked\.example\.test/)
})

order('an authority that is down, another than the one expected, or none', async () => {
  await write({ names: [], directory: 'https://localhost:9/dir' })
  await failsWith(() => setup(), 1, /https:\/\/localhost:9\/dir cannot be reached: connection refused/)
  await writeFile(join(stack.folder, 'other.pem'), await acme.root())
  await write({ names: [], ca: 'other.pem' })
  await failsWith(() => setup('--force'), 1, /has no certificate that is trusted here: unable to get local issuer certificate/, /tls: \{ ca: FILE \}/)
  await write({ names: [], ca: 'missing.pem' })
  await failsWith(() => setup('--force'), 1, /missing\.pem is not there/)
})

order('an authority that has had enough is not asked again before its time, unless by force', async () => {
  const fake = await startFakeAcme({ order: problem(429, 'rateLimited', 'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2090-01-02 03:04:05 UTC', { 'retry-after': '3600' }) })
  try {
    await write({ names: [], directory: fake.directory })
    await failsWith(() => setup(), 1, /takes no more orders before 2090-01-02 03:05 UTC: too many certificates \(5\)/)
    const asked = fake.asked().length
    await failsWith(() => setup(), 3, /it is not asked again for \d+ d/, /--force/)
    assert.is(fake.asked().length, asked)
    await failsWith(() => setup('--force'), 1, /takes no more orders before/)
    assert.ok(fake.asked().length > asked)
  } finally {
    await fake.stop()
  }
})

order('a proxy that does not give out answers is found before anybody is asked', async () => {
  await write({ names: [] }, 19_147)
  const before = await record()
  await failsWith(() => setup('--force'), 1, /the proxy does not listen at 127\.0\.0\.1:19147/)
  assert.equal(await record(), before)
})

order('a disk without room', async () => {
  await write({ names: [] })
  const before = (await record()).length
  // Only this command sees the small disk.
  const small = () => run(['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs ssl/prod/acme && exec node "$0" --env prod', join(root, 'scripts/ssl-setup.mts')], { cwd: stack.folder, env: { GANTRY_IMAGES: join(root, 'test/engine/images.yaml') } })
  await failsWith(small, 1, /the disk is full/)
  assert.is((await record()).length, before)
})

order.run()
