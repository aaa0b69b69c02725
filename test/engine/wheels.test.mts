// needs: engine
// limit: 180
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { poetryHash, readToml } from '../../scripts/wheels/pyproject.mts'
import { hook } from '../support/hook.mts'
import { docker, type Stack } from './support/stack.mts'
import { collectors, inView, manylinux, shaOf, stackOf, wheelIndex } from './support/wheels.mts'

const collecting = suite('wheels: collecting')
const index = await wheelIndex()
let stack: Stack

collecting.before(hook(async () => {
  const pyproject = `[project]\nname = "locked"\nversion = "1"\ndependencies = ["alpha", "pure-source"]\n[tool.poetry]\npackage-mode = false\n`
  const entry = (name: string, version: string, file: string, group = 'main') => `[[package]]\nname = "${name}"\nversion = "${version}"\noptional = false\ngroups = ["${group}"]\nfiles = [\n    {file = "${file}", hash = "sha256:${shaOf(file)}"},\n]\n\n`
  stack = await stackOf('t-wheels', {
    api: 'alpha==1.0\ntagged\n', job: '# two of them\npure-source\nbig\n',
    locked: { 'pyproject.toml': pyproject, 'poetry.lock': `${entry('alpha', '1.0', 'alpha-1.0-py3-none-any.whl')}${entry('beta', '1.0', 'beta-1.0-py3-none-any.whl')}${entry('pure-source', '2.0', 'pure_source-2.0.tar.gz')}${entry('mac', '1.0', 'mac-1.0-cp314-cp314-macosx_11_0_arm64.whl', 'dev')}[metadata]\nlock-version = "2.1"\ncontent-hash = "${poetryHash(readToml('', pyproject).table)}"\n` },
  })
}))
collecting.before.each(index.reset)
collecting.after(hook(async () => { await stack.remove(); await index.close() }))

collecting('each service has what its image takes, each file comes once, sources become wheels', async () => {
  index.knobs.truncated.set('big-1.0-py3-none-any.whl', 1)
  const { code, stdout, stderr } = await index.wheels(stack)
  assert.is(code, 0, stderr)
  assert.equal(await inView(stack, 'api'), ['alpha-1.0-py3-none-any.whl', 'beta-1.2-py3-none-any.whl', `tagged-1.0-${manylinux}.whl`])
  assert.equal(await inView(stack, 'job'), ['beta-1.2-py3-none-any.whl', 'big-1.0-py3-none-any.whl', 'pure_source-2.0-py3-none-any.whl'])
  assert.equal(await inView(stack, 'locked'), ['alpha-1.0-py3-none-any.whl', 'beta-1.0-py3-none-any.whl', 'pure_source-2.0-py3-none-any.whl'])
  assert.equal(Object.entries(index.counts()).filter(([file, count]) => count !== (file.startsWith('big') ? 2 : 1)), [])
  assert.match(stdout, /locked {2}Python 3\.14\.\d+ {2}linux\/\w+ {2}3 wheels .* built here: pure_source-2\.0-py3-none-any\.whl/)
  assert.equal(await collectors(), '')
})

collecting('the wheelhouse holds each wheel once, what it says of them is true, and nothing else is left', async () => {
  const house = join(stack.folder, 'wheels')
  assert.equal((await readdir(house)).sort(), ['.lock', 'api', 'files', 'job', 'locked', 'manifest.json'])
  const { files, services } = JSON.parse(await stack.read('wheels/manifest.json')) as { readonly files: Readonly<Record<string, { readonly sha256: string; readonly size: number }>>; readonly services: Readonly<Record<string, readonly Record<string, unknown>[]>> }
  assert.equal((await readdir(join(house, 'files'))).sort(), Object.keys(files).sort())
  for (const [path, { sha256, size }] of Object.entries(files)) {
    const content = await readFile(join(house, 'files', path))
    assert.equal([createHash('sha256').update(content).digest('hex'), content.length], [sha256, size], path)
  }
  assert.equal(services['api']?.map(({ platform, base, image, requirements }) => ({ platform, base, image, requirements })), [{
    platform: `linux/${process.arch === 'x64' ? 'amd64' : 'arm64'}`, base: 'python:3.14-slim', image: 'localhost/gantry/python:3.14',
    requirements: { 'api/requirements.txt': createHash('sha256').update('alpha==1.0\ntagged\n').digest('hex') },
  }])
  assert.is((await stat(join(house, 'api', 'beta-1.2-py3-none-any.whl'))).ino, (await stat(join(house, 'files', 'beta-1.2-py3-none-any.whl'))).ino)
})

