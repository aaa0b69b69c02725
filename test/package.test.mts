// limit: 300
import { rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyToolkit, hostPath, install, pack } from './package-install.mts'
import { root, run } from './support/run.mts'
import { when } from './support/skip.mts'

const folder = await mkdtemp(join(tmpdir(), `gantry-test-it's a "package" `))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const project = join(folder, 'a project')
const { tarball, paths } = await pack(await copyToolkit(join(folder, 'toolkit')))
const trouble = await install(tarball, project)

/** Runs npx in the project as a user does. */
const npx = (words: readonly string[], cwd = project, env: Readonly<Record<string, string>> = {}) =>
  run(['npx', '--no-install', '--loglevel=error', 'gantry', ...words], { cwd, env: { PATH: hostPath, ...env } })

const packaged = suite('package')
const installed = when(trouble === '', trouble, packaged)

packaged('holds programs, templates, schema and papers, and nothing else', () => {
  const strangers = paths.filter((path) => !/^(bin\/gantry|dist\/scripts\/.*\.mjs|dist\/templates\/.*|package\.json|stack\.schema\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path))
  assert.equal(strangers, [])
  for (const path of ['bin/gantry', 'dist/scripts/shell/gantry.mjs', 'dist/scripts/dev.mjs', 'dist/templates/compose/service.yaml', 'dist/templates/completions/gantry.zsh', 'stack.schema.json', 'LICENSE', 'CHANGELOG.md', 'README.md'])
    assert.ok(paths.includes(path), path)
})

packaged('is the same each time', async () => {
  const first = await readFile(tarball)
  assert.equal((await pack(join(folder, 'toolkit'))).paths, paths)
  assert.ok(first.equals(await readFile(tarball)))
})

installed('lists its commands as they are typed here', async () => {
  const { stdout, stderr, code } = await npx(['help'])
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, /^npx gantry dev +# start here\n/)
  assert.match(stdout, '\nMore about one: npx gantry help NAME\n')
  for (const word of ['make ', '.mts', 'does not load']) assert.not.match(stdout, word)
  assert.match((await npx(['up', '--help'])).stdout, '\nUsage: npx gantry up [SERVICE…] [options]\n')
})

installed('says which command was meant', async () => {
  const { stdout, stderr, code } = await npx(['stup'])
  assert.equal([code, stdout, stderr], [2, '', 'there is no command "stup"\n  did you mean `npx gantry setup`?\n'])
})

installed('runs on the runtime it brings along, whatever the host has', async () => {
  const bin = join(folder, 'old')
  await mkdir(bin)
  await writeFile(join(bin, 'node'), '#!/bin/sh\necho "an old node was asked" >&2\nexit 9\n', { mode: 0o755 })
  const { stdout, stderr, code } = await run([join(project, 'node_modules/.bin/gantry'), '--version'], { cwd: project, env: { PATH: `${bin}:/usr/bin:/bin` } })
  assert.equal([code, stderr, stdout], [0, '', `${(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }).version}\n`])
})

installed('drives the stack of the project, from its folders too, and reaches nothing of the repository', async () => {
  await writeFile(join(project, 'stack.yaml'), 'name: shop\nservices:\n  web: { kind: container, image: "busybox:1", port: 8080, route: /, health: { command: ["true"] } }\nenvironments: { dev: {} }\n')
  const setup = await npx(['setup'])
  assert.match(setup.stdout, '\nwrite compose/dev/compose.yaml\n', setup.stderr)
  assert.match(setup.stdout, /\nNext: .*npx gantry (dev|setup)/)
  assert.match(await readFile(join(project, '.gitignore'), 'utf8'), /^secrets\/$/m)
  await mkdir(join(project, 'deep/down'), { recursive: true })
  const { stdout, code } = await npx(['render', '--check'], join(project, 'deep/down'))
  assert.equal([code, /^\d+ files of dev are current\n$/.test(stdout)], [0, true], stdout)
  const dry = await npx(['up', '--dry-run'])
  assert.match(dry.stdout + dry.stderr, /docker compose --file compose\/dev\/compose\.yaml up --no-start|engine|docker/)
  const found = await run(['grep', '-rlF', '--exclude-dir=.cache', root, 'compose', 'nginx', 'node_modules/gantry'], { cwd: project })
  assert.equal(found.stdout, '')
})

installed('completes names of the project by its own script', async () => {
  const { stdout, code } = await npx(['completions', 'bash'])
  assert.is(code, 0)
  assert.match(stdout, '# npx gantry completions bash > ~/')
  const asking = 'eval "$1"; COMP_WORDS=(npx gantry up w); COMP_CWORD=3; _gantry_complete npx w up; echo "${COMPREPLY[@]}"'
  assert.is((await run(['bash', '-c', asking, 'bash', stdout], { cwd: project, env: { PATH: '/usr/bin:/bin' } })).stdout, 'web\n')
})

installed('runs twice at once', async () => {
  const both = await Promise.all([npx(['render']), npx(['render', '--check'])])
  assert.equal(both.map(({ code }) => code), [0, 0], both.map(({ stderr }) => stderr).join())
})

installed('can be installed for everybody, and says so', async () => {
  const prefix = join(folder, 'prefix')
  assert.is(await install(tarball, join(folder, 'nowhere'), ['--global', '--prefix', prefix]), '')
  const { stderr, code } = await run([join(prefix, 'bin/gantry'), 'stup'], { cwd: '/', env: { PATH: hostPath, npm_command: '' } })
  assert.equal([code, stderr], [2, 'there is no command "stup"\n  did you mean `gantry setup`?\n'])
})

installed('costs little on top of its scripts', async () => {
  const dist = join(project, 'node_modules/gantry/dist/scripts')
  const env = { NODE_COMPILE_CACHE: join(folder, 'cache') }
  const took = async (argv: readonly string[]): Promise<number> => {
    const start = performance.now()
    await run(argv, { cwd: project, env })
    return performance.now() - start
  }
  const more: number[] = []
  for (let turn = 0; turn < 8; turn++) more.push(await took([join(project, 'node_modules/.bin/gantry'), 'ps', '--help']) - await took([join(project, 'node_modules/.bin/node'), join(dist, 'ps.mjs'), '--help']))
  const middle = more.toSorted((a, b) => a - b)[3] ?? Infinity
  assert.ok(middle < 30, `${more.map(Math.round).join(', ')} ms`)
})

packaged.run()
