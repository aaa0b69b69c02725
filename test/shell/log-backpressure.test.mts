import { once } from 'node:events'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withTemp } from '../support/temp.mts'
import { open, plain, remembering, shell, written } from './log-sinks.mts'

const slow = suite('logs that can not be written so fast')

/** A process that never ends writing; how much was read of it. */
const endless = () => {
  const count = { bytes: 0 }
  const block = Buffer.from(`${'x'.repeat(99)}\n`.repeat(600))
  return { count, stream: new Readable({ read() { count.bytes += block.length; setImmediate(() => this.push(block)) } }) }
}

slow('hold the processes back, and memory stays bounded', () => withTemp(async (folder) => {
  const screen = remembering(20)
  const { sink } = open(folder, { screen: { stream: screen.stream, ...plain } })
  const { count, stream } = endless()
  sink.attach('api', stream)
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.ok(count.bytes - screen.bytes().length < 2 * 1024 ** 2, `${count.bytes} read, ${screen.bytes().length} shown`)
  }
  assert.ok(screen.bytes().length > 100_000, 'it goes on')
  stream.push(null)
  await sink.close()
}))

slow('do not keep gantry when nobody reads the screen', () => withTemp(async (folder) => {
  const { sink } = open(folder, { screen: { stream: new Writable({ highWaterMark: 1, write: () => {} }), ...plain } })
  const block = Buffer.from(`${'y'.repeat(99)}\n`.repeat(10_000))
  sink.attach('api', Readable.from([block, block, block]))
  const begin = performance.now()
  await sink.close()
  assert.ok(performance.now() - begin < 10_000)
  assert.is((await written(join(folder, 'api.log'))).length, 30_000, 'the files have it all')
}))

slow('do not wait for a grandchild that holds the pipe', () => withTemp(async (folder) => {
  const { sink } = open(folder)
  const child = shell('echo one; sleep 30 & echo $!; printf two')
  sink.attach('api', child.stdout)
  await once(child, 'exit')
  const begin = performance.now()
  await sink.close()
  const [one, grandchild, two] = (await written(join(folder, 'api.log'))).map(String)
  process.kill(Number(grandchild), 'SIGKILL')
  assert.equal([one, two], ['one', 'two'])
  assert.ok(performance.now() - begin < 5000)
}))

slow('say when a stream breaks', () => withTemp(async (folder) => {
  const { sink } = open(folder)
  const stream = new PassThrough()
  sink.attach('api', stream)
  stream.write('a\nb')
  await new Promise((resolve) => setTimeout(resolve, 20))
  stream.destroy(new Error('read EIO'))
  await sink.close()
  assert.equal((await written(join(folder, 'api.log'))).map(String), ['a', 'b', 'its output can not be read any more: read EIO'])
}))

slow.run()
