// limit: 240
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { wheel } from '../support/python-packages.mts'
import { buildImage, buildsOf, layersOf, pathsIn, renderMapped } from './support/builds.mts'
import { goModule, goServer, nodeServer, pythonServer } from './support/sources.mts'
import { createStack, docker } from './support/stack.mts'
import { layWheels } from './support/wheels.mts'

/** A folder of Node with one package, small and without needs of its own. */
const nodeFiles = (version: string, integrity: string) => ({
  'node/package.json': JSON.stringify({ private: true, type: 'module', main: 'main.mjs', dependencies: { picocolors: version } }),
  'node/package-lock.json': JSON.stringify({ lockfileVersion: 3, requires: true, packages: { '': { dependencies: { picocolors: version } }, 'node_modules/picocolors': { version, integrity } } }),
})
const older = nodeFiles('1.1.0', 'sha512-TQ92mBOW0l3LeMeyLV6mzy/kWr8lkd/hp3mTg7wYK7zJhuBStmGMBG0BdeDZS/dZx1IukaX6Bk11zcln25o1Aw==')
const newer = nodeFiles('1.1.1', 'sha512-xceH2snhtb5M9liqDsmEw56le376mTZkEX/jEb/RxNFyegNul7eNslCXP9FDj/Lcu0X8KEyMceP2ntpaHrDEVA==')

const stack = await createStack('t-layers', {
  'python/main.py': pythonServer(), 'python/requirements.txt': 'greeting\n', 'bare/main.py': pythonServer(), 'bare/requirements.txt': 'greeting\n',
  ...older, 'node/main.mjs': nodeServer('node'),
  'go/main.go': goServer(), 'go/go.mod': goModule,
  'stack.yaml': `
services:
  python: { kind: python-web, build: ./python, command: python main.py }
  bare: { kind: python-web, build: ./bare, command: python main.py, recipe: { variant: distroless } }
  node: { kind: node-web, build: ./node }
  go: { kind: go-web, build: ./go, health: false }
environments: { prod: {} }
`,
})

const built = async (service: string, ...words: readonly string[]): Promise<readonly string[]> => {
  await buildImage(stack, service, `t-layers/${service}:now`, ...words)
  return layersOf(`t-layers/${service}:now`)
}
const first = (before: readonly string[], after: readonly string[]): number => after.findIndex((layer, index) => layer !== before[index])

/** How a program of each language is edited, and how it comes to have another requirement. */
const cases = {
  python: { edit: () => stack.write('python/main.py', `${pythonServer()}# edited\n`), move: () => layWheels(stack, 'python', [wheel({ name: 'greeting', version: '1.1' })]) },
  bare: { edit: () => stack.write('bare/main.py', `${pythonServer()}# edited\n`), move: () => layWheels(stack, 'bare', [wheel({ name: 'greeting', version: '1.1' })]) },
  node: { edit: () => stack.write('node/main.mjs', nodeServer('edited')), move: async () => { for (const [path, text] of Object.entries(newer)) await stack.write(path, text) } },
  go: { edit: () => stack.write('go/main.go', goServer('// edited')), move: () => stack.write('go/go.mod', goModule.replace('1.24', '1.25')) },
} as const

const layers = suite('layers of a production image')

layers.before(hook(async () => {
  for (const service of ['python', 'bare']) await layWheels(stack, service, [wheel({ name: 'greeting', version: '1.0' })])
  await renderMapped(stack)
}))
layers.after(hook(() => stack.remove()))

for (const [service, { edit, move }] of Object.entries(cases)) {
  layers(`${service}: an edit changes the last one, another requirement that of the packages and what is above`, async () => {
    const before = await built(service)
    await edit()
    const edited = await built(service)
    assert.is(edited.length, before.length)
    assert.is(first(before, edited), before.length - 1)
    await move()
    // The packages stand right below the source; a Go program has them in itself.
    assert.is(first(edited, await built(service)), before.length - (service === 'go' ? 1 : 2))
  })
}

layers('a secret of a package registry counts while packages are installed, and is in no layer', async () => {
  await stack.write('wrong', 'registry=http://127.0.0.1:1/\nfetch-retries=0\n')
  const secret = (file: string): readonly string[] => ['--no-cache', '--secret', `id=npmrc,src=${join(stack.folder, file)}`]
  assert.match(await built('node', ...secret('wrong')).then(String, ({ message }: Error) => message), 'ECONNREFUSED 127.0.0.1:1')
  await stack.write('right', '//registry.invalid/:_authToken=s3cret\n')
  await built('node', ...secret('right'))
  assert.not.match(await docker('image', 'inspect', 't-layers/node:now') + await docker('history', '--no-trunc', 't-layers/node:now'), 's3cret')
  assert.equal((await pathsIn('t-layers/node:now')).filter((path) => /npmrc|^run\/secrets\/./.test(path) && !path.startsWith('usr/local/')), [])
})

layers('without a network everything comes from the wheels', async () => {
  await built('python', '--no-cache', '--network', 'none')
  assert.is(await docker('run', '--rm', 't-layers/python:now', 'python', '-c', 'import greeting; print(greeting.version)'), '1.1')
})

layers('without wheels the same Dockerfile asks for nothing where nothing is needed', async () => {
  await rm(join(stack.folder, 'wheels'), { recursive: true })
  await stack.write('python/requirements.txt', '\n')
  await renderMapped(stack)
  assert.is((await buildsOf(stack))['python']?.additional_contexts?.['wheels'], undefined)
  await built('python')
})

layers.run()
