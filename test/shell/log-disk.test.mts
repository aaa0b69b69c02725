import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { open, stamp, written } from './log-sinks.mts'

const mountable = process.getuid?.() === 0 && (() => {
  try {
    return execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()

const disk = suite('log files on a disk')

disk('are rotated at 10 MiB, the oldest go, and no line is cut', () => withTemp(async (folder) => {
  const { sink } = open(folder, { screen: undefined })
  const text = Buffer.from(Array.from({ length: 1000 }, (_, index) => `${index} ${'x'.repeat(1000)}\n`).join(''))
  sink.attach('api', Readable.from(Array.from({ length: 40 }, () => text)))
  await sink.close()
  assert.equal((await readdir(folder)).sort(), ['api.log', 'api.log.1', 'api.log.2'])
  for (const name of await readdir(folder)) assert.ok((await stat(join(folder, name))).size <= 10 * 1024 ** 2, name)
  const lines = await written(...['api.log.2', 'api.log.1', 'api.log'].map((name) => join(folder, name)))
  const numbers = lines.map((line) => Number.parseInt(line.toString()))
  assert.ok(numbers.every((number, index) => index === 0 || number === ((numbers[index - 1] ?? 0) + 1) % 1000))
  assert.is(numbers.at(-1), 999)
  assert.ok(numbers.length > 20_000)
}))

disk('go on behind what is there, on a line of their own', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'api.log'), `${stamp}old\n${stamp}killed in the mid`)
  const { sink } = open(folder)
  sink.write('api', 'new')
  await sink.close()
  assert.is(await readFile(join(folder, 'api.log'), 'utf8'), `${stamp}old\n${stamp}killed in the mid\n${stamp}new\n`)
}))

disk('a folder that can not be made is said once, and the screen goes on', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'logs'), '')
  const { sink, screen, warnings } = open(join(folder, 'logs'))
  for (const text of ['a', 'b', 'c']) {
    sink.write('api', text)
    sink.write('worker', text)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await sink.close()
  assert.is(warnings.length, 1)
  assert.match(warnings[0] ?? '', /^write \S+\/logs\/(api|worker)\.log: a file stands there\n {2}move it away\n {2}logs are no longer written to files; the services go on\n$/)
  assert.is(screen.text(), ['a', 'b', 'c'].map((text) => `api    | ${text}\nworker | ${text}\n`).join(''))
}))

const asRoot = when(mountable, 'only root can mount a small disk', disk)

asRoot('a disk that is full is said once, the file ends with a whole line, and the screen goes on', () => withTemp(async (folder) => {
  await mkdir(join(folder, 'disk'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', join(folder, 'disk')])
  try {
    const { sink, screen, warnings } = open(join(folder, 'disk'))
    const text = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`)
    sink.attach('api', Readable.from(text.map((line) => Buffer.from(line))))
    sink.attach('worker', Readable.from([Buffer.from('w\n')]))
    await sink.close()
    assert.is(warnings.length, 1)
    assert.match(warnings[0] ?? '', /^write \S+\/(api|worker)\.log: the disk is full\n {2}free some space.*\n {2}logs are no longer written to files; the services go on\n$/)
    assert.is(screen.text().split('\n').filter((line) => line.startsWith('api ')).length, 20_000)
    const kept = await readFile(join(folder, 'disk/api.log'), 'utf8')
    assert.ok(kept.length > 100_000 && kept.endsWith('\n'))
    assert.ok(kept.trimEnd().split('\n').every((line, index) => line === `${stamp}line ${index}`))
  } finally {
    execFileSync('umount', [join(folder, 'disk')])
  }
}))

disk.run()
