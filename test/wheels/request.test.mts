import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../../scripts/plan/explain.mts'
import { emptyManifest, withEntries, type Manifest } from '../../scripts/wheels/manifest.mts'
import { readRequest, type Seen, type WheelOptions } from '../../scripts/wheels/request.mts'
import type { Program } from '../../scripts/wheels/services.mts'
import { wheelSteps } from '../../scripts/wheels/steps.mts'
import { environment, workload } from '../targets/workload.mts'

const program = (service: string, changes: Partial<Program> = {}): Program => ({ service, tier: 'core', folder: service, base: 'python:3.14-slim', image: 'python:3.14-slim', packages: [], ...changes })
const shop = environment({ tiers: [{ name: 'core' }, { name: 'ai' }], workloads: ['api', 'web', 'ai', 'db'].map((name) => workload({ name })) })
const texts: Record<string, string> = { 'api/requirements.txt': 'flask\n', 'web/requirements.txt': 'flask\n', 'ai/requirements.txt': 'torch\n' }

const seen = (changes: Partial<Seen> & { readonly stock?: Partial<Seen['stock']> } = {}): Seen => ({
  programs: [program('api'), program('web'), program('ai', { tier: 'ai' })], textOf: (path) => texts[path], hashes: (folder) => ({ [`${folder}/requirements.txt`]: `hash of ${folder}` }), native: 'linux/amd64',
  ...changes, stock: { manifest: emptyManifest, sizes: new Map(), views: new Map(), ids: new Map(), ...changes.stock },
})
const options = (typed: Partial<WheelOptions> = {}): WheelOptions =>
  ({ services: [], tier: undefined, platform: [], index: undefined, jobs: undefined, offline: false, check: false, prune: false, bundle: undefined, ...typed })
const plan = (typed: Partial<WheelOptions> = {}, world: Seen = seen()): string => {
  const request = readRequest(options(typed), shop, world, 2)
  return [...request.problems.map(({ message }) => `✖ ${message}`), explain(wheelSteps(request, world))].filter((line) => line !== '').join('\n')
}

/** A wheelhouse in which everything of these services is current. */
const full = (services: readonly string[], changes: Partial<Parameters<typeof withEntries>[2]> = {}): Seen['stock'] => {
  const manifest = services.reduce<Manifest>((all, name) => withEntries(all, [name], {
    platform: 'linux/amd64', python: '3.14.8', base: 'python:3.14-slim', image: 'python:3.14-slim', id: 'sha256:1', packages: [], requirements: { [`${name}/requirements.txt`]: `hash of ${name}` }, wheels: ['flask-3.1-py3-none-any.whl'], ...changes,
  }, { 'flask-3.1-py3-none-any.whl': { sha256: 'aa', size: 100 } }), emptyManifest)
  return { manifest, sizes: new Map([['flask-3.1-py3-none-any.whl', 100]]), views: new Map(services.map((name) => [name, new Set(['flask-3.1-py3-none-any.whl', 'requirements.txt'])])), ids: new Map([['python:3.14-slim linux/amd64', 'sha256:1']]) }
}

const collect = suite('wheels: what has to be collected')

