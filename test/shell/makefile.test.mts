import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chmod, copyFile, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, run, start } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const show = `console.log(JSON.stringify({ script: process.argv[1].split('/').slice(-2).join('/'), argv: process.argv.slice(2),
  args: process.env.GANTRY_ARGS, raw: process.env.ARGS, env: process.env.ENV, node: process.execPath, cache: process.env.NODE_COMPILE_CACHE, cwd: process.cwd() }))`
type Shown = { script: string; argv: string[]; args?: string; raw?: string; env?: string; node: string; cache?: string; cwd: string }

/** A toolkit whose scripts only show how they were called. */
const withToolkit = (act: (folder: string, make: (...words: string[]) => Promise<{ code: number | null; stderr: string; stdout: string; shown: Shown }>) => Promise<void>) => withTemp(async (temp) => {
  const folder = join(temp, 'a toolkit')
  for (const path of ['scripts', 'compose', 'nginx', 'ssl', 'test', 'goals', 'node_modules/.bin']) await mkdir(join(folder, path), { recursive: true })
  await copyFile(join(root, 'Makefile'), join(folder, 'Makefile'))
  for (const path of ['scripts/show.mts', 'scripts/help.mts', 'scripts/test-alpine.mts', 'scripts/nginx.mts', 'test/run.mts', 'goals/run.mts']) await writeFile(join(folder, path), show)
  await writeFile(join(folder, 'scripts/fail.mts'), 'process.exitCode = 3')
  await writeFile(join(folder, 'package-lock.json'), '{}')
  await writeFile(join(folder, 'node_modules/.package-lock.json'), '{}')
  await symlink(process.execPath, join(folder, 'node_modules/.bin/node'))
  await act(folder, async (...words) => {
    // Under `make test` the outer make has set its own.
    const ran = await run(['env', '-u', 'NODE_COMPILE_CACHE', 'make', ...words], { cwd: folder })
    return { ...ran, shown: ran.code === 0 ? JSON.parse(ran.stdout) as Shown : {} as Shown }
  })
})

