import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root, run, start } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { open, plain, written } from './log-sinks.mts'

const hasScript = (await run(['sh', '-c', 'command -v script'])).code === 0

const gone = suite('logs on a screen')

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
