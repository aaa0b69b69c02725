// limit: 300
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { wheel } from '../support/python-packages.mts'
import { run } from '../support/run.mts'
import { buildsOf, buildWords } from './support/builds.mts'
import { goModule, goServer, nodeServer, pythonServer } from './support/sources.mts'
import { ask, createStack, docker, only, until } from './support/stack.mts'
import { assertBare, assertUnprivileged } from './support/unprivileged.mts'
import { layWheels } from './support/wheels.mts'

const port = 19_060
const python = pythonServer('open("/app/models/word.txt", "rb").read()')
const stack = await createStack('t-images', {
  'python/main.py': python, 'python/requirements.txt': 'greeting==1.0\n', 'models/word.txt': ' first',
  'bare/main.py': python, 'node/src/main.mjs': nodeServer('node'),
  'built/package.json': '{ "private": true, "type": "module", "scripts": { "build": "node build.mjs" }, "main": "dist/main.mjs" }',
  'built/build.mjs': `import { mkdirSync, writeFileSync } from 'node:fs'\nmkdirSync('dist')\nwriteFileSync('dist/main.mjs', ${JSON.stringify(nodeServer('built'))})\n`,
  'go/main.go': goServer(), 'go/go.mod': goModule, 'go/word.txt': 'go', 'site/public/index.html': 'site',
  'stack.yaml': `
services:
  python: { kind: python-web, build: ./python, command: python main.py, health: /, route: { path: /python/, strip: true }, include: [../models], volumes: [data:/data] }
  bare: { kind: python-web, build: ./bare, command: python main.py, health: /, recipe: { variant: distroless }, include: [../models] }
  node: { kind: node-web, build: ./node, command: node src/main.mjs, health: /, route: { path: /node/, strip: true } }
  built: { kind: node-web, build: ./built, health: /, route: { path: /built/, strip: true } }
  go: { kind: go-web, build: ./go, health: /, route: { path: /go/, strip: true }, include: [./word.txt] }
  alone: { kind: go-web, build: ./go, command: /app/server, health: false }
  migrate: { kind: job, build: ./node, command: node --version }
  site: { kind: static-web, build: ./site, root: ./site/public, route: / }
environments:
  dev: { http: 127.0.0.1:${port} }
  prod: { http: 127.0.0.1:${port + 1} }
`,
})
const running = ['alone', 'bare', 'built', 'go', 'node', 'python', 'site']

const images = suite('images from rendered Dockerfiles')

images.after(hook(() => stack.remove()))

images('are built in production, and healthy', async () => {
  await layWheels(stack, 'python', [wheel({ name: 'greeting', version: '1.0' })])
  const { code, stderr } = await stack.gantry('up', '--env', 'prod')
  assert.is(code, 0, stderr)
  for (const [path, text] of [['/python/', '1.0 first'], ['/node/', 'node'], ['/built/', 'built'], ['/go/', 'go'], ['/', 'site']] as const)
    assert.is((await until(10, () => ask(port + 1, path), ({ status }) => status === 200)).text, text, path)
})

images('run as users without rights, below an init', async () => {
  for (const service of running) await assertUnprivileged(stack, service)
})

images('hold no compiler and no cache', async () => {
  for (const service of running) await assertBare(stack, service)
})

images('ask for their health as the compose file does; a job is asked nothing', async () => {
  for (const service of ['python', 'node', 'go', 'site', 'bare', 'built']) {
    const [container] = JSON.parse(await docker('inspect', (await only(stack.inspect(service, 'prod'), service)).Id)) as [{ Image: string; Config: { Healthcheck: unknown } }]
    const [image] = JSON.parse(await docker('image', 'inspect', container.Image)) as [{ Config: { Healthcheck: unknown } }]
    assert.equal(image.Config.Healthcheck, container.Config.Healthcheck, service)
  }
  const [job] = JSON.parse(await docker('inspect', (await only(stack.inspect('migrate', 'prod'), 'migrate')).Id)) as [{ Config: { Healthcheck: unknown }; State: { Health?: unknown; ExitCode: number } }]
  assert.equal([job.State.Health, job.State.ExitCode], [undefined, 0])
})

images('have a folder of its user for every volume', async () => {
  assert.is(await stack.exec('python', ['sh', '-c', 'touch /data/x && stat -c %u:%g /data'], 'prod'), '1000:1000')
})

images('are what `docker build --check` has nothing to say about', async () => {
  for (const [service, build] of Object.entries(await buildsOf(stack))) {
    const { code, stdout, stderr } = await run(['docker', 'build', '--check', ...buildWords(build)])
    assert.is(code, 0, `${service}: ${stdout}${stderr}`)
    assert.match(stdout + stderr, 'no warnings found', service)
  }
})

images('in development have the source mounted, and an edit is live', async () => {
  assert.is((await stack.gantry('down', '--env', 'prod', '--confirm', 'prod')).code, 0)
  const { code, stderr } = await stack.gantry('up')
  assert.is(code, 0, stderr)
  assert.is((await until(10, () => ask(port, '/python/'), ({ status }) => status === 200)).text, '1.0 first')
  await stack.write('python/main.py', python.replace('word = greeting.version', 'word = "edited"'))
  await until(10, () => ask(port, '/python/'), ({ text }) => text === 'edited first')
  await stack.write('models/word.txt', ' second')
  await until(10, () => ask(port, '/python/'), ({ text }) => text === 'edited second')
  assert.is((await ask(port, '/built/')).text, 'built')
})

images.run()
