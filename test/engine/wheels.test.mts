// needs: engine
// limit: 240
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { poetryHash, readToml } from '../../scripts/wheels/pyproject.mts'
import { hook } from '../support/hook.mts'
import { serveIndex, type IndexServer } from '../support/index-server.mts'
import { source, wheel, type Offered } from '../support/python-packages.mts'
import { when } from '../support/skip.mts'
import { createStack, docker, until, type Stack } from './support/stack.mts'

const machine = process.arch === 'x64' ? 'x86_64' : 'aarch64'
const manylinux = `cp314-cp314-manylinux_2_28_${machine}`
const packages: readonly Offered[] = [
  wheel({ name: 'alpha', version: '1.0', needs: ['beta>=1'] }), wheel({ name: 'beta', version: '1.0' }), wheel({ name: 'beta', version: '1.2' }),
  wheel({ name: 'tagged', version: '1.0', tag: manylinux }), wheel({ name: 'tagged', version: '1.0', tag: `cp314-cp314-musllinux_1_2_${machine}` }), wheel({ name: 'tagged', version: '1.0', tag: 'cp314-cp314-macosx_11_0_arm64' }),
  source({ name: 'pure-source', version: '2.0', needs: ['beta'] }), source({ name: 'fast', version: '1.0', compiles: true }),
  wheel({ name: 'mac', version: '1.0', tag: 'cp314-cp314-macosx_11_0_arm64' }), wheel({ name: 'delta', version: '1.0', needs: ['beta<1.1'] }), wheel({ name: 'big', version: '1.0', size: 50_000 }), wheel({ name: 'forged', version: '1.0' }),
  source({ name: 'broken', version: '1.0', fails: 'this cannot be built here' }),
]
const shaOf = (file: string): string => createHash('sha256').update(packages.find((offered) => offered.file === file)?.content ?? '').digest('hex')

/** A stack of Python services by what their requirements say. */
const stackOf = (name: string, services: Readonly<Record<string, Readonly<Record<string, string>> | string>>, more = '') => createStack(name, {
  'stack.yaml': `services:\n${Object.keys(services).map((service) => `  ${service}: { kind: python-worker, build: ./${service}, command: python main.py${more} }\n`).join('')}environments:\n  dev: {}\n`,
  ...Object.fromEntries(Object.entries(services).flatMap(([service, files]) => [
    [`${service}/Dockerfile`, 'FROM python:3.14-slim\nCMD ["python"]\n'], ...Object.entries(typeof files === 'string' ? { 'requirements.txt': files } : files).map(([file, text]) => [`${service}/${file}`, text])])),
})

let index: IndexServer
let stack: Stack
/** What this machine's own pip is told does not count here. */
const alone = { PIP_CONFIG_FILE: '/dev/null', PIP_EXTRA_INDEX_URL: '', PIP_FIND_LINKS: '', PIP_CERT: '', PIP_RETRIES: '1', PIP_DEFAULT_TIMEOUT: '15', NETRC: '/dev/null' }
const wheels = (of: Stack, ...words: string[]) => of.gantryWith({ env: { ...alone, PIP_INDEX_URL: index.url } }, 'download-wheels', ...words)
const inView = async (of: Stack, service: string): Promise<readonly string[]> => (await readdir(join(of.folder, 'wheels', service)).catch(() => [])).filter((name) => name.endsWith('.whl')).sort()
const containers = (): Promise<string> => docker('ps', '--all', '--quiet', '--filter', 'label=gantry.wheels')
const reset = () => {
  Object.assign(index.knobs, { latency: 0, truncated: new Map(), replaced: new Set(), silent: new Set(), status: undefined, login: undefined, hashless: false })
  index.requests.length = 0
}

const collecting = suite('wheels: collecting')

collecting.before(hook(async () => {
  index = await serveIndex(packages)
  const pyproject = `[project]\nname = "locked"\nversion = "1"\ndependencies = ["alpha", "pure-source"]\n[tool.poetry]\npackage-mode = false\n`
  const entry = (name: string, version: string, file: string, group = 'main') => `[[package]]\nname = "${name}"\nversion = "${version}"\noptional = false\ngroups = ["${group}"]\nfiles = [\n    {file = "${file}", hash = "sha256:${shaOf(file)}"},\n]\n\n`
  stack = await stackOf('t-wheels', {
    api: 'alpha==1.0\ntagged\n', job: '# two of them\npure-source\nbig\n',
    locked: { 'pyproject.toml': pyproject, 'poetry.lock': `${entry('alpha', '1.0', 'alpha-1.0-py3-none-any.whl')}${entry('beta', '1.0', 'beta-1.0-py3-none-any.whl')}${entry('pure-source', '2.0', 'pure_source-2.0.tar.gz')}${entry('mac', '1.0', 'mac-1.0-cp314-cp314-macosx_11_0_arm64.whl', 'dev')}[metadata]\nlock-version = "2.1"\ncontent-hash = "${poetryHash(readToml('', pyproject).table)}"\n` },
  })
}))
collecting.before.each(reset)
collecting.after(hook(() => stack.remove()))

