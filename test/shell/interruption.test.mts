// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { countProcesses, reaches, uniqueSleep } from '../support/alive.mts'
import { root, start } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const act = join(root, 'test/shell/fixtures/act.mts')
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
const exists = (path: string) => access(path).then(() => true, () => false)

/** What a step may run for ever, and how many of its sleeps still do. */
const withSleeper = (act_: (sleeper: { readonly cwd: string; readonly name: string; readonly line: string; readonly left: () => Promise<number> }) => Promise<void>) =>
  withTemp((cwd) => {
    const name = uniqueSleep()
    return act_({ cwd, name, line: `sleep ${name} & sleep ${name}; echo woke > woke`, left: () => countProcesses(`sleep\0${name}`) })
  })

const interruption = suite('interruption')

for (const [starter, signal] of [['node', 'SIGINT'], ['node', 'SIGTERM'], ['node', 'SIGHUP'], ['zx', 'SIGTERM']] as const)
  interruption(`leaves no child after ${signal} to ${starter}`, () => withSleeper(async ({ cwd, line, left }) => {
    const script = start([starter, act, '--run', line, '--then', 'touch second'], { cwd })
    assert.ok(await reaches(left, 2, 10_000))
    script.kill(signal)
    assert.is((await script.ended).code, codes[signal])
    assert.is(await left(), 0)
    assert.is(await exists(join(cwd, 'second')), false)
  }))

interruption('leaves no child after kill -9', () => withSleeper(async ({ cwd, line, left }) => {
  const script = start(['node', act, '--run', line], { cwd })
  assert.ok(await reaches(left, 2, 10_000))
  script.kill('SIGKILL')
  assert.is((await script.ended).signal, 'SIGKILL')
  assert.ok(await reaches(left, 0, 3000))
}))

interruption('leaves no child that has the terminal or writes to our stdout', async () => {
  for (const option of ['--hand-over', '--follow'])
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)
      await withSleeper(async ({ cwd, name, left }) => {
        const script = start(['node', act, option, `exec sleep ${name}`], { cwd })
        assert.ok(await reaches(left, 1, 10_000))
        script.kill(signal)
        await script.ended
        assert.ok(await reaches(left, 0, 3000), `${option} ${signal}`)
      })
})

interruption('kills a child that does not want to end', () => withSleeper(async ({ cwd, name, left }) => {
  const script = start(['node', act, '--run', `trap '' TERM; while :; do sleep ${name}; done`], { cwd })
  assert.ok(await reaches(left, 1, 10_000))
  const begin = performance.now()
  script.kill('SIGTERM')
  assert.is((await script.ended).code, 143)
  const took = performance.now() - begin
  assert.ok(took > 4500 && took < 8000, `${took} ms`)
  assert.is(await left(), 0)
}))

interruption('kills at once at the second signal', () => withSleeper(async ({ cwd, name, left }) => {
  const script = start(['node', act, '--run', `trap '' TERM INT; while :; do sleep ${name}; done`], { cwd })
  assert.ok(await reaches(left, 1, 10_000))
  script.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 800))
  const begin = performance.now()
  script.kill('SIGINT')
  assert.is((await script.ended).code, 130)
  assert.ok(performance.now() - begin < 1500)
  assert.ok(await reaches(left, 0, 1000))
}))

interruption('takes the same Ctrl-C that npx passes on once more for one', () => withSleeper(async ({ cwd, name, left }) => {
  const script = start(['node', act, '--run', `trap 'sleep 1; echo tidied > tidied; exit' TERM; sleep ${name} & wait`], { cwd })
  assert.ok(await reaches(left, 1, 10_000))
  script.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 100))
  script.kill('SIGINT')
  assert.is((await script.ended).code, 130)
  assert.is((await readFile(join(cwd, 'tidied'), 'utf8')), 'tidied\n')
}))

interruption('does what is left to do when interrupted, and only when something was begun', () => withSleeper(async ({ cwd, name, left }) => {
  const script = start(['node', act, '--run', `exec sleep ${name}`, '--stop', 'echo stopped > stopped'], { cwd })
  assert.ok(await reaches(left, 1, 10_000))
  script.kill('SIGINT')
  assert.is((await script.ended).code, 130)
  assert.is(await readFile(join(cwd, 'stopped'), 'utf8'), 'stopped\n')
}))

interruption('answers --json when interrupted', () => withSleeper(async ({ cwd, name, left }) => {
  const script = start(['node', act, '--run', `exec sleep ${name}`, '--json'], { cwd })
  assert.ok(await reaches(left, 1, 10_000))
  script.kill('SIGTERM')
  const { stdout } = await script.ended
  assert.equal(JSON.parse(stdout), {
    command: 'act', env: 'dev', exit: 143, result: null,
    problems: [{ code: 'interrupted', path: '', file: '', line: 0, column: 0, message: 'ended by SIGTERM', hint: '' }],
  })
}))

interruption('frees the lock', () => withSleeper(async ({ cwd, name, left }) => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const script = start(['node', act, '--run', `rm ran; exec sleep ${name}`], { cwd })
    assert.ok(await reaches(left, 1, 10_000))
    const other = await start(['node', act, '--until', signal], { cwd }).ended
    assert.is(other.code, 75)
    assert.match(other.stderr, new RegExp(`held by process ${script.pid} \\(act\\)`))
    script.kill(signal)
    await script.ended
    assert.ok(await reaches(left, 0, 3000))
    assert.is((await start(['node', act, '--run', 'rm ran'], { cwd }).ended).code, 1, 'it runs, again and again')
  }
}))

interruption.run()