/** Programs that stand in for others, first on PATH and alone there except for what make needs. */
const fakes = async (folder: string, programs: Readonly<Record<string, string>>, real: readonly string[]): Promise<string> => {
  const bin = join(folder, 'fakes')
  await mkdir(bin)
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`)
    await chmod(join(bin, name), 0o755)
  }
  for (const name of real) await symlink((await run(['which', name])).stdout.trim(), join(bin, name))
  return bin
}
const inThePast = (path: string) => utimes(path, 1, 1)

const makefile = suite('Makefile')

makefile('runs the script of that name, on the pinned runtime, and says nothing itself', () => withToolkit(async (folder, make) => {
  const { shown, stderr, code } = await make('show')
  assert.equal([shown.script, shown.argv, shown.args, shown.cwd, code, stderr], ['scripts/show.mts', [], '', folder, 0, ''])
  assert.is(shown.cache, `${folder}/node_modules/.cache/node`)
}))

makefile('passes ARGS on as they are: nobody evaluates them', () => withToolkit(async (folder, make) => {
  for (const args of [`--price $5 $$x \${HOME} $(HOME)`, '$(shell touch pwned)', '`touch pwned`; touch pwned #', `'a b' "c" \\ %`, 'x:=$(shell touch pwned)', '-n --json'])
    assert.equal([(await make('show', `ARGS=${args}`)).shown.args, (await make('show', `ARGS=${args}`)).shown.raw], [args, undefined])
  assert.is((await readdir(folder)).includes('pwned'), false)
  assert.equal(JSON.parse((await run(['make', 'show'], { cwd: folder, env: { ARGS: 'a $(shell touch pwned)' } })).stdout).args, 'a $(shell touch pwned)')
}))

makefile('passes the environment on, before and behind', () => withToolkit(async (folder, make) => {
  assert.is((await make('show', 'ENV=prod')).shown.env, 'prod')
  assert.is((await make('show', 'ENV=$(shell touch pwned)')).shown.env, '$(shell touch pwned)')
  assert.is((JSON.parse((await run(['make', 'show'], { cwd: folder, env: { ENV: 'prod' } })).stdout) as Shown).env, 'prod')
  assert.is((await make('show')).shown.env, undefined)
  assert.is((await readdir(folder)).includes('pwned'), false)
}))

makefile('takes a folder for a goal like any other', () => withToolkit(async (_folder, make) => {
  assert.is((await make('nginx')).shown.script, 'scripts/nginx.mts')
  assert.equal((await make('compose')).shown.argv, ['--', 'compose'])
  assert.equal([(await make('test', 'ARGS=lock')).shown.script, (await make('test', 'ARGS=lock')).shown.args], ['test/run.mts', 'lock'])
  assert.is((await make('goals')).shown.script, 'goals/run.mts')
}))

makefile('asks help by default and about what it does not know', () => withToolkit(async (_folder, make) => {
  assert.equal([(await make()).shown.script, (await make()).shown.argv], ['scripts/help.mts', []])
  const { shown } = await make('mistyped', 'ARGS=x')
  assert.equal([shown.script, shown.argv, shown.args], ['scripts/help.mts', ['--', 'mistyped'], undefined])
  assert.equal((await make(`it's;touch\${IFS}pwned`)).shown.argv, ['--', `it's;touch\${IFS}pwned`])
}))

makefile('knows former names, and asks help about those whose command is missing', () => withToolkit(async (_folder, make) => {
  assert.equal([(await make('docker-test-alpine', 'ARGS=a')).shown.script, (await make('docker-test-alpine', 'ARGS=a')).shown.args], ['scripts/test-alpine.mts', 'a'])
  assert.equal((await make('docker-build-optimized')).shown.argv, ['--', 'build'])
}))

makefile('runs nothing when a second word is no command', () => withToolkit(async (_folder, make) => {
  const { stdout, stderr, code } = await make('show', 'api')
  assert.equal([stdout, code], ['', 2])
  assert.match(stderr, "there is no command api; words for a command go into ARGS: make show ARGS='api'")
}))

makefile('turns a failure into 2', () => withToolkit(async (_folder, make) => {
  assert.is((await make('fail')).code, 2)
}))

makefile('installs when packages are missing or older than the lock file, once for two', () => withToolkit(async (folder) => {
  const npm = `echo "$@" >> npm.log; sleep 0.5; echo noise; mkdir -p node_modules/.bin; ln -sf ${process.execPath} node_modules/.bin/node; echo {} > node_modules/.package-lock.json`
  const PATH = `${await fakes(folder, { npm }, [])}:${process.env['PATH']}`
  for (const prepare of [() => inThePast(join(folder, 'node_modules/.package-lock.json')), () => run(['rm', '-r', 'node_modules'], { cwd: folder })]) {
    await prepare()
    await writeFile(join(folder, 'npm.log'), '')
    const both = await Promise.all([start(['make', 'show'], { cwd: folder, env: { PATH } }).ended, start(['make', 'show'], { cwd: folder, env: { PATH } }).ended])
    assert.equal(both.map(({ code, stdout }) => [code, (JSON.parse(stdout) as Shown).script]), [[0, 'scripts/show.mts'], [0, 'scripts/show.mts']])
    assert.is(await readFile(join(folder, 'npm.log'), 'utf8'), 'ci --no-audit --no-fund --loglevel=error\n')
  }
  assert.is((await run(['make', 'show'], { cwd: folder, env: { PATH } })).stderr, '')
}))

makefile('has npm trust whom the system trusts, unless told otherwise, and leaves the commands as they are', () => withToolkit(async (folder) => {
  const show = 'echo "$NODE_USE_SYSTEM_CA" >> asked; echo {} > node_modules/.package-lock.json'
  const PATH = `${await fakes(folder, { npm: show }, [])}:${process.env['PATH']}`
  await writeFile(join(folder, 'scripts/trust.mts'), 'console.log(String(process.env.NODE_USE_SYSTEM_CA))')
  const trust = async (env: Readonly<Record<string, string>>) => {
    await inThePast(join(folder, 'node_modules/.package-lock.json'))
    return (await run(['env', '-u', 'NODE_USE_SYSTEM_CA', ...Object.entries(env).map((pair) => pair.join('=')), 'make', 'trust'], { cwd: folder, env: { PATH } })).stdout.trim()
  }
  assert.equal([await trust({}), await trust({ NODE_USE_SYSTEM_CA: '0' })], ['undefined', '0'])
  assert.is(await readFile(join(folder, 'asked'), 'utf8'), '1\n0\n')
}))

makefile('stops when the installation fails, and says when npm is missing', () => withToolkit(async (folder) => {
  await inThePast(join(folder, 'node_modules/.package-lock.json'))
  const bin = await fakes(folder, { npm: 'echo no network >&2; exit 1' }, ['make', 'sh', 'flock', 'env'])
  const failed = await run([join(bin, 'make'), 'show'], { cwd: folder, env: { PATH: bin } })
  assert.equal([failed.code, failed.stdout], [2, ''])
  assert.match(failed.stderr, 'no network', failed.stderr)
  await run(['rm', join(bin, 'npm')])
  assert.match((await run([join(bin, 'make'), 'show'], { cwd: folder, env: { PATH: bin } })).stderr, 'npm is missing: install Node 22.18 or newer')
}))

makefile('takes the runtime of the host where the pinned one does not run, if it is new enough', () => withToolkit(async (folder) => {
  await run(['rm', 'node_modules/.bin/node'], { cwd: folder })
  const bin = await fakes(folder, { node: '[ "$1" = --version ] && echo v20.1.0; exit 1' }, ['make', 'sh', 'env'])
  const old = await run([join(bin, 'make'), 'show'], { cwd: folder, env: { PATH: bin } })
  assert.match(old.stderr, 'Node 22.18 or newer is needed on this platform (here: v20.1.0): https://nodejs.org')
  assert.is(old.code, 2)
  await run(['rm', join(bin, 'node')])
  await symlink(process.execPath, join(bin, 'node'))
  assert.is((await run([join(bin, 'make'), 'show'], { cwd: folder, env: { PATH: bin } })).code, 0)
}))

makefile('removes a pinned runtime that does not run here', () => withToolkit(async (folder) => {
  await inThePast(join(folder, 'node_modules/.package-lock.json'))
  const npm = 'printf "#!/no/such/loader\\n" > musl; chmod +x musl; ln -sf ../../musl node_modules/.bin/node'
  const PATH = `${await fakes(folder, { npm }, [])}:${join(process.execPath, '..')}:${process.env['PATH']}`
  assert.is((await run(['make', 'show'], { cwd: folder, env: { PATH } })).code, 0)
  assert.equal(await readdir(join(folder, 'node_modules/.bin')), [])
}))

makefile.run()
