// limit: 240
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { source, wheel } from '../support/python-packages.mts'
import { root, run, type Ran } from '../support/run.mts'
import { dockerWith } from './support/docker-with.mts'
import { createStack } from './support/stack.mts'
import { manylinux, wheelIndex } from './support/wheels.mts'

/** What the copies of the nine services depend on: the committed ones need nothing, for these packages are on no index but ours. */
const needs: Readonly<Record<string, readonly string[]>> = {
  'api-gateway': ['serving'], 'user-service': ['serving', 'hashing'], 'database-service': ['serving', 'pooling'],
  'data-bridge': ['serving', 'sockets'], 'trading-engine': ['serving', 'indicators'],
  'ai-provider': ['serving', 'prompts'], 'ai-orchestration': ['serving', 'flows'], 'ml-processing': ['learning'], 'deep-learning': ['learning', 'tensors'],
}
const packages = [
  wheel({ name: 'serving', version: '1.0' }), wheel({ name: 'hashing', version: '1.0', tag: manylinux }), source({ name: 'pooling', version: '1.0' }), wheel({ name: 'sockets', version: '1.0' }),
  wheel({ name: 'indicators', version: '1.0', tag: manylinux }), wheel({ name: 'prompts', version: '1.0' }), wheel({ name: 'flows', version: '1.0', needs: ['prompts'] }),
  wheel({ name: 'arrays', version: '1.0', tag: manylinux }), wheel({ name: 'learning', version: '1.0', needs: ['arrays>=1'] }), wheel({ name: 'tensors', version: '1.0', size: 500_000 }),
]
const index = await wheelIndex(packages)
const stack = await createStack('t-neliti', { 'stack.yaml': (await readFile(join(root, 'examples/neliti/stack.yaml'), 'utf8')).replace(/^name: neliti$/m, 'name: t-neliti') })

type Built = { readonly result: { readonly images: readonly { readonly service: string; readonly tier: string }[] } }

/** Builds images of prod on a network. */
const build = async (network: 'none' | 'host', ...words: readonly string[]): Promise<Ran> =>
  stack.gantryWith({ env: { PATH: await dockerWith(stack.folder, '--network', network) } }, 'build', ...words, '--env', 'prod', '--no-cache', '--json', '--secret', 'pip.conf=pip.conf')

/** The nine services in the order in which their images came, and the tiers of these. */
const cameOf = ({ code, stdout, stderr }: Ran): { readonly services: readonly string[]; readonly tiers: readonly (string | undefined)[] } => {
  assert.is(code, 0, stderr)
  const tierOf = new Map((JSON.parse(stdout) as Built).result.images.map(({ service, tier }) => [service, tier]))
  const services = [...stderr.matchAll(/^t-neliti\/([\w-]+):prod {2}/gm)].map(([, service = '']) => service)
  // A tier that stands here twice was left before it was done.
  return { services, tiers: services.map((service) => tierOf.get(service)).filter((tier, at, all) => tier !== all[at - 1]) }
}

/** Every package that a service needs can be used in its image. */
const assertUsable = async (): Promise<void> => {
  for (const [service, names] of Object.entries(needs)) {
    const { code, stderr } = await run(['docker', 'run', '--rm', '--network', 'none', `t-neliti/${service}:prod`, 'python', '-c', `import ${names.join(', ')}`])
    assert.is(code, 0, `${service}: ${stderr}`)
  }
}

const neliti = suite('neliti: nine services of one template')

neliti.before(hook(async () => {
  await cp(join(root, 'examples/neliti/services'), join(stack.folder, 'services'), { recursive: true })
  await stack.write('pip.conf', `[global]\nindex-url = ${index.url}\nretries = 0\n`)
  for (const [service, names] of Object.entries(needs)) await stack.write(`services/${service}/requirements.txt`, names.map((name) => `${name}==1.0\n`).join(''))
}))
neliti.after(hook(async () => { await stack.remove(); await index.close() }))

neliti('online, from an index', async () => {
  assert.equal(cameOf(await build('host')).services.toSorted(), Object.keys(needs).toSorted())
  assert.ok(index.requests.length > 0)
  await assertUsable()
})

neliti('without wheels and without a network none is built, and it is said why', async () => {
  const { code, stderr, stdout } = await build('none', 'ml-processing')
  assert.is(code, 1, stderr + stdout)
  assert.match(stderr + stdout, 'No matching distribution found for learning==1.0')
})

neliti('from wheels, with the network cut, one tier after another', async () => {
  const { code, stderr } = await index.wheels(stack, '--env', 'prod')
  assert.is(code, 0, stderr)
  index.requests.length = 0
  const { services, tiers } = cameOf(await build('none', '--jobs', '1'))
  assert.equal(services.toSorted(), Object.keys(needs).toSorted())
  assert.equal(tiers, ['core', 'data', 'ai-basic', 'ai-advanced', 'ml-heavy'])
  assert.equal(index.requests, [])
  await assertUsable()
})

neliti.run()
