// needs: engine
// limit: 300
import { rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStack } from './engine/support/stack.mts'
import { copyToolkit, hostPath, install, pack } from './package-install.mts'
import { root, run } from './support/run.mts'
import { when } from './support/skip.mts'

const folder = await mkdtemp(join(tmpdir(), 'gantry-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const stack = await createStack('t-package', { 'stack.yaml': `services:
  web:
    kind: container
    image: busybox:1
    command: [sh, -c, "echo hello > /tmp/index.html && exec httpd -f -p 8080 -h /tmp"]
    user: 1000
    port: 8080
    health: { command: [wget, -q, -O, /dev/null, "http://127.0.0.1:8080/index.html"] }
environments: { dev: {} }
` })
const { tarball } = await pack(await copyToolkit(join(folder, 'toolkit')))
const trouble = await install(tarball, stack.folder)
const images = process.env['GANTRY_IMAGES'] ?? join(root, 'test/engine/images.yaml')
const npx = (...words: readonly string[]) =>
  run(['npx', '--no-install', '--loglevel=error', 'gantry', ...words], { cwd: stack.folder, timeout: 120_000, env: { PATH: hostPath, GANTRY_IMAGES: images } })

const packaged = suite('package on an engine')
const installed = when(trouble === '', trouble, packaged)

packaged.after(() => stack.remove())

installed('brings a stack up until it is healthy, and down again', async () => {
  const dev = await npx('dev', '--detach')
  assert.is(dev.code, 0, dev.stderr)
  assert.equal((await stack.inspect('web')).map(({ State }) => State.Status), ['running'])
  assert.match((await npx('ps')).stdout, /^web +healthy /m)
  assert.is((await npx('exec', 'web', '--', 'cat', '/tmp/index.html')).stdout, 'hello\n')
  const down = await npx('down')
  assert.is(down.code, 0, down.stderr)
  assert.equal(await stack.containers(), [])
})

installed('lets one of two have the environment, and tells the other', async () => {
  const codes = (await Promise.all([npx('up'), npx('up')])).map(({ code }) => code)
  assert.ok(codes.includes(0) && codes.every((code) => code === 0 || code === 75), codes.join())
  assert.is((await npx('down')).code, 0)
})

packaged.run()
