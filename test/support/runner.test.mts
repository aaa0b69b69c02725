import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { countProcesses, reaches, uniqueSleep } from './alive.mts'
import { fakeDocker } from './docker.mts'
import { root, run } from './run.mts'
import { runFile, type Result } from './test-child.mts'
import { describeFile } from './test-file.mts'
import { withTemp } from './temp.mts'

const head = `import { test, suite } from 'uvu'\nimport * as assert from 'uvu/assert'\n`

/** Runs a text as a file of tests. */
const outcome = (text: string, limit = 20_000): Promise<Result> => withTemp(async (folder) => {
  await mkdir(join(folder, 'test'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'test/it.test.mts'), head + text)
  return runFile(folder, { ...describeFile('it.test.mts', text), limit })
})
const brief = async (text: string, limit?: number) => {
  const { passed, failed, skipped, trouble } = await outcome(text, limit)
  return `${passed} ${failed} ${skipped} ${trouble}`.trim()
}

const runner = suite('runner')

runner('counts what passed, failed and was skipped', async () => {
  assert.is(await brief(`test('a', () => {}); test('b', () => {}); test.skip('c'); test.run()`), '2 0 1')
  assert.is(await brief(`test('a', () => {}); test('b', () => { assert.ok(false) }); test.run()`), '1 1 0 1 of 2 did not pass')
  assert.is(await brief(`const s = suite('s'); s('a', () => {}); s.run(); test('b', () => {}); test.run()`), '2 0 0')
})

runner('fails when no test was run', async () => {
  assert.is(await brief(`test('a', () => {})`), '0 1 0 ended with 0 before its tests did')
  assert.is(await brief(`test.run()`), '0 1 0 no test was run: is `test.run()` missing?')
  assert.is(await brief(`test.skip('a'); test.run()`), '0 0 1')
})

runner('fails when a hook fails, which uvu itself lets pass', async () => {
  assert.is(await brief(`test.before(() => { throw new Error('no') }); test('a', () => {}); test.run()`), '0 1 0 1 of 1 did not pass')
  assert.match(await brief(`test.after(() => { throw new Error('no') }); test('a', () => {}); test.run()`), /^0 1 0 ended with 1/)
})

runner('fails on .only, on exit, on a rejection and on what does not load', async () => {
  assert.is(await brief(`test.only('a', () => {}); test('b', () => {}); test.run()`), '1 1 1 `.only` hides other tests')
  assert.match(await brief(`test('a', () => process.exit(0)); test.run()`), /^0 1 0 ended with/)
  assert.match(await brief(`test('a', () => { void Promise.reject(new Error('lost')); return new Promise((done) => setTimeout(done, 50)) }); test.run()`), /^0 1 0 ended with 1/)
  assert.match(await brief(`import './nothing.mts'; test('a', () => {}); test.run()`), /^0 1 0 ended with 1/)
})

runner('ends what hangs, with its children', async () => {
  const name = uniqueSleep()
  const began = performance.now()
  assert.is(await brief(`import { spawn } from 'node:child_process'; test('a', () => { spawn('sleep', ['${name}']); return new Promise((done) => setTimeout(done, 60_000)) }); test.run()`, 1500), '0 1 0 not finished after 1.5 s')
  assert.is(await brief(`import { spawn } from 'node:child_process'; spawn('sleep', ['${name}']).unref(); setInterval(() => {}, 1000); test('a', () => {}); test.run()`, 1500), '1 1 0 not finished after 1.5 s')
  assert.ok(performance.now() - began < 10_000)
  assert.ok(await reaches(() => countProcesses(`sleep\0${name}`), 0, 2000))
})

runner('ends children that a file has left behind', async () => {
  const name = uniqueSleep()
  assert.is(await brief(`import { spawn } from 'node:child_process'; spawn('sleep', ['${name}'], { stdio: 'inherit' }).unref(); test('a', () => {}); test.run()`), '1 0 0')
  assert.ok(await reaches(() => countProcesses(`sleep\0${name}`), 0, 2000))
})

runner('reads off a file what it needs to know', () => {
  const text = `// limit: 600\n// needs: engine\nconst s = suite('s')\nconst only = when(true, '', s)\ns('a', () => {})\n  only('b', () => {})\ntest("c", () => {})\nother('d')`
  assert.equal(describeFile('faults/x.test.mts', text), { path: 'faults/x.test.mts', layer: 'faults', limit: 600_000, needsEngine: true, declared: 3, hasOnly: false })
  assert.equal(['engine/x', 'scenarios/x', 'plan/x', 'x'].map((path) => describeFile(path, '').layer), ['engine', 'scenarios', 'core', 'core'])
  assert.is(describeFile('engine/x', '').needsEngine, true)
})

runner('filters by path, and ends with the sum', async () => {
  const { stdout, code } = await run(['node', 'test/run.mts', 'plan/rounds', 'plan/order'])
  assert.match(stdout, /✔ plan\/order\.test\.mts {2}\d+ passed/)
  assert.match(stdout, /^core: 2 files, [\d.]+ s$/m)
  assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /^\d+ passed, 0 failed, 0 skipped$/)
  assert.is(code, 0)
  assert.is((await run(['node', 'test/run.mts', 'no-such-file'])).code, 1)
  assert.match((await run(['make', 'test', 'ARGS=plan/rounds'])).stdout, '5 passed, 0 failed, 0 skipped')
})

runner('leaves out what needs an engine where none answers, unless one is required', () => withTemp(async (folder) => {
  await cp(join(root, 'test/run.mts'), join(folder, 'test/run.mts'))
  for (const path of ['test/support/test-child.mts', 'test/support/test-file.mts', 'scripts/stack/words.mts']) await cp(join(root, path), join(folder, path))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await mkdir(join(folder, 'test/engine'))
  await writeFile(join(folder, 'test/engine/up.test.mts'), `${head}test('a', () => {})\ntest('b', () => {})\ntest.run()`)
  await writeFile(join(folder, 'test/plain.test.mts'), `${head}test('a', () => {})\ntest.run()`)
  const without = await fakeDocker(folder, [{ argv: ['version'], stderr: 'Cannot connect to the Docker daemon', code: 1 }])
  const left = await run(['node', 'test/run.mts'], { cwd: folder, env: { PATH: without.path } })
  assert.match(left.stdout, /^engine: 1 files, [\d.]+ s, without 2 tests of 1 files: no engine \(Cannot connect to the Docker daemon\)$/m, left.stdout + left.stderr)
  assert.equal([left.stdout.trimEnd().split('\n').at(-1), left.code], ['1 passed, 0 failed, 2 skipped', 0])
  const required = await run(['node', 'test/run.mts'], { cwd: folder, env: { PATH: without.path, REQUIRE_ENGINE: '1' } })
  assert.equal([required.stdout.trimEnd().split('\n').at(-1), required.code], ['1 passed, 2 failed, 0 skipped', 1])
  const answering = await fakeDocker(folder, [{ argv: ['version'], stdout: '28.5.2\n' }])
  assert.match((await run(['node', 'test/run.mts'], { cwd: folder, env: { PATH: answering.path } })).stdout, /\n3 passed, 0 failed, 0 skipped\n$/)
}))

runner.run()
