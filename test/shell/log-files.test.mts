import { appendFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { followLogs, readLogs, type LogQuery } from '../../scripts/shell/log-files.mts'
import { isFailure } from '../../scripts/shell/failure.mts'
import { openLogSink } from '../../scripts/shell/log-sink.mts'
import { root, start } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const at = (second: number) => `2026-11-22T02:30:${String(second).padStart(2, '0')}.000Z`
const plain = { isTerminal: false, colours: false }

/** A screen that remembers what it was given. */
const remembering = () => {
  const chunks: Buffer[] = []
  return { stream: new Writable({ write: (chunk: Buffer, _encoding, done) => { chunks.push(chunk); done() } }), bytes: () => Buffer.concat(chunks), text: () => Buffer.concat(chunks).toString() }
}

/** What is shown of some log files. */
const read = async (folder: string, query: Partial<LogQuery> = {}): Promise<string> => {
  const { stream, text } = remembering()
  await readLogs({ folder, names: ['api', 'db'], screen: { stream, ...plain }, signal: new AbortController().signal, ...query })
  return text()
}

const withFiles = (files: Readonly<Record<string, string | Buffer>>, act: (folder: string) => Promise<void>) => withTemp(async (folder) => {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  await act(folder)
})
/** Lines a second apart. */
const lines = (from: number, to: number, text = '') => Array.from({ length: to - from + 1 }, (_, index) => `${at(from + index)} ${text}${from + index}\n`).join('')

const reading = suite('reading logs')

reading('merges by time, over rotated files', () => withFiles({
  'api.log.2': lines(1, 2), 'api.log.1': lines(3, 4), 'api.log': lines(5, 6), 'db.log': `${at(2)} b\n${at(5)} c\n`,
}, async (folder) => {
  assert.is(await read(folder), 'api | 1\napi | 2\ndb  | b\napi | 3\napi | 4\napi | 5\ndb  | c\napi | 6\n')
}))

reading('of what is not there shows nothing', () => withTemp(async (folder) => {
  assert.is(await read(folder), '')
  assert.is(await read(join(folder, 'nowhere'), { tail: 5 }), '')
  await writeFile(join(folder, 'db.log'), '')
  assert.is(await read(folder, { tail: 5 }), '')
}))

reading('shows the last lines of each, wherever they are', () => withFiles({
  'api.log.1': lines(1, 4), 'api.log': lines(5, 6), 'db.log': lines(1, 3),
}, async (folder) => {
  assert.is(await read(folder, { tail: 1 }), 'db  | 3\napi | 6\n')
  assert.is(await read(folder, { tail: 3, names: ['api'] }), 'api | 4\napi | 5\napi | 6\n')
  assert.is(await read(folder, { tail: 6, names: ['api'] }), lines(1, 6).replaceAll(/\S+Z /g, 'api | '))
  assert.is(await read(folder, { tail: 100, names: ['api'] }), lines(1, 6).replaceAll(/\S+Z /g, 'api | '))
  assert.is(await read(folder, { tail: 0 }), '')
}))

for (const length of [1, 39, 40, 41, 65, 997, 65_510, 65_536, 70_000])
  reading(`finds the last lines whatever their length: ${length}`, () => withFiles({
    'api.log': Array.from({ length: Math.max(8, Math.ceil(300_000 / (length + 30))) }, (_, index) => `${at(index % 60)} ${String(index).padEnd(length, '.')}\n`).join(''),
  }, async (folder) => {
    const all = (await read(folder)).split('\n').slice(0, -1)
    for (const tail of [1, 2, 7, all.length - 1, all.length]) assert.equal((await read(folder, { tail })).split('\n').slice(0, -1), all.slice(-tail), String(tail))
  }))

// What this process has read from files and pipes, as Linux counts it.
const bytesRead = async () => Number(/^rchar: (\d+)$/m.exec(await readFile('/proc/self/io', 'utf8'))?.[1])

reading('of a small tail reads little of large files', () => withFiles({ 'api.log': lines(1, 50, 'x'.repeat(200_000)) }, async (folder) => {
  const before = await bytesRead()
  assert.is(await read(folder, { tail: 1 }), `api | ${'x'.repeat(200_000)}50\n`)
  assert.ok(await bytesRead() - before < 1_000_000)
}))

reading('begins at a time', () => withFiles({ 'api.log.2': lines(1, 2), 'api.log.1': lines(3, 6), 'api.log': lines(7, 8), 'db.log': lines(1, 1) }, async (folder) => {
  assert.is(await read(folder, { since: at(5) }), 'api | 5\napi | 6\napi | 7\napi | 8\n')
  assert.is(await read(folder, { since: at(5), tail: 3 }), 'api | 6\napi | 7\napi | 8\n')
  assert.is(await read(folder, { since: at(8), tail: 3 }), 'api | 8\n')
  assert.is(await read(folder, { since: at(9) }), '')
}))

reading('leaves out what is below a level', () => withFiles({
  'api.log': `${at(1)} INFO fine\n${at(2)} ERROR bad\n${at(3)}     at stack.js:1\n${at(4)} {"level":"debug"}\n`,
}, async (folder) => assert.is(await read(folder, { level: 'warn' }), 'api | ERROR bad\napi |     at stack.js:1\n')))

reading('shows a last line without an end, and lines that gantry did not write', () => withFiles({
  'api.log': `hello\n${at(1)} one\nmore\n${at(2)} tw`,
}, async (folder) => {
  assert.is(await read(folder), 'api | hello\napi | one\napi | more\napi | tw\n')
  assert.is(await read(folder, { tail: 1 }), 'api | tw\n')
  assert.is(await read(folder, { tail: 2 }), 'api | more\napi | tw\n')
}))

reading('puts long lines together again, also over rotated files', () => withFiles({
  'api.log.1': `${at(1)} a\n${at(2)}>1 lo`, 'api.log': `${at(3)} b\n${at(3)}|1 ng \n${at(4)}<1 line\n${at(5)} c\n`,
}, async (folder) => {
  await appendFile(join(folder, 'api.log.1'), '\n')
  assert.is(await read(folder), 'api | a\napi | b\napi | long line\napi | c\n')
  assert.is(await read(folder, { tail: 3 }), 'api | b\napi | long line\napi | c\n')
}))

reading('gives back what a sink was given, byte for byte', () => withTemp(async (folder) => {
  const bytes = Buffer.concat([Buffer.from([0, 255, 13, 10, 128, 13, 10]), Buffer.alloc(3_000_000, 'äöü'), Buffer.from('\n'), Buffer.alloc(1024 ** 2, 1), Buffer.from('\nend\n')])
  const sink = openLogSink({ folder, names: ['api'], screen: undefined, now: Date.now, warn: assert.unreachable })
  sink.attach('api', Readable.from([bytes]))
  await sink.close()
  const screen = remembering()
  await readLogs({ folder, names: ['api'], screen: { stream: screen.stream, ...plain }, signal: new AbortController().signal })
  assert.ok(screen.bytes().equals(Buffer.from(bytes.toString('latin1').slice(0, -1).split('\n').map((line) => `api | ${line}\n`).join(''), 'latin1')))
}))

reading('ends when nobody reads any more, and says when the screen fails', () => withFiles({ 'api.log': lines(1, 50, 'x'.repeat(10_000)) }, async (folder) => {
  const refusing = (code: string) => new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) })
  assert.is(await readLogs({ folder, names: ['api'], screen: { stream: refusing('EPIPE'), ...plain }, signal: new AbortController().signal }), undefined)
  const error = await readLogs({ folder, names: ['api'], screen: { stream: refusing('ENOSPC'), ...plain }, signal: new AbortController().signal }).catch((each: unknown) => each)
  assert.ok(isFailure(error) && error.message === 'the logs could not be shown: ENOSPC')
}))