collecting('each service has what its image takes, each file comes once, sources become wheels', async () => {
  index.knobs.truncated.set('big-1.0-py3-none-any.whl', 1)
  const { code, stdout, stderr } = await wheels(stack)
  assert.is(code, 0, stderr)
  assert.equal(await inView(stack, 'api'), ['alpha-1.0-py3-none-any.whl', 'beta-1.2-py3-none-any.whl', `tagged-1.0-${manylinux}.whl`])
  assert.equal(await inView(stack, 'job'), ['beta-1.2-py3-none-any.whl', 'big-1.0-py3-none-any.whl', 'pure_source-2.0-py3-none-any.whl'])
  assert.equal(await inView(stack, 'locked'), ['alpha-1.0-py3-none-any.whl', 'beta-1.0-py3-none-any.whl', 'pure_source-2.0-py3-none-any.whl'])
  assert.equal(Object.entries(index.counts()).filter(([file, count]) => count !== (file.startsWith('big') ? 2 : 1)), [])
  assert.match(stdout, /locked {2}Python 3\.14\.\d+ {2}linux\/\w+ {2}3 wheels .* built here: pure_source-2\.0-py3-none-any\.whl/)
  assert.equal(await containers(), '')
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
  const { code, stdout } = await wheels(stack)
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
  assert.match((await wheels(stack, '--check')).stdout, 'Complete: api, job, locked.')
  const path = join(stack.folder, 'wheels', 'files', 'beta-1.2-py3-none-any.whl')
  const content = await readFile(path)
  await writeFile(path, Buffer.concat([content.subarray(0, -30), Buffer.alloc(30)]))
  const damaged = await wheels(stack, '--check', 'api')
  assert.is(damaged.code, 1)
  assert.match(damaged.stderr, 'api: beta-1.2-py3-none-any.whl is damaged: it has another hash than when it came')
  await rm(path)
  const gone = await wheels(stack, '--check', 'job')
  assert.match(gone.stderr, 'beta-1.2-py3-none-any.whl is gone')
  assert.is((await wheels(stack)).code, 0)
  assert.equal(index.counts(), { 'beta-1.2-py3-none-any.whl': 1 })
})

collecting('offline, a change is met from the wheelhouse where it can be, and refused where not', async () => {
  await stack.write('api/requirements.txt', 'alpha\nbig\npure-source\n')
  const met = await wheels(stack, '--offline', 'api')
  assert.is(met.code, 0, met.stderr)
  assert.equal(await inView(stack, 'api'), ['alpha-1.0-py3-none-any.whl', 'beta-1.2-py3-none-any.whl', 'big-1.0-py3-none-any.whl', 'pure_source-2.0-py3-none-any.whl'])
  await stack.write('api/requirements.txt', 'alpha\ndelta\n')
  const refused = await wheels(stack, '--offline')
  assert.is(refused.code, 1)
  assert.match(refused.stderr, 'api: api/requirements.txt:2: delta is not in the wheelhouse')
  assert.is((await inView(stack, 'api')).length, 4)
  assert.equal(index.requests, [])
})

collecting('what was built once is not built again, and --prune takes what nobody needs', async () => {
  await stack.write('api/requirements.txt', 'pure-source\n')
  assert.is((await wheels(stack)).code, 0)
  assert.equal(index.counts(), {})
  assert.is((await wheels(stack, '--prune')).code, 3)
  const { code, stdout } = await wheels(stack, '--prune', '--yes')
  assert.is(code, 0)
  assert.match(stdout, 'Removed 1 path')
  assert.not.ok((await readdir(join(stack.folder, 'wheels', 'files'))).includes(`tagged-1.0-${manylinux}.whl`))
  assert.is((await wheels(stack, '--check', 'api')).code, 0)
})

collecting('a bundle carries wheels and base image to where there is neither', async () => {
  const { code, stdout, stderr } = await wheels(stack, '--bundle', 'site.tar')
  assert.is(code, 0, stderr)
  assert.match(stdout, 'docker load --input site.tar && tar --extract --file site.tar wheels')
  const site = await stackOf('t-wheels-site', { job: '# two of them\npure-source\nbig\n' })
  try {
    await rm(join(site.folder, 'wheels'), { recursive: true, force: true })
    execFileSync('tar', ['--extract', '--file', join(stack.folder, 'site.tar'), 'wheels'], { cwd: site.folder })
    assert.match(await docker('load', '--input', join(stack.folder, 'site.tar')), 'localhost/gantry/python:3.14')
    assert.match((await wheels(site, '--check', '--offline')).stdout, 'Complete: job.')
  } finally {
    await site.remove()
  }
})