collecting('a second run asks nobody, and starts no container', async () => {
  const since = (Date.now() / 1000).toFixed(3)
  const { code, stdout } = await index.wheels(stack)
  assert.is(code, 0)
  assert.match(stdout, 'The wheels of api, job, locked are there.')
  assert.equal(index.requests, [])
  const until = (Date.now() / 1000).toFixed(3)
  assert.is(await docker('events', '--since', since, '--until', until, '--filter', 'type=container', '--filter', 'label=gantry.wheels', '--filter', 'event=create'), '')
})

collecting('an image is built from a view without a network', async () => {
  await stack.write('api/Wheels.Dockerfile', 'FROM localhost/gantry/python:3.14\nRUN --network=none --mount=type=bind,from=wheels,target=/wheels python3 -m venv /venv && /venv/bin/pip install --no-index --find-links /wheels --no-deps --require-hashes -r /wheels/requirements.txt && /venv/bin/python -c "import alpha, beta, tagged"\n')
  await docker('build', '--quiet', '--network', 'none', '--build-context', `wheels=${stack.folder}/wheels/api`, '--file', `${stack.folder}/api/Wheels.Dockerfile`, `${stack.folder}/api`)
})

collecting('--check proves it in the images, and says which wheel is damaged or missing', async () => {
  assert.match((await index.wheels(stack, '--check')).stdout, 'Complete: api, job, locked.')
  const path = join(stack.folder, 'wheels', 'files', 'beta-1.2-py3-none-any.whl')
  const content = await readFile(path)
  await writeFile(path, Buffer.concat([content.subarray(0, -30), Buffer.alloc(30)]))
  const damaged = await index.wheels(stack, '--check', 'api')
  assert.is(damaged.code, 1)
  assert.match(damaged.stderr, 'api: beta-1.2-py3-none-any.whl is damaged: it has another hash than when it came')
  await rm(path)
  const gone = await index.wheels(stack, '--check', 'job')
  assert.match(gone.stderr, 'beta-1.2-py3-none-any.whl is gone')
  assert.is((await index.wheels(stack)).code, 0)
  assert.equal(index.counts(), { 'beta-1.2-py3-none-any.whl': 1 })
})

collecting('offline, a change is met from the wheelhouse where it can be, and refused where not', async () => {
  await stack.write('api/requirements.txt', 'alpha\nbig\npure-source\n')
  const met = await index.wheels(stack, '--offline', 'api')
  assert.is(met.code, 0, met.stderr)
  assert.equal(await inView(stack, 'api'), ['alpha-1.0-py3-none-any.whl', 'beta-1.2-py3-none-any.whl', 'big-1.0-py3-none-any.whl', 'pure_source-2.0-py3-none-any.whl'])
  await stack.write('api/requirements.txt', 'alpha\ndelta\n')
  const refused = await index.wheels(stack, '--offline')
  assert.is(refused.code, 1)
  assert.match(refused.stderr, 'api: api/requirements.txt:2: delta is not in the wheelhouse')
  assert.is((await inView(stack, 'api')).length, 4)
  assert.equal(index.requests, [])
})

collecting('what was built once is not built again, and --prune takes what nobody needs', async () => {
  await stack.write('api/requirements.txt', 'pure-source\n')
  assert.is((await index.wheels(stack)).code, 0)
  assert.equal(index.counts(), {})
  assert.is((await index.wheels(stack, '--prune')).code, 3)
  const { code, stdout } = await index.wheels(stack, '--prune', '--yes')
  assert.is(code, 0)
  assert.match(stdout, 'Removed 1 path')
  assert.not.ok((await readdir(join(stack.folder, 'wheels', 'files'))).includes(`tagged-1.0-${manylinux}.whl`))
  assert.is((await index.wheels(stack, '--check', 'api')).code, 0)
})

collecting('a bundle carries wheels and base image to where there is neither', async () => {
  const { code, stdout, stderr } = await index.wheels(stack, '--bundle', 'site.tar')
  assert.is(code, 0, stderr)
  assert.match(stdout, 'docker load --input site.tar && tar --extract --file site.tar wheels')
  const site = await stackOf('t-wheels-site', { job: '# two of them\npure-source\nbig\n' })
  try {
    await rm(join(site.folder, 'wheels'), { recursive: true, force: true })
    execFileSync('tar', ['--extract', '--file', join(stack.folder, 'site.tar'), 'wheels'], { cwd: site.folder })
    assert.match(await docker('load', '--input', join(stack.folder, 'site.tar')), 'localhost/gantry/python:3.14')
    assert.match((await index.wheels(site, '--check', '--offline')).stdout, 'Complete: job.')
  } finally {
    await site.remove()
  }
})

collecting.run()
