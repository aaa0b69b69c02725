import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { renderSteps } from '../../scripts/plan/render.mts'
import { loadStack } from '../../scripts/shell/load-stack.mts'
import { renderAll } from '../../scripts/shell/rendering.mts'
import { withTemp } from '../support/temp.mts'

const test = suite('files that serve every environment')

const stack = `name: shop
services:
  api: { kind: python-web, build: ./api, command: python main.py }
  job: { kind: python-worker, build: ./job, command: python main.py }
environments: { dev: { services: { job: null } }, prod: }
`

/** A stack in a folder, and what rendering it for some environments would do to the Dockerfiles. */
const withStack = (text: string, act: (look: (env?: string) => Promise<readonly string[]>, folder: string) => Promise<void>) => withTemp(async (folder) => {
  for (const [path, content] of Object.entries({ 'stack.yaml': text, 'api/main.py': '', 'job/main.py': '' })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  await act(async (env) => {
    const { environments } = await loadStack({ folder, env, images: undefined })
    const { renderings } = await renderAll(folder, environments)
    const shared = renderings.filter(({ target }) => target === 'dockerfile')
    for (const step of renderSteps(shared)) {
      if (step.do === 'write') { await mkdir(dirname(join(folder, step.path)), { recursive: true }); await writeFile(join(folder, step.path), step.content) }
      if (step.do === 'remove') await rm(join(folder, step.path))
    }
    return shared.flatMap(({ changes }) => changes.filter((change) => change.do !== 'nothing' && !change.path.endsWith('.dockerignore')).map((change) => `${change.do} ${change.path}: ${change.why}`))
  }, folder)
})

test('one environment writes what it needs, and leaves what others need', () => withStack(stack, async (look, folder) => {
  assert.equal(await look(), ['write dockerfile/api.Dockerfile: new', 'write dockerfile/job.Dockerfile: new'])
  assert.equal(await look('dev'), [])
  const record = await readFile(join(folder, 'dockerfile/.rendered'), 'utf8')
  assert.equal([...record.matchAll(/ {2}(.+)$/gm)].map(([, path]) => path), ['dockerfile/api.Dockerfile', 'dockerfile/api.Dockerfile.dockerignore', 'dockerfile/job.Dockerfile', 'dockerfile/job.Dockerfile.dockerignore'])
}))

test('all of them together remove what nobody needs any more', () => withStack(stack, async (look, folder) => {
  await look()
  await writeFile(join(folder, 'stack.yaml'), stack.replace(/ {2}job:.*\n/, '').replace('dev: { services: { job: null } }', 'dev: '))
  assert.equal(await look('dev'), [])
  assert.equal(await look(), ['remove dockerfile/job.Dockerfile: no longer rendered'])
}))

test('what somebody edited is refused by every one of them', () => withStack(stack, async (look, folder) => {
  await look()
  await writeFile(join(folder, 'dockerfile/api.Dockerfile'), 'FROM mine\n')
  assert.equal(await look('prod'), ['refuse dockerfile/api.Dockerfile: edited by hand'])
}))

test('two environments that would write different files are told so', () => withStack(stack.replace('build: ./job, ', 'image: a, ').replace('dev: { services: { job: null } }, prod: ', 'dev: { services: { job: { build: ./job, packages: [gcc] } } }, prod: { services: { job: { build: ./job } } }'), async (look) => {
  const message = await look().then(() => '', (error: Error) => error.message)
  assert.match(message, 'dockerfile/job.Dockerfile would not be the same in dev and prod')
}))

test.run()