reading.run()

// ---

const following = suite('following logs')

/** Follows, and ends when the test does. */
const withFollower = async (folder: string, query: Partial<LogQuery>, act: (shows: (text: string | RegExp) => Promise<void>, text: () => string) => Promise<void>): Promise<void> => {
  const { stream, text } = remembering()
  const controller = new AbortController()
  const done = followLogs({ folder, names: ['api', 'db'], tail: 100, screen: { stream, ...plain }, signal: controller.signal, ...query })
  const shows = async (wanted: string | RegExp): Promise<void> => {
    const isThere = () => (typeof wanted === 'string' ? text() === wanted : wanted.test(text()))
    for (let turn = 0; turn < 500 && !isThere(); turn++) await new Promise((resolve) => setTimeout(resolve, 10))
    if (typeof wanted === 'string') assert.is(text(), wanted)
    else assert.match(text(), wanted)
  }
  try {
    await act(shows, text)
  } finally {
    controller.abort()
    await done
  }
}

following('shows what was there and what comes, also of a service that begins later', () => withFiles({ 'api.log': lines(1, 3) }, (folder) =>
  withFollower(folder, { tail: 2 }, async (shows) => {
    await shows('api | 2\napi | 3\n')
    await appendFile(join(folder, 'api.log'), lines(4, 4))
    await shows('api | 2\napi | 3\napi | 4\n')
    await writeFile(join(folder, 'db.log'), `${at(5)} first\n`)
    await shows('api | 2\napi | 3\napi | 4\ndb  | first\n')
  })))

