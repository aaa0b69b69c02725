import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { readTerminal } from '../../scripts/shell/terminal.mts'
import { countProcesses, reaches, uniqueSleep } from '../support/alive.mts'
import { root, run, start } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'

const act = join(root, 'test/shell/fixtures/act.mts')
const canPretend = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  } catch {
    return false
  }
})()

/** A shell line on a terminal of so many columns; what is written to its stdin is typed. */
const onTerminal = (line: string, columns: number, cwd: string, env: Readonly<Record<string, string>> = {}) =>
  start(['script', '-qec', `stty cols ${columns} rows 24; ${line}`, '/dev/null'], { cwd, env: { TERM: 'xterm', SHELL: '/bin/bash', ...env } })

const progress = suite('progress')
const onScreen = when(canPretend, 'script of util-linux is not here', progress)

progress('is plain lines where there is no terminal', () => withTemp(async (cwd) => {
  const { stderr, stdout } = await run(['node', act, '--run', 'echo out', '--then', 'echo again'], { cwd })
  assert.is(stderr.replaceAll('looking\n', ''), "sh -c 'touch ran; echo out'\nsh -c 'echo again'\n")
  assert.is(stdout, 'first done out\nsecond done again\n')
}))

progress('shows what a command says with --verbose', () => withTemp(async (cwd) => {
  assert.match((await run(['node', act, '--run', 'echo told >&2', '--verbose'], { cwd })).stderr, /^told$/m)
}))

onScreen('moves on a terminal, and says what is done', () => withTemp(async (cwd) => {
  const screen = onTerminal(`node ${act} --run 'sleep 1.1'`, 80, cwd)
  const { stdout } = await screen.ended
  assert.match(stdout, /⠋|⠙|⠹/)
  assert.match(stdout, /✔ sh -c 'touch ran; sleep 1\.1' {2}\d\.\d s/)
  assert.match(stdout, '\x1b[?25h', 'the cursor is back')
}))

onScreen('stays quiet on a terminal of no columns, with TERM=dumb and in CI', () => withTemp(async (cwd) => {
  for (const [columns, env] of [[0, {}], [80, { TERM: 'dumb' }], [80, { CI: 'true' }]] as const) {
    const { stdout } = await onTerminal(`rm -f ran; node ${act} --run 'sleep 0.5'`, columns, cwd, env).ended
    assert.ok(stdout.length < 300, `${stdout.length} characters`)
    assert.not.match(stdout, '\x1b[')
  }
}))

onScreen('has no colours with NO_COLOR', () => withTemp(async (cwd) => {
  const { stdout } = await onTerminal(`node ${act} --run 'sleep 0.5' --zzz; node ${act} --run 'sleep 0.5'`, 80, cwd, { NO_COLOR: '1' }).ended
  assert.not.match(stdout, /\x1b\[[0-9;]*m/)
}))

onScreen('lets Ctrl-C through to a script with a spinner, and leaves no child', () => withTemp(async (cwd) => {
  const name = uniqueSleep()
  const screen = onTerminal(`node ${act} --run 'exec sleep ${name}' --stop 'echo stopped > stopped'; echo exit $?`, 80, cwd)
  const left = () => countProcesses(`sleep\0${name}`)
  assert.ok(await reaches(left, 1, 10_000))
  await screen.seen(/⠋|⠙|⠹/)
  screen.child.stdin.write('\x03')
  // The shell around the script gets Ctrl-C as well and ends, so its `echo exit` may not come.
  await screen.ended
  assert.is(await left(), 0)
  assert.is((await run(['cat', 'stopped'], { cwd })).stdout, 'stopped\n')
}))

onScreen('asks, and takes only yes for yes', () => withTemp(async (cwd) => {
  for (const [typed, code] of [['y', 0], ['', 3], ['n', 3], ['\x04', 3]] as const) {
    const screen = onTerminal(`rm -f ran; node ${act} --danger --run id`, 80, cwd)
    await screen.seen('go on? [y/N]')
    screen.child.stdin.write(`${typed}\r`)
    assert.is((await screen.ended).code, code, JSON.stringify(typed))
  }
}))

onScreen('wants the name of the environment in prod', () => withTemp(async (cwd) => {
  for (const [typed, code] of [['prod', 0], ['y', 3]] as const) {
    const screen = onTerminal(`rm -f ran; node ${act} --danger --run id --env prod --yes`, 80, cwd)
    await screen.seen('type prod to go on')
    screen.child.stdin.write(`${typed}\r`)
    assert.is((await screen.ended).code, code, typed)
  }
}))

onScreen('can be interrupted at a question', () => withTemp(async (cwd) => {
  const screen = onTerminal(`node ${act} --danger --run id`, 80, cwd)
  await screen.seen('go on? [y/N]')
  screen.child.stdin.write('\x03')
  assert.is((await screen.ended).code, 130)
}))

onScreen('reads a secret without showing it', () => withTemp(async (cwd) => {
  const screen = onTerminal(`node ${act} --ask secrets/token`, 80, cwd)
  await screen.seen('token: ')
  screen.child.stdin.write('hunterX\x7f é"$2\r')
  const { stdout, code } = await screen.ended
  assert.not.match(stdout, 'hunter')
  assert.is((await run(['cat', 'secrets/token'], { cwd })).stdout, 'hunter é"$2')
  assert.is(code, 0)
}))

onScreen('writes no secret when interrupted or when nothing is typed', () => withTemp(async (cwd) => {
  for (const [typed, code] of [['half\x03', 130], ['\r', 1]] as const) {
    const screen = onTerminal(`node ${act} --ask secrets/token`, 80, cwd)
    await screen.seen('token: ')
    screen.child.stdin.write(typed)
    assert.is((await screen.ended).code, code)
    assert.is((await run(['cat', 'secrets/token'], { cwd })).stdout, '')
  }
}))

onScreen('gives Ctrl-C to a command that has the terminal', () => withTemp(async (cwd) => {
  const screen = onTerminal(`node ${act} --hand-over 'trap "echo caught; exit 5" INT; echo ready; while :; do sleep 0.1; done'`, 80, cwd)
  await screen.seen('ready')
  screen.child.stdin.write('\x03')
  const { stdout, code } = await screen.ended
  assert.match(stdout, 'caught')
  assert.is(code, 5)
}))

progress('knows what a terminal can do', () => {
  assert.equal(readTerminal({ FORCE_COLOR: '1' }).colours, true)
  assert.equal(readTerminal({ FORCE_COLOR: '1', NO_COLOR: '1' }).colours, false)
  assert.equal(readTerminal({ FORCE_COLOR: '0' }).colours, false)
})

progress.run()