collecting.run()

// ---

const faults = suite('wheels: faults')

faults.before.each(reset)

faults('each service says what is wrong with it, all in one run; those that are well are done', async () => {
  const faulty = await stackOf('t-wheels-faults', {
    well: 'beta\n', later: 'beta==9\n', nowhere: 'alpha\nnothing-like-it\n', foreign: 'mac==1.0\n', conflict: 'delta\nbeta==1.2\n', unbuilt: 'broken\n', uncompiled: 'fast\n', forgery: 'forged\n', short: 'big\n',
    hashed: `alpha==1.0 --hash=sha256:${'0'.repeat(64)}\n`,
  })
  try {
    index.knobs.replaced.add('forged-1.0-py3-none-any.whl')
    index.knobs.truncated.set('big-1.0-py3-none-any.whl', 9)
    const { code, stderr, stdout } = await wheels(faulty)
    assert.is(code, 1)
    for (const text of [
      'later: later/requirements.txt:1: no beta==9 on the index (there: 1.0, 1.2)',
      'nowhere: nowhere/requirements.txt:2: nothing-like-it is not on the index',
      `foreign: foreign/requirements.txt:1: mac 1.0 has wheels only for macosx_11_0_arm64, none for CPython 3.14 on Linux ${machine} (glibc), and no source to build one from`,
      'conflict: conflict/requirements.txt:2: these do not go together: asked for here: beta==1.2; delta 1.0 depends on beta<1.1',
      'unbuilt: unbuilt/requirements.txt:1: broken has no wheel for this Python and could not be built from its source\n  │ this cannot be built here',
      'uncompiled: uncompiled/requirements.txt:1: fast has no wheel', 'name what it takes to build it: `packages: { build: [gcc, …] }` of the service',
      `forgery: forged-1.0-py3-none-any.whl from http://127.0.0.1:${index.port} is not what its index says: sha256`,
      `short: big-1.0-py3-none-any.whl came short from http://127.0.0.1:${index.port}:`,
      'hashed: hashed/requirements.txt:1: alpha on the index is not what requirements.txt names: sha256',
    ]) assert.match(stderr, text)
    assert.match(stdout, /^well {2}Python/m)
    assert.equal((await readdir(join(faulty.folder, 'wheels'))).filter((name) => !name.startsWith('.')).sort(), ['files', 'manifest.json', 'well'])
    assert.equal(await readdir(join(faulty.folder, 'wheels', 'files')), ['beta-1.2-py3-none-any.whl'])
    assert.equal(await containers(), '')
  } finally {
    await faulty.remove()
  }
})

faults('files that cannot be read are the user\'s mistake: with their lines, before anything runs', async () => {
  const wrong = await stackOf('t-wheels-wrong', { api: 'flask = 3\n-e .\n', job: 'beta\n' })
  try {
    const { code, stderr } = await wheels(wrong)
    assert.is(code, 2)
    assert.match(stderr, 'api/requirements.txt:1:1: "flask = 3" is no requirement\n    flask = 3\n    ^')
    assert.match(stderr, 'api/requirements.txt:2:1: . is a package of your own')
    assert.equal(index.requests, [])
  } finally {
    await wrong.remove()
  }
})

