import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BuildPolicy } from '../../../scripts/plan/bring-up.mts'
import { observeBuild } from '../../../scripts/shell/build/observe.mts'
import { isFailure } from '../../../scripts/shell/failure.mts'
import { loadStack } from '../../../scripts/shell/load-stack.mts'
import { observeStack } from '../../../scripts/shell/observe-stack.mts'
import { build } from '../../../scripts/build.mts'
import { contextOf } from '../../support/context.mts'
import { fakeDocker } from '../../support/docker.mts'
import { withTemp } from '../../support/temp.mts'

const stack = (raw = '', web = '') => `
name: built
environments: { dev: {} }
services:
  api: { kind: container, build: api${raw} }
  web: { kind: python-web, build: web, port: 8000, command: python main.py${web} }
  cache: { kind: redis }
`
const sound = {
  'stack.yaml': stack(), 'api/Dockerfile': 'FROM scratch\nCOPY page.html config.json /\n', 'api/page.html': '<p>', 'api/config.json': '{}',
  'web/main.py': 'print()', 'web/requirements.txt': 'rich==1.0\n',
}

/** What is said before, and what is refused, as its exit code, message and hint. */
type Told = { readonly said: readonly string[]; readonly refused: readonly [exit: number, message: string, hint: string] | undefined }

/** What `up`, `prod` or `build` says of a stack with these files; of the engine nothing but the images that it has. */
const told = (files: Readonly<Record<string, string>>, how: BuildPolicy | 'build', services: readonly string[] = [], has: readonly string[] = []): Promise<Told> => withTemp(async (folder) => {
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const { environments, problems } = await loadStack({ folder, env: 'dev', images: undefined })
  const [environment] = environments
  if (!environment) throw new Error(problems.map(({ message }) => message).join('\n'))
  const docker = await fakeDocker(folder, [
    { argv: ['version'], stdout: '{"Client":{"Version":"28.5.2"},"Server":{"Version":"28.5.2"}}' }, { argv: ['compose', 'version'], stdout: '{"version":"2.40.0"}' },
    ...has.map((image) => ({ argv: ['image', 'inspect', '--format', '{{.Id}}', image] })), { argv: ['image', 'inspect'], code: 1, stderr: 'No such image' },
  ])
  const before = process.env['PATH']
  process.env['PATH'] = docker.path
  const said: string[] = []
  const context = { ...contextOf(build, { environments, services, stackFolder: folder }), say: (line: string) => { said.push(line) }, environment }
  const observed = how === 'build' ? observeBuild(context) : observeStack(context, { services, tier: undefined, through: undefined }, how)
  const refused = await observed.then(() => undefined, (error: unknown) => {
    if (!isFailure(error)) throw error
    return [error.exit, error.message, error.hint] as const
  }).finally(() => { process.env['PATH'] = before })
  return { said, refused }
})

const both = async (files: Readonly<Record<string, string>>, services: readonly string[] = []): Promise<Told> => {
  const [started, built] = [await told(files, 'always', services), await told(files, 'build', services)]
  assert.equal(started, built, 'whoever builds says the same')
  return started
}

const nothing: Told = { said: [], refused: undefined }
const test = suite('builds that cannot be what they should')

test('what COPY names and the ignore file hides is refused before anything begins', async () => {
  const { refused } = await both({ 'api/.dockerignore': '*.json\n' })
  assert.equal(refused, [2, 'api/Dockerfile:2: COPY config.json gets nothing: api/.dockerignore:1:1 (*.json) hides it from the build', 'add the line `!config.json` below line 1 of api/.dockerignore, or remove that line'])
})

test('a folder that comes without its files is said, and fails nothing', async () => {
  const hidden = 'api/Dockerfile:2: COPY conf comes without conf/a.json: api/.dockerignore:1:1 (**/*.json) hides it from the build\n  add the line `!conf/a.json` below line 1 of api/.dockerignore, or remove that line'
  assert.equal(await both({ 'api/Dockerfile': 'FROM scratch\nCOPY conf /\n', 'api/conf/a.json': '', 'api/.dockerignore': '**/*.json\n' }), { said: [hidden], refused: undefined })
})

test('a key of a raw block that no build has a word for is refused', async () => {
  const { refused } = await both({ 'stack.yaml': stack(', compose: { build: { isolation: process } }') })
  assert.equal(refused, [2, 'services.api.compose.build.isolation has no counterpart in docker buildx build', 'remove it, or build that image yourself and name it with `image:`'])
})

test('so is one of a service whose Dockerfile is rendered, and what its own lines hide', async () => {
  assert.match((await both({ 'stack.yaml': stack('', ', compose: { build: { isolation: process } }') })).refused?.[1] ?? '', /^services\.web\.compose\.build\.isolation has no counterpart/)
  assert.match((await both({ 'web/.dockerignore': 'requirements*\n' })).refused?.[1] ?? '', /^dockerfile\/web\.Dockerfile:\d+: COPY requirements\.txt gets nothing: web\/\.dockerignore:1:1/)
})

test('of a folder that a recipe names, gantry\'s own lines may hide all', async () => {
  const { said, refused } = await both({ 'stack.yaml': stack('', ', recipe: { source: [main.py, data] }'), 'web/data/prices.csv': '' })
  assert.is(refused, undefined)
  assert.match(said.join('\n'), /^dockerfile\/web\.Dockerfile:\d+: COPY data comes without data\/prices\.csv: .*\n {2}add the line `!data\/prices\.csv` to web\/\.dockerignore$/)
})

test('a raw block may say the stage and its arguments: what is not known before the build is left to it', async () => {
  const raw = (block: string) => ({
    'stack.yaml': stack(`, compose: { build: { ${block} } }`), 'api/Dockerfile': 'FROM scratch AS small\nCOPY page.html /\nFROM small\nARG FILE=config.json\nCOPY ${FILE} /\n', 'api/.dockerignore': '*.json\n',
  })
  assert.is((await both(raw('args: [FILE=config.json]'))).refused?.[0], 2)
  assert.equal(await both(raw('args: [FILE=page.html]')), nothing)
  assert.equal(await both(raw('args: [FILE]')), nothing)
  assert.equal(await both(raw('target: small')), nothing)
})

test('of a sound stack nothing is said, nor of what is not built', async () => {
  assert.equal(await both({}), nothing)
  assert.equal(await both({ 'api/.dockerignore': '*.json\n' }, ['web']), nothing)
  assert.equal(await told({ 'api/.dockerignore': '*.json\n' }, 'missing', [], ['built/api:dev']), nothing)
  assert.equal((await told({ 'api/.dockerignore': '*.json\n' }, 'missing')).refused?.[0], 2)
})

test.run()