collect('everything at first', () => assert.is(plan(), 'collect the wheels of api, web, ai  # api: nothing is there yet; web: nothing is there yet; ai: nothing is there yet'))
collect('nothing where all is there and current', () => assert.is(plan({}, seen({ stock: full(['api', 'web', 'ai']) })), ''))
collect('a service, or a tier by its name or its number', () => {
  assert.match(plan({ services: ['web'] }), /^collect the wheels of web {2}#/)
  assert.match(plan({ tier: 'ai' }), /^collect the wheels of ai {2}#/)
  assert.match(plan({ tier: '1' }), /^collect the wheels of api, web {2}#/)
})

const why = (stock: Seen['stock'], changes: Partial<Seen> = {}): string => plan({ services: ['api'] }, seen({ ...changes, stock })).replace(/^.*?# api: /, '')

collect('requirements that have changed', () => assert.is(why(full(['api'], { requirements: { 'api/requirements.txt': 'older' } })), 'api/requirements.txt has changed'))
collect('a file of requirements more, or one less', () => assert.is(why(full(['api'], { requirements: { 'api/base.txt': 'h', 'api/requirements.txt': 'hash of api' } })), 'api/base.txt has changed'))
collect('another base image', () => assert.is(why(full(['api'], { image: 'python:3.13-slim' })), 'the base image is now python:3.14-slim'))
collect('the same name for another image', () => assert.is(why({ ...full(['api']), ids: new Map([['python:3.14-slim linux/amd64', 'sha256:2']]) }), 'the image python:3.14-slim is another one now'))
collect('an image that is not on this machine is no reason', () => assert.is(why({ ...full(['api']), ids: new Map() }), ''))
collect('other packages to build with', () => assert.is(why(full(['api']), { programs: [program('api', { packages: ['gcc'] })] }), 'other packages are there to build with'))
collect('a wheel that is gone, or not whole', () => {
  assert.is(why({ ...full(['api']), sizes: new Map() }), 'flask-3.1-py3-none-any.whl is gone')
  assert.is(why({ ...full(['api']), sizes: new Map([['flask-3.1-py3-none-any.whl', 50]]) }), 'flask-3.1-py3-none-any.whl is not whole')
})
collect('a view that is gone', () => assert.is(why({ ...full(['api']), views: new Map() }), 'api/flask-3.1-py3-none-any.whl is gone'))

collect('services of one folder and one image are one job', () => {
  const world = seen({ programs: [program('api'), program('worker', { folder: 'api' }), program('old', { folder: 'api', image: 'python:3.13-slim' })] })
  assert.equal(readRequest(options(), shop, world, 2).open.map(({ services }) => services), [['api', 'worker'], ['old']])
})

collect('each platform is a job', () => assert.is(plan({ services: ['api'], platform: ['linux/amd64', 'linux/arm64'] }),
  'collect the wheels of api, api  # api: nothing is there yet; api (linux/arm64): nothing is there yet'))

collect('offline, what the wheelhouse has is put together', () => assert.match(plan({ offline: true, services: ['api'] }), /^put together the wheels of api {2}#/))

collect('mistakes in the files of a service are said, and nothing is done', () => {
  const { problems } = readRequest(options({ services: ['api'] }), shop, seen({ textOf: () => 'flask = 3\n', hashes: () => ({}) }), 2)
  assert.ok(problems.length > 0 && problems.every(({ file }) => file.startsWith('api/')))
})

collect.run()

// ---

const others = suite('wheels: checking, packing, clearing')

others('a check of what is there; what is not is known before', () => {
  const world = seen({ stock: full(['api']) })
  assert.is(plan({ check: true, services: ['api', 'web'] }, world), 'check the wheels of api, web  # nothing may be missing where there is no network')
  const [step] = wheelSteps(readRequest(options({ check: true, services: ['api', 'web'] }), shop, world, 2), world)
  assert.equal(step?.do === 'wheels' && step.act === 'check' && step.jobs.map(({ why: lack }) => lack), [undefined, 'nothing is there yet'])
})

others('a bundle is packed when all has been collected', () => assert.is(plan({ bundle: 'site.tar', services: ['api'] }),
  'collect the wheels of api  # api: nothing is there yet\npack wheels and python:3.14-slim into site.tar  # for a machine without the internet'))

others('what no service needs is removed, after asking', () => {
  const stock = { ...full(['api', 'web', 'ai']), sizes: new Map([['flask-3.1-py3-none-any.whl', 100], ['old-1-py3-none-any.whl', 2_000_000]]) }
  assert.is(plan({ prune: true }, seen({ stock })), 'remove wheels/files/old-1-py3-none-any.whl  # no service needs it: 2 MB (removes it)')
})

others('a service that another environment has keeps its wheels', () => {
  const stock = full(['api', 'web', 'ai', 'elsewhere'])
  assert.is(plan({ prune: true }, seen({ stock, textOf: (path) => path.startsWith('elsewhere/') ? 'flask\n' : texts[path] })), '')
  assert.is(plan({ prune: true }, seen({ stock })), 'remove wheels/elsewhere  # no service needs it (removes it)')
})

others.run()

// ---

const typed = suite('wheels: mistakes on the command line')

typed('each with what there is', () => {
  assert.is(plan({ services: ['db'] }), '✖ db is no Python program with requirements')
  assert.is(plan({ services: ['apii'] }), '✖ there is no service "apii"')
  assert.is(plan({ tier: 'three' }), '✖ there is no tier "three"')
  assert.match(plan({ platform: ['arm64'] }), '✖ "arm64" is no platform')
  assert.match(plan({ index: 'mirror.example' }), '✖ "mirror.example" is no address of an index')
  assert.match(plan({ jobs: '0' }), '✖ --jobs 0 is not a number from 1 to 99')
  assert.match(plan({ check: true, bundle: 'x.tar' }), '✖ --check, --prune and --bundle are three different things')
  assert.match(plan({}, seen({ programs: [program('files')] })), '✖ a service called files has no place in wheels/')
})

typed.run()