const mountable = process.getuid?.() === 0 && (() => {
  try {
    return execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()

when(mountable, 'only root can mount a small disk', faults)('a disk that is full, before or in the container: nothing half-written, and the next run goes on', async () => {
  const small = await stackOf('t-wheels-disk', { api: 'big\n' })
  const disk = join(small.folder, 'wheels')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
  try {
    const { code, stderr } = await wheels(small)
    assert.is(code, 1)
    assert.match(stderr, 'the disk is full')
    assert.equal((await readdir(disk)).filter((name) => !name.startsWith('.')), [])
    execFileSync('mount', ['-o', 'remount,size=10m', disk])
    assert.is((await wheels(small)).code, 0)
    assert.equal(await inView(small, 'api'), ['big-1.0-py3-none-any.whl'])
  } finally {
    execFileSync('umount', ['--lazy', disk])
    await small.remove()
  }
})

faults('a module in C is built where its compiler is, and runs where there is none', async () => {
  const native = await createStack('t-wheels-c', {
    'stack.yaml': 'services:\n  fast: { kind: python-worker, version: "3.14", build: ./fast, command: python main.py, packages: { build: [gcc] } }\nenvironments: { dev: {} }\n',
    'fast/main.py': 'import fast\n', 'fast/requirements.txt': 'fast\n',
  })
  try {
    const { code, stdout, stderr } = await wheels(native)
    assert.is(code, 0, stderr)
    assert.match(stdout, `built here: fast-1.0-cp314-cp314-linux_${machine}.whl`)
    assert.is((await wheels(native, '--check')).code, 0)
    await docker('run', '--rm', '--network', 'none', '--volume', `${native.folder}/wheels/fast:/wheels:ro`, 'localhost/gantry/python:3.14', 'sh', '-c', 'pip install --quiet --no-index --find-links /wheels --target /tmp/x fast && PYTHONPATH=/tmp/x python3 -c "import fast"')
  } finally {
    await docker('image', 'rm', ...(await docker('image', 'ls', '--quiet', 'gantry-wheels')).split('\n').filter((id) => id !== ''))
    await native.remove()
  }
})

faults.run()

// ---

const interrupted = suite('wheels: an index in trouble, and people')

interrupted.before(hook(async () => { stack = await stackOf('t-wheels-stop', { api: 'alpha\n', job: 'beta\n' }) }))
interrupted.before.each(reset)
interrupted.after(hook(async () => { await stack.remove(); await index.close() }))

const nothingIsLeft = async (): Promise<void> => {
  assert.equal((await readdir(join(stack.folder, 'wheels')).catch(() => [])).filter((name) => !name.startsWith('.')), [])
  assert.equal(await until(15, containers, (ids) => ids === ''), '')
}

interrupted('an index that is down or silent is said once, and nothing is half there', async () => {
  const down = await stack.gantryWith({ env: { ...alone, PIP_INDEX_URL: 'http://me:s3cret@127.0.0.1:1/simple' } }, 'download-wheels')
  assert.is(down.code, 1)
  assert.match(down.stderr, 'api, job: http://127.0.0.1:1 cannot be reached (connection refused)')
  assert.not.match(down.stderr, 's3cret')
  await nothingIsLeft()
  index.knobs.silent.add('page')
  const silent = await stack.gantryWith({ env: { ...alone, PIP_INDEX_URL: index.url, PIP_DEFAULT_TIMEOUT: '1', PIP_RETRIES: '0' } }, 'download-wheels', 'api')
  assert.match(silent.stderr, /127\.0\.0\.1:\d+ sent nothing for 1 s/)
  await nothingIsLeft()
})

interrupted('a login is in no command line, no container and no message', async () => {
  index.knobs.login = 'me:s3cret'
  index.knobs.latency = 600
  const typed = await wheels(stack, '--index', index.url.replace('//', '//me:s3cret@'))
  assert.is(typed.code, 2)
  assert.match(typed.stderr, '--index has a login in it')
  const refused = await wheels(stack, 'api')
  assert.match(refused.stderr, /lets nobody in without a login \(401 for /)
  const running = stack.gantryWith({ env: { ...alone, PIP_INDEX_URL: index.url.replace('//', '//me:s3cret@') } }, 'download-wheels', '--verbose', 'api')
  const ids = await until(20, containers, (found) => found !== '')
  assert.not.match(await docker('inspect', ...ids.split('\n')), 's3cret')
  const { code, stdout, stderr } = await running
  assert.is(code, 0, stderr)
  assert.not.match(stdout + stderr + await stack.read('wheels/manifest.json'), 's3cret')
  await rm(join(stack.folder, 'wheels'), { recursive: true })
})

interrupted('Ctrl-C, and even kill -9, leave no container and nothing half-written', async () => {
  index.knobs.silent.add('page')
  for (const [signal, code] of [['SIGINT', 130], ['SIGKILL', null]] as const) {
    const run = stack.begin('download-wheels', '--index', index.url, 'api')
    await until(20, async () => index.requests.length, (count) => count > 0)
    run.kill(signal)
    assert.is((await run.ended).code, code)
    await nothingIsLeft()
    index.requests.length = 0
  }
})

interrupted('two at once: the second is told who is at it', async () => {
  index.knobs.latency = 1500
  const first = stack.begin('download-wheels', '--index', index.url)
  await until(20, async () => index.requests.length, (count) => count > 0)
  const second = await wheels(stack)
  assert.is(second.code, 75)
  assert.match(second.stderr, /wheels\/\.lock is held by process \d+ \(download-wheels\)/)
  assert.is((await first.ended).code, 0)
  assert.is((await wheels(stack)).code, 0)
})

interrupted('what was killed half way goes on: what had come is not fetched again', async () => {
  await rm(join(stack.folder, 'wheels'), { recursive: true })
  index.knobs.silent.add('beta-1.2-py3-none-any.whl')
  const run = stack.begin('download-wheels', '--index', index.url, 'api')
  await until(20, async () => index.requests.length, () => index.requests.some((path) => path.startsWith('/files/beta')))
  run.kill('SIGKILL')
  await run.ended
  reset()
  await until(15, containers, (ids) => ids === '')
  assert.is((await wheels(stack, 'api')).code, 0)
  assert.equal(index.counts(), { 'beta-1.2-py3-none-any.whl': 1 })
})

interrupted.run()
