// needs: engine
// limit: 240
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { buildImage, leftInside, renderMapped } from './support/builds.mts'
import { createStack, docker } from './support/stack.mts'
import { machine, wheelIndex } from './support/wheels.mts'

const index = await wheelIndex()
const stack = await createStack('t-wheels-c', {
  'stack.yaml': 'services:\n  fast: { kind: python-worker, version: "3.14", build: ./fast, command: python main.py, packages: { build: [gcc], run: [tzdata] } }\nenvironments: { prod: {} }\n',
  'fast/main.py': 'import fast\nprint("well")\n', 'fast/requirements.txt': 'fast\n',
})

const compiled = suite('wheels: a module in C')

compiled.after(hook(async () => {
  await docker('image', 'rm', ...(await docker('image', 'ls', '--quiet', 'gantry-wheels')).split('\n').filter((id) => id !== ''))
  await stack.remove()
  await index.close()
}))

compiled('is built where its compiler is, and complete where there is none', async () => {
  const { code, stdout, stderr } = await index.wheels(stack, '--env', 'prod')
  assert.is(code, 0, stderr)
  assert.match(stdout, `built here: fast-1.0-cp314-cp314-linux_${machine}.whl`)
  assert.is((await index.wheels(stack, '--env', 'prod', '--check')).code, 0)
})

// The stand-in for the public image has tzdata.
compiled('goes into an image without a network: what compiles is not asked for, nor what the base image has', async () => {
  await renderMapped(stack)
  await buildImage(stack, 'fast', 't-wheels-c/fast:now', '--no-cache', '--network', 'none')
  assert.is(await docker('run', '--rm', '--network', 'none', 't-wheels-c/fast:now'), 'well')
  assert.equal(await leftInside('t-wheels-c/fast:now'), [])
})

compiled.run()
