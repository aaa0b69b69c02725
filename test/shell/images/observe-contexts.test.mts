import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hiddenSources } from '../../../scripts/shell/images/hidden-sources.mts'
import { observeContexts } from '../../../scripts/shell/images/observe-contexts.mts'
import { loadStack } from '../../../scripts/shell/load-stack.mts'
import type { Environment } from '../../../scripts/stack/environment.mts'
import { withTemp } from '../../support/temp.mts'

const stack = `
name: weighed
environments: { dev: {} }
services:
  api: { kind: python-web, build: api, port: 8000, command: python main.py }
  worker: { kind: python-worker, build: api, command: python work.py }
  own: { kind: node-web, build: own, port: 80, health: / }
`
const python = { 'api/main.py': 'print()', 'api/work.py': 'print()', 'api/requirements.txt': 'rich==1.0\n', 'api/.venv/lib/rich.py': 'x'.repeat(5000) }
const own = { 'own/Dockerfile': 'FROM scratch\nCOPY page.html config.json /\n', 'own/page.html': '<p>', 'own/config.json': '{}', 'own/notes.md': 'notes' }

type Act = (folder: string, environment: Environment) => Promise<void>

const withStack = (files: Readonly<Record<string, string>>, act: Act): Promise<void> => withTemp(async (folder) => {
  for (const [path, text] of Object.entries({ 'stack.yaml': stack, ...python, ...own, ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const { environments: [environment], problems } = await loadStack({ folder, env: 'dev', images: undefined })
  if (!environment) throw new Error(problems.map(({ message }) => message).join('\n'))
  await act(folder, environment)
})

const test = suite('contexts of a stack')

test('each image is weighed by its Dockerfile, rendered or its own', () => withStack({}, async (folder, environment) => {
  const seen = await observeContexts(folder, environment, { services: [] })
  assert.equal(seen.map(({ service, dockerfile, ignoreFile, total, kept, read }) => [service, dockerfile, ignoreFile, total.files, kept.files, read.files]), [
    ['api', 'dockerfile/api.Dockerfile', 'dockerfile/api.Dockerfile.dockerignore', 4, 3, 3],
    ['own', 'own/Dockerfile', 'own/.dockerignore', 4, 4, 2],
  ])
  assert.equal(seen[0]?.largest.ignored, [{ path: '.venv/', files: 1, bytes: 5000 }])
}))

test('a service stands for the image that it uses', () => withStack({}, async (folder, environment) => {
  assert.equal((await observeContexts(folder, environment, { services: ['worker'] })).map(({ service }) => service), ['api'])
}))

test('the ignore file beside a Dockerfile comes before the one of its folder', () => withStack({ 'own/.dockerignore': 'notes.md\n', 'own/Dockerfile.dockerignore': 'config.json\n' }, async (folder, environment) => {
  assert.equal((await hiddenSources(folder, environment, { services: ['own'] })).map(({ message }) => message),
    ['own/Dockerfile:2: COPY config.json gets nothing: own/Dockerfile.dockerignore:1:1 (config.json) hides it from the build'])
}))

test('what a service\'s own lines hide of a rendered build is said before it', () => withStack({ 'api/.dockerignore': '# tidy\nrequirements*\n' }, async (folder, environment) => {
  const found = await hiddenSources(folder, environment, { services: [] })
  assert.equal(found.map((one) => ({ ...one, message: one.message.replace(/:\d+: COPY/, ': COPY') })), [{
    service: 'api', fails: true, message: 'dockerfile/api.Dockerfile: COPY requirements.txt gets nothing: api/.dockerignore:2:1 (requirements*) hides it from the build',
    hint: 'add the line `!requirements.txt` below line 2 of api/.dockerignore, or remove that line',
  }])
}))

test('where nobody hid anything there is nothing to say', () => withStack({ 'own/.dockerignore': '*.md\n', 'api/.dockerignore': '*.md\n' }, async (folder, environment) => {
  assert.equal(await hiddenSources(folder, environment, { services: [] }), [])
}))

test.run()
