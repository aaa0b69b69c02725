import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCall } from '../../scripts/shell/call.mts'
import { asPackage, hintsAsPackage } from '../../scripts/shell/wording.mts'
import { root, run } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const call = suite('call')

call('is by file: the words stand behind the script, under zx and in a package as well', () => {
  assert.equal(readCall(['node', 'scripts/dev.mts', '--json']), { script: 'scripts/dev.mts', words: ['--json'], by: 'file' })
  assert.equal(readCall(['node', '.bin/zx', '--quiet', 'scripts/dev.mts', 'a.mts']), { script: 'scripts/dev.mts', words: ['a.mts'], by: 'file' })
  assert.equal(readCall(['node', 'dist/scripts/exec.mjs', 'api', 'x.mjs']), { script: 'dist/scripts/exec.mjs', words: ['api', 'x.mjs'], by: 'file' })
  assert.equal(readCall(['node']), { script: '', words: ['node'], by: 'file' })
})

call('is by name: the script is the one of that name', () => {
  assert.equal(readCall(['node', '/x/gantry.mts', 'dev', '--json']), { script: join(root, 'scripts/dev.mts'), words: ['--json'], by: 'gantry' })
})

call.run()

// ---

const known = ['setup', 'dev', 'up', 'health', 'exec', 'clean']
const typed = (text: string, program?: string) => asPackage(text, known, program)

const wording = suite('wording')

wording('turns calls of make into those of the package', () => {
  assert.is(typed('make setup'), 'npx gantry setup')
  assert.is(typed('make up ENV=staging ARGS="--through data --timings"'), 'npx gantry up --env staging --through data --timings')
  assert.is(typed("make up ARGS='api worker' ENV=prod"), 'npx gantry up --env prod api worker')
  assert.is(typed('ENV=prod make health ARGS=--json'), 'npx gantry health --env prod --json')
  assert.is(typed('node scripts/exec.mts api -- node --version'), 'npx gantry exec api -- node --version')
  assert.is(typed('node ../gantry/scripts/setup.mts'), 'npx gantry setup')
  assert.is(typed('npx zx scripts/setup.mts --env prod'), 'npx gantry setup --env prod')
  assert.is(typed('make setup', 'gantry'), 'gantry setup')
})

wording('leaves make alone where it is a verb, or no command of gantry', () => {
  for (const text of ['make one of them `wants:`', 'make it up', 'cmake dev', 'make install', 'remake up']) assert.is(typed(text), text)
})

wording('of a text that is only partly ours it touches hints: in backticks, and what is next', () => {
  const hint = (text: string) => hintsAsPackage(text, known)
  assert.is(hint('the log says: make dev\n  see `make clean ARGS=--help`'), 'the log says: make dev\n  see `npx gantry clean --help`')
  assert.is(hint('done\n\nNext: make up ENV=staging'), 'done\n\nNext: npx gantry up --env staging')
})

wording.run()

// ---

const program = join(root, 'bin/gantry')
/** As npx starts it. */
const npx = (...words: readonly string[]) => run([program, ...words], { env: { npm_command: 'exec' } })

const gantry = suite('gantry')

gantry('runs a command by its name', async () => {
  const { stdout, code } = await npx('ps', '--help')
  assert.match(stdout, /^npx gantry ps +# those of dev\n/)
  assert.match(stdout, '\nUsage: npx gantry ps [SERVICE…] [options]\n\n')
  assert.is(code, 0)
})

gantry('shows help without a name, and its version', async () => {
  for (const words of [[], ['help'], ['--help'], ['-h']]) assert.match((await npx(...words)).stdout, /^npx gantry dev +# start here\n[\s\S]*\n {2}up +start an environment/, words.join(' '))
  assert.match((await npx('--version')).stdout, /^\d+\.\d+\.\d+\n$/)
})

gantry('says which command was meant', async () => {
  for (const word of ['stup', '../setup', './setup', 'shell/gantry']) {
    const { stdout, stderr, code } = await npx(word, '--yes')
    assert.equal([stdout, code], ['', 2])
    assert.match(stderr, `there is no command "${word}"\n`)
  }
  assert.match((await npx('stup')).stderr, 'did you mean `npx gantry setup`?')
  assert.match((await npx('tst')).stderr, '`npx gantry help` lists them')
  assert.match((await run([program, 'stup'], { env: { npm_command: '' } })).stderr, 'did you mean `gantry setup`?', 'installed for everybody')
  const { stdout } = await npx('stup', '--json')
  assert.is((JSON.parse(stdout) as { problems: { hint: string }[] }).problems[0]?.hint, 'did you mean `npx gantry setup`?')
})

gantry('says what a machine without a fitting Node lacks', () => withTemp(async (folder) => {
  await mkdir(join(folder, 'bin'))
  // Without the runtime beside it, it looks along PATH.
  await cp(program, join(folder, 'bin/gantry'))
  for (const name of ['sh', 'readlink']) await symlink((await run(['which', name])).stdout.trim(), join(folder, name))
  const bare = () => run([join(folder, 'bin/gantry'), 'help'], { env: { PATH: folder } })
  assert.match((await bare()).stderr, 'gantry needs Node 22.18 or newer on this platform')
  assert.is((await bare()).code, 1)
  await writeFile(join(folder, 'node'), '#!/bin/sh\n[ "$1" = --version ] && echo v20.1.0\nexit 1\n', { mode: 0o755 })
  assert.match((await bare()).stderr, '(here: v20.1.0): https://nodejs.org')
}))

gantry.run()
