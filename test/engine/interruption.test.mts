// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createStack } from './support/stack.mts'

/** `late` is ready two seconds after its start, so that there is a middle to be interrupted in. */
const stack = await createStack('t-stop', { 'stack.yaml': `
services:
  first: { kind: container, image: busybox:1, command: sleep 600, health: { command: 'true' } }
  late:
    kind: container
    image: busybox:1
    command: [sh, -c, sleep 2; touch /tmp/ready; exec sleep 600]
    health: { command: test -e /tmp/ready }
    needs: [first]
environments:
  dev: {}
` })
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

const interruption = suite('interruption')

interruption.after(() => stack.remove())

for (const [signal, code] of Object.entries(codes) as [keyof typeof codes, number][])
  interruption(`${signal} ends dev with ${code}, and no container is left`, async () => {
    const dev = stack.begin('dev')
    await dev.seen('Ctrl-C stops everything')
    assert.equal(await stack.containers(), ['first-1', 'late-1'])
    dev.kill(signal)
    assert.is((await dev.ended).code, code)
    assert.equal(await stack.containers(), [])
  })

interruption('dev that is interrupted in the middle of its start leaves nothing either', async () => {
  const dev = stack.begin('dev')
  await dev.seen(/late +starting/)
  dev.kill('SIGINT')
  const { code, stderr } = await dev.ended
  assert.is(code, 130)
  assert.match(stderr, 'ended by SIGINT')
  assert.equal(await stack.containers(), [])
})

interruption('two at once: the second is told who is at it, and changes nothing', async () => {
  const up = stack.begin('up')
  await up.seen(/late +starting/)
  const before = await stack.runs()
  const second = await stack.gantry('up')
  assert.is(second.code, 75)
  assert.match(second.stderr, /\.gantry\/dev\/lock is held by process \d+ \(up\)\n +wait for it to end, then try again/)
  assert.equal(await stack.runs(), before)
  assert.is((await up.ended).code, 0)
})

interruption('dev --detach leaves it running, and down ends it', async () => {
  assert.is((await stack.gantry('dev', '--detach')).code, 0)
  assert.equal(await stack.containers(), ['first-1', 'late-1'])
  assert.is((await stack.gantry('down')).code, 0)
  assert.equal(await stack.containers(), [])
})

interruption('up that is interrupted leaves what has started, and the next up goes on', async () => {
  const up = stack.begin('up')
  await up.seen(/late +starting/)
  const { ['first-1']: first } = await stack.runs()
  up.kill('SIGINT')
  assert.is((await up.ended).code, 130)
  assert.is((await stack.gantry('up')).code, 0)
  assert.is((await stack.runs())['first-1'], first)
  await stack.gantry('down')
})

interruption('up heals what kill -9 left behind, wherever it struck', async () => {
  for (const moment of [/^wait for/m, /first +starting/, /late +starting/]) {
    const up = stack.begin('up')
    await up.seen(moment)
    up.kill('SIGKILL')
    await up.ended
    const { code, stderr } = await stack.gantry('up')
    assert.is(code, 0, `${moment}: ${stderr}`)
    assert.equal(Object.keys(await stack.runs()), ['first-1', 'late-1'])
    await stack.gantry('down')
  }
})

interruption('while dev follows the logs it holds no lock', async () => {
  const dev = stack.begin('dev')
  await dev.seen('Ctrl-C stops everything')
  assert.is((await stack.gantry('up')).code, 0)
  dev.kill('SIGINT')
  await dev.ended
})

interruption.run()
