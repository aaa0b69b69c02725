import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { emptyManifest, manifestText, readManifest, usedFiles, withEntries, type Entry, type Manifest } from '../../scripts/wheels/manifest.mts'
import { pruned, wasteOf } from '../../scripts/wheels/prune.mts'
import { machineOf, viewRequirements } from '../../scripts/wheels/view.mts'

const entry = (wheels: readonly string[], changes: Partial<Entry> = {}): Entry =>
  ({ platform: 'linux/amd64', python: '3.14.8', base: 'python:3.14-slim', image: 'python:3.14-slim', id: 'sha256:1', packages: [], requirements: { 'api/requirements.txt': 'h1' }, wheels, ...changes })
const files = (...paths: string[]): Manifest['files'] => Object.fromEntries(paths.map((path) => [path, { sha256: `sha-${path}`, size: 100 }]))

const manifest = suite('wheels: the manifest')

manifest('goes to a file and back, the same bytes whatever the order', () => {
  const one = withEntries(emptyManifest, ['b', 'a'], entry(['x-1-py3-none-any.whl']), files('x-1-py3-none-any.whl', 'a-1-py3-none-any.whl'))
  const other = withEntries(withEntries(emptyManifest, ['a'], entry(['x-1-py3-none-any.whl']), files('a-1-py3-none-any.whl')), ['b'], entry(['x-1-py3-none-any.whl']), files('x-1-py3-none-any.whl'))
  assert.is(manifestText(one), manifestText(other))
  assert.equal(readManifest(manifestText(one)), one)
})

manifest('what is none of this version is none', () => assert.equal(['', '{}', '{"version":2,"files":{},"services":{}}'].map(readManifest), [undefined, undefined, undefined]))

manifest('a platform takes the place of itself only', () => {
  const both = withEntries(withEntries(withEntries(emptyManifest, ['a'], entry(['x']), {}), ['a'], entry(['y'], { platform: 'linux/arm64' }), {}), ['a'], entry(['z']), {})
  assert.equal(both.services['a']?.map(({ platform, wheels }) => [platform, wheels]), [['linux/amd64', ['z']], ['linux/arm64', ['y']]])
  assert.equal([...usedFiles(both)].sort(), ['y', 'z'])
})

manifest.run()

// ---

const view = suite('wheels: what a view asks for')

view('each wheel with its version and hash, in order', () => assert.is(
  viewRequirements([entry(['flask-3.1-py3-none-any.whl', '0123456789ab/a_b-1.0+cpu-cp314-cp314-linux_x86_64.whl'])], files('flask-3.1-py3-none-any.whl', '0123456789ab/a_b-1.0+cpu-cp314-cp314-linux_x86_64.whl')),
  'a-b==1.0+cpu --hash=sha256:sha-0123456789ab/a_b-1.0+cpu-cp314-cp314-linux_x86_64.whl\nflask==3.1 --hash=sha256:sha-flask-3.1-py3-none-any.whl\n'))

view('two platforms: what both have stands once, the rest with its condition', () => {
  const [pure, here, there, only] = ['p-1-py3-none-any.whl', 'c-1-cp314-cp314-manylinux_2_28_x86_64.whl', 'c-1-cp314-cp314-manylinux_2_28_aarch64.whl', 'o-1-py3-none-any.whl'] as const
  assert.is(viewRequirements([entry([pure, here, only]), entry([pure, there], { platform: 'linux/arm64' })], files(pure, here, there, only)),
    `c==1 --hash=sha256:sha-${there} --hash=sha256:sha-${here}\no==1 ; platform_machine == "x86_64" --hash=sha256:sha-${only}\np==1 --hash=sha256:sha-${pure}\n`)
})

view('what Python calls a platform', () => assert.equal(['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/riscv64', 'linux/new'].map(machineOf), ['x86_64', 'aarch64', 'armv7l', 'riscv64', 'new']))

view.run()

// ---

const prune = suite('wheels: what nobody needs')
const sizes = new Map([['x.whl', 100], ['old.whl', 50], ['0123456789ab/y.whl', 10]])

prune('files that no entry names, and all of services that are gone', () => {
  const all = withEntries(withEntries(emptyManifest, ['api'], entry(['x.whl']), files('x.whl')), ['gone'], entry(['0123456789ab/y.whl']), files('0123456789ab/y.whl'))
  const waste = wasteOf(all, sizes, ['api', 'gone', 'stray'], new Set(['api']))
  assert.equal(waste, { paths: ['files/0123456789ab/y.whl', 'files/old.whl', 'gone', 'stray'], bytes: 60, services: ['gone'] })
  assert.equal(Object.keys(pruned(all, waste).services), ['api'])
  assert.equal(Object.keys(pruned(all, waste).files), ['x.whl'])
})

prune('nothing where all is needed', () => assert.equal(
  wasteOf(withEntries(emptyManifest, ['api'], entry([...sizes.keys()]), {}), sizes, ['api'], new Set(['api'])), { paths: [], bytes: 0, services: [] }))

prune.run()
