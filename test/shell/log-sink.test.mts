import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withTemp } from '../support/temp.mts'
import { node, open, shell, stamp, written } from './log-sinks.mts'

const logs = suite('logs of processes')

logs('go to a file for each name, and merged to the screen', () => withTemp(async (folder) => {
  const { sink, screen } = open(join(folder, 'logs/dev'))
  sink.write('api', 'starts')
  const child = shell('echo out; echo err >&2; printf "no end"')
  sink.attach('api', child.stdout)
  sink.attach('worker', child.stderr)
  await once(child, 'exit')
  await sink.close()
  assert.is(await readFile(join(folder, 'logs/dev/api.log'), 'utf8'), `${stamp}starts\n${stamp}out\n${stamp}no end\n`)
  assert.is(await readFile(join(folder, 'logs/dev/worker.log'), 'utf8'), `${stamp}err\n`)
  assert.equal(screen.text().split('\n').sort(), ['', 'api    | no end', 'api    | out', 'api    | starts', 'worker | err'])
  assert.equal([sink.tail('api', 5), sink.tail('worker', 5), sink.tail('nobody', 5)], [['out', 'no end'], ['err'], []])
}))

logs('need no screen', () => withTemp(async (folder) => {
  const { sink } = open(folder, { screen: undefined })
  sink.attach('api', Readable.from([Buffer.from('a\nb\n')]))
  await sink.close()
  assert.is(await readFile(join(folder, 'api.log'), 'utf8'), `${stamp}a\n${stamp}b\n`)
}))

logs('of a name that comes later make the prefixes wider', () => withTemp(async (folder) => {
  const { sink, screen } = open(folder)
  sink.write('api', 'a')
  sink.write('autoscaled-2', 'b')
  sink.write('api', 'c')
  await sink.close()
  assert.is(screen.text(), 'api    | a\nautoscaled-2 | b\napi          | c\n')
}))

logs('never mix within a line, however the bytes come', () => withTemp(async (folder) => {
  const { sink, screen } = open(folder)
  const streams = ['out', 'err', 'other'].map((word) => ({ word, stream: new PassThrough() }))
  for (const { word, stream } of streams) sink.attach(word === 'other' ? 'worker' : 'api', stream)
  for (let turn = 0; turn < 300; turn++) {
    for (const { word, stream } of streams) stream.write(turn % 3 === 2 ? '\n' : `${word}${turn} `)
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const { stream } of streams) stream.end()
  await sink.close()
  const lines = screen.text().split('\n').slice(0, -1)
  assert.is(lines.length, 300)
  for (const line of lines) assert.match(line, /^(api    \| (out\d+ out\d+|err\d+ err\d+)|worker \| other\d+ other\d+) $/, JSON.stringify(line))
}))

logs('of 10,000 lines a second arrive, all and in order', () => withTemp(async (folder) => {
  const { sink, screen } = open(folder)
  const children = ['api', 'worker'].map((name) => {
    const child = node('let n = 0; const tick = () => { let t = ""; for (let i = 0; i < 100; i++) t += `line ${n++} ${"x".repeat(80)}\\n"`.slice(0, -1); process.stdout.write(t); if (n < 10000) setTimeout(tick, 10) }; tick()')
    sink.attach(name, child.stdout)
    return once(child, 'exit')
  })
  await Promise.all(children)
  await sink.close()
  const expected = Array.from({ length: 10_000 }, (_, index) => `line ${index} ${'x'.repeat(80)}`)
  for (const name of ['api', 'worker']) {
    assert.equal((await written(join(folder, `${name}.log`))).map(String), expected)
    assert.equal(screen.text().split('\n').filter((line) => line.startsWith(name)).map((line) => line.slice('worker | '.length)), expected)
  }
}))

logs('of megabytes in a line, and binary, survive byte for byte', () => withTemp(async (folder) => {
  const { sink, screen } = open(folder)
  const long = Buffer.alloc(5_000_000, 'äöü€')
  const binary = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919 + (index >> 8) * 31) % 256).map((byte) => (byte === 10 ? 0 : byte)))
  const [api, stderr] = [new PassThrough(), new PassThrough()]
  sink.attach('api', api)
  sink.attach('api', stderr)
  stderr.write('begun ')
  api.write(long)
  await new Promise((resolve) => setTimeout(resolve, 50))
  stderr.write('and ended\n')
  api.end(Buffer.concat([Buffer.from('\n'), binary, Buffer.from('\n'), Buffer.alloc(1024 ** 2, 'm')]))
  stderr.end()
  await sink.close()
  const lines = await written(join(folder, 'api.log'))
  assert.equal(lines.map(({ length }) => length).sort(), ['begun and ended'.length, binary.length, long.length, 1024 ** 2].sort())
  for (const each of [long, binary]) assert.ok(lines.some((line) => line.equals(each)))
  assert.ok(screen.bytes().includes(Buffer.concat([Buffer.from('api    | '), binary, Buffer.from('\n')])))
}))

logs.run()
