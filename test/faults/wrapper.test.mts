// needs: engine
// limit: 120
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root, run } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const wrapper = suite('docker is a wrapper around the real client')

wrapper('up ends, and leaves no client behind', () => withTemp(async (folder) => {
  const real = (await run(['which', 'docker'])).stdout.trim()
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin/docker'), `#!/bin/sh\n${real} "$@"\nexit $?\n`)
  await chmod(join(folder, 'bin/docker'), 0o755)
  await writeFile(join(folder, 'stack.yaml'), 'name: t-wrapper\nservices: { app: { kind: container, image: busybox:1, command: sleep 600 } }\nenvironments: { dev: {} }\n')
  const env = { PATH: `${join(folder, 'bin')}:${join(root, 'node_modules/.bin')}:${process.env['PATH']}`, GANTRY_IMAGES: join(root, 'test/engine/images.yaml') }
  try {
    const { code, stderr } = await run([process.execPath, join(root, 'scripts/up.mts')], { cwd: folder, env, timeout: 60_000 })
    assert.is(code, 0, stderr)
    assert.is((await run(['pgrep', '-f', 'docker events.*t-wrapper'])).stdout, '')
  } finally {
    await run(['docker', 'compose', '--project-name', 't-wrapper-dev', 'down', '--timeout', '1'])
  }
}))

wrapper.run()