following('waits for the end of a line', () => withFiles({ 'api.log': `${at(1)} a\n${at(2)} b` }, (folder) =>
  withFollower(folder, {}, async (shows) => {
    await shows('api | a\n')
    await appendFile(join(folder, 'api.log'), 'cd')
    await new Promise((resolve) => setTimeout(resolve, 250))
    await shows('api | a\n')
    await appendFile(join(folder, 'api.log'), 'e\n')
    await shows('api | a\napi | bcde\n')
  })))

following('of nothing but news begins with a whole line', () => withFiles({ 'api.log': `${at(1)} a\n${at(2)} b` }, (folder) =>
  withFollower(folder, { tail: 0 }, async (shows) => {
    await new Promise((resolve) => setTimeout(resolve, 150))
    await appendFile(join(folder, 'api.log'), 'c\n')
    await shows('api | bc\n')
  })))

following('goes on in the next file, and in the one after that', () => withFiles({ 'api.log': lines(1, 1) }, (folder) =>
  withFollower(folder, {}, async (shows) => {
    const [newest, older, oldest] = ['api.log', 'api.log.1', 'api.log.2'].map((name) => join(folder, name)) as [string, string, string]
    await shows('api | 1\n')
    await appendFile(newest, lines(2, 2))
    await rename(newest, older)
    await writeFile(newest, lines(3, 3))
    await rename(older, oldest)
    await rename(newest, older)
    await writeFile(newest, lines(4, 4))
    await shows('api | 1\napi | 2\napi | 3\napi | 4\n')
  })))

following('begins again when a file is emptied or removed', () => withFiles({ 'api.log': lines(1, 3) }, (folder) =>
  withFollower(folder, {}, async (shows) => {
    await shows('api | 1\napi | 2\napi | 3\n')
    await truncate(join(folder, 'api.log'))
    await appendFile(join(folder, 'api.log'), lines(4, 4))
    await shows(/api \| 4\n$/)
    await rm(join(folder, 'api.log'))
    await new Promise((resolve) => setTimeout(resolve, 150))
    await writeFile(join(folder, 'api.log'), lines(5, 5))
    await shows(/api \| 4\napi \| 5\n$/)
  })))

following('misses nothing while a sink writes and rotates, with two who follow', () => withTemp(async (folder) => {
  const count = 30_000
  const expected = Array.from({ length: count }, (_, index) => `api | ${index} `)
  const heads = (text: string) => text.split('\n').slice(0, -1).map((line) => line.slice(0, line.indexOf('x')))
  await withFollower(folder, {}, (showsOne, one) => withFollower(folder, {}, async (_showsTwo, two) => {
    const sink = openLogSink({ folder, names: ['api'], screen: undefined, now: Date.now, warn: assert.unreachable })
    const source = async function* () {
      for (let index = 0; index < count; index += 100) {
        yield Buffer.from(Array.from({ length: 100 }, (_, each) => `${index + each} ${'x'.repeat(1000)}\n`).join(''))
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    }
    sink.attach('api', Readable.from(source(), { objectMode: true }))
    await sink.close()
    await showsOne(new RegExp(`api \\| ${count - 1} x+\\n$`))
    for (let turn = 0; turn < 300 && two().length < one().length; turn++) await new Promise((resolve) => setTimeout(resolve, 10))
    for (const text of [one, two]) assert.equal(heads(text()), expected)
  }))
}))

following('ends when nobody reads any more', () => withFiles({ 'api.log': lines(1, 3) }, async (folder) => {
  await writeFile(join(folder, 'follow.cjs'), `import(${JSON.stringify(join(root, 'scripts/shell/log-files.mts'))}).then(({ followLogs }) => followLogs({ folder: ${JSON.stringify(folder)}, names: ['api'], screen: { stream: process.stdout, isTerminal: false, colours: false }, signal: new AbortController().signal })).then(() => process.stderr.write('ended well'))`)
  const { ended, seen } = start(['sh', '-c', `node ${folder}/follow.cjs | head -n 3`])
  await seen('api | 3')
  await appendFile(join(folder, 'api.log'), lines(4, 4))
  await new Promise((resolve) => setTimeout(resolve, 300))
  await appendFile(join(folder, 'api.log'), lines(5, 5))
  const { stdout, stderr } = await ended
  assert.equal([stdout, stderr], ['api | 1\napi | 2\napi | 3\n', 'ended well'])
}))

following('ends soon when told to, even when the screen takes nothing', () => withFiles({ 'api.log': lines(1, 3) }, async (folder) => {
  const controller = new AbortController()
  const done = followLogs({ folder, names: ['api'], screen: { stream: new Writable({ write: () => {} }), ...plain }, signal: controller.signal })
  await new Promise((resolve) => setTimeout(resolve, 50))
  const begin = performance.now()
  controller.abort()
  await done
  assert.ok(performance.now() - begin < 5000)
}))

following.run()
