import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readEntry } from '../../scripts/logs/entry.mts'
import { joinPieces, noPieces } from '../../scripts/logs/join.mts'
import { openLogSink, type LogSinkOptions } from '../../scripts/shell/log-sink.mts'
import { root, run, start } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'

const mountable = process.getuid?.() === 0 && (() => {
  try {
    return execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()
const hasScript = (await run(['sh', '-c', 'command -v script'])).code === 0

/** A screen that remembers; each write takes so many milliseconds. */
const remembering = (ms = 0) => {
  const chunks: Buffer[] = []
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => { chunks.push(chunk); if (ms > 0) setTimeout(done, ms); else done() } })
  return { stream, bytes: () => Buffer.concat(chunks), text: () => Buffer.concat(chunks).toString() }
}
const plain = { isTerminal: false, colours: false }

/** A sink with a screen and warnings to look at. */
const open = (folder: string, wanted: Partial<LogSinkOptions> = {}) => {
  const screen = remembering()
  const warnings: string[] = []
  const sink = openLogSink({ folder, names: ['api', 'worker'], screen: { stream: screen.stream, ...plain }, now: () => Date.parse('2026-11-22T02:30:00.123Z'), warn: (text) => warnings.push(text), ...wanted })
  return { sink, screen, warnings }
}
const stamp = '2026-11-22T02:30:00.123Z '
const shell = (script: string): ChildProcess & { readonly stdout: Readable; readonly stderr: Readable } => spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] })
const node = (script: string) => spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
/** What services wrote, read back from a log file. */
const written = async (...paths: readonly string[]): Promise<readonly Buffer[]> => {
  const entries = (await Promise.all(paths.map((path) => readFile(path, 'latin1')))).join('').split('\n').map(readEntry).filter((entry) => entry !== undefined)
  return joinPieces(noPieces, entries).entries.map(({ text }) => Buffer.from(text, 'latin1'))
}

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

logs('are rotated at 10 MiB, the oldest go, and no line is cut', () => withTemp(async (folder) => {
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

logs('go on behind what is there, on a line of their own', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'api.log'), `${stamp}old\n${stamp}killed in the mid`)
  const { sink } = open(folder)
  sink.write('api', 'new')
  await sink.close()
  assert.is(await readFile(join(folder, 'api.log'), 'utf8'), `${stamp}old\n${stamp}killed in the mid\n${stamp}new\n`)
}))

logs.run()

// ---

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

// ---

const gone = suite('logs whose place is gone')

/** A program of its own with a sink onto its stdout; it writes so many lines. */
const program = (folder: string, lines: number, look: string) => `
  Promise.all([import(${JSON.stringify(join(root, 'scripts/shell/log-sink.mts'))}), import(${JSON.stringify(join(root, 'scripts/shell/terminal.mts'))})]).then(async ([{ openLogSink }, { readTerminal }]) => {
    const { colours } = readTerminal(process.env)
    const sink = openLogSink({ folder: ${JSON.stringify(folder)}, names: ['api', 'worker'], screen: { stream: process.stdout, ${look} }, now: Date.now, warn: (text) => process.stderr.write(text) })
    const child = require('child_process').spawn('sh', ['-c', 'i=0; while [ $i -lt ${lines} ]; do echo "line $i"; i=$((i+1)); done; printf "\\\\033[2J\\\\033[31mred\\\\007\\\\n"'])
    sink.attach('api', child.stdout)
    await require('events').once(child, 'exit')
    await sink.close()
    process.stderr.write('ended well\\n')
  })`

gone('a screen that is closed in the middle: the files go on', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'program.cjs'), program(folder, 20_000, 'isTerminal: false, colours: false'))
  const { stdout, stderr } = await run(['sh', '-c', `node ${folder}/program.cjs | head -n 1`])
  assert.equal([stdout, stderr], ['api    | line 0\n', 'ended well\n'])
  assert.is((await written(join(folder, 'api.log'))).length, 20_001)
}))

gone('a stream that is closed without an error', () => withTemp(async (folder) => {
  const { sink, screen, warnings } = open(folder)
  screen.stream.destroy()
  sink.write('api', 'a')
  await sink.close()
  assert.equal([(await written(join(folder, 'api.log'))).map(String), warnings], [['a'], []])
}))

gone('a screen that fails for another reason is told of once', () => withTemp(async (folder) => {
  const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })) })
  const { sink, warnings } = open(folder, { screen: { stream: full, ...plain } })
  sink.write('api', 'a')
  await new Promise((resolve) => setTimeout(resolve, 20))
  sink.write('api', 'b')
  await sink.close()
  assert.equal(warnings, ['logs are no longer shown: ENOSPC: no space left on device, write\n'])
  assert.is((await written(join(folder, 'api.log'))).length, 2)
}))

gone('a folder that can not be made is said once, and the screen goes on', () => withTemp(async (folder) => {
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

const asRoot = when(mountable, 'only root can mount a small disk', gone)

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

const onTerminal = when(hasScript, 'there is no `script` to make a terminal', gone)

onTerminal('a terminal of no columns, with and without colours', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'program.cjs'), program(folder, 2, 'isTerminal: true, colours'))
  const seen = async (env: Readonly<Record<string, string>>) =>
    (await run(['script', '-qec', `stty cols 0 rows 0; node ${folder}/program.cjs`, '/dev/null'], { env: { TERM: 'xterm', ...env } })).stdout.replaceAll('\r', '').split('\n').sort()
  assert.equal(await seen({}), ['', '\x1b[36mapi    | \x1b[39m\x1b[31mred^G\x1b[0m', '\x1b[36mapi    | \x1b[39mline 0', '\x1b[36mapi    | \x1b[39mline 1', 'ended well'])
  assert.equal(await seen({ NO_COLOR: '1' }), ['', 'api    | line 0', 'api    | line 1', 'api    | red^G', 'ended well'])
}))

gone('no terminal at all: stdout is a pipe, and then the bytes are as they are', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'program.cjs'), program(folder, 1, 'isTerminal: false, colours'))
  const { ended } = start(['node', join(folder, 'program.cjs')])
  assert.is((await ended).stdout, 'api    | line 0\napi    | \x1b[2J\x1b[31mred\x07\n')
}))

gone.run()
