// limit: 240
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { run } from '../support/run.mts'
import { goModule, goServer, nodeServer, pythonServer } from './support/sources.mts'
import { ask, createStack, until } from './support/stack.mts'
import { assertBare, assertUnprivileged } from './support/unprivileged.mts'

const port = 19_062
/** Names from C, so that the program is linked to its libraries. */
const withC = '// #include <stdlib.h>\nimport "C"'
const stack = await createStack('t-variants', {
  'python/main.py': pythonServer(), 'node/main.mjs': nodeServer('node'),
  'go/main.go': goServer(), 'go/go.mod': goModule, 'native/main.go': goServer(withC), 'native/go.mod': goModule, 'native/word.txt': 'native',
  'stack.yaml': `
services:
  python: { kind: python-web, build: ./python, command: python main.py, health: /, recipe: { variant: alpine }, route: { path: /python/, strip: true } }
  node: { kind: node-web, build: ./node, command: node main.mjs, health: /, recipe: { variant: distroless }, route: { path: /node/, strip: true } }
  go: { kind: go-worker, build: ./go, health: false, recipe: { variant: distroless } }
  native: { kind: go-web, build: ./native, cgo: true, packages: { build: [gcc, libc6-dev] }, include: [./word.txt], health: /, route: { path: /native/, strip: true } }
environments:
  prod: { http: 127.0.0.1:${port} }
`,
})

const variants = suite('images of other variants')

variants.before(hook(async () => {
  const { code, stderr } = await stack.gantryWith({ timeout: 220_000 }, 'up', '--env', 'prod')
  assert.is(code, 0, stderr)
}))
variants.after(hook(() => stack.remove()))

variants('answer', async () => {
  for (const [path, text] of [['/python/', 'plain'], ['/node/', 'node'], ['/native/', 'native']] as const)
    assert.is((await until(10, () => ask(port, path), ({ status }) => status === 200)).text, text, path)
})

variants('run as users without rights, below an init', async () => {
  for (const service of ['go', 'native', 'node', 'python']) await assertUnprivileged(stack, service)
})

variants('hold no compiler and no cache', async () => {
  for (const service of ['go', 'native', 'node', 'python']) await assertBare(stack, service)
})

variants('have no shell where there is no distribution', async () => {
  for (const service of ['go', 'node']) assert.is.not((await run(['docker', 'run', '--rm', '--entrypoint', 'sh', `t-variants/${service}:prod`, '-c', 'true'])).code, 0, service)
})

variants.run()
