import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, messagesOf, yaml, type Around } from '../reading.mts'

const test = suite('checks: what Dockerfiles are rendered from')

/** A service that builds the folder `api`, which has these files; `x` is there as a folder and as a file. */
const api = (keys: string, environments = ''): string => `name: shop\nservices:\n  api: { kind: ${keys} }\n${environments}`
const disk = (files: Readonly<Record<string, string>> = {}): Around => ({ folders: ['api', 'api/public', 'x', '.'], files: { ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`api/${name}`, text])), x: '' } })

test('packages without a lock are a problem, and the way out depends on what is there', () => {
  assert.equal(caught(api('python-web, command: x, build: ▸./api'), disk({ 'pyproject.toml': '' })), ['no-lock-file'])
  assert.equal(messagesOf(api('python-web, command: x, build: { context: ./api }'), disk({ 'pyproject.toml': '' })), ['nothing says which versions api/pyproject.toml leads to → commit uv.lock (`uv lock`), poetry.lock (`poetry lock`), or a requirements.txt'])
  const manifest = { 'package.json': '{"dependencies":{"pg":"8"}}' }
  assert.equal(caught(api('node-web, command: x, build: ▸./api'), disk(manifest)), ['no-lock-file'])
  assert.match(messagesOf(api('node-web, command: x, build: api'), disk({ ...manifest, 'yarn.lock': '' })).join(), 'gantry installs with npm or pnpm')
  assert.equal(caught(api('node-web, command: x, build: ./api'), disk({ 'package.json': '{}' })), [])
  assert.equal(caught(api('node-web, command: x, build: ▸./api'), disk({ 'package.json': '{' })), ['recipe-unfit'])
  assert.equal(messagesOf(api('go-web, build: api'), disk()), ['there is no api/go.mod → run `go mod init` there, and commit go.mod and go.sum'])
})

test('a folder that speaks of no language is told how to name one', () => {
  assert.equal(messagesOf(api('job, command: x, build: ./api'), disk()), ['there is no api/Dockerfile → write one, or name what gantry shall render it from: `recipe: python-worker`, or another of python-web, node-web, node-worker, go-web, static-web'])
  assert.equal(caught(api('postgres, build: ▸./api'), disk()), ['no-dockerfile'])
})

test('a Dockerfile is named or rendered, not both', () => {
  assert.equal(caught(api('python-web, command: x, build: ./api, ▸dockerfile: Web, recipe: python-web'), disk({ Web: '' })), ['recipe-unfit'])
  assert.equal(caught(api('python-web, command: x, build: { context: ./api, ▸dockerfile: Web }, recipe: python-web'), disk({ Web: '' })), ['recipe-unfit'])
})

test('what only a rendered Dockerfile reads is said to be unread elsewhere', () => {
  const keys = 'python-web, command: x, build: ./api, ▸packages: [gcc], ▸include: [../x]'
  assert.equal(caught(api(keys), disk({ Dockerfile: '' })), ['recipe-unused', 'recipe-unused'])
  assert.equal(messagesOf(api('go-web, command: x, build: ./api, cgo: true'), disk({ Dockerfile: '' })), ['"cgo" is for a Dockerfile that gantry renders, and api/Dockerfile is used as it is → remove it, or add `recipe:` with the name of one: python-web, node-web, go-web or static-web'])
  assert.equal(messagesOf(api('container, image: a, recipe: go-web')), ['"recipe" is for a Dockerfile that gantry renders, and api builds nothing → remove it, or add `build: ./folder` with the source'])
})

test('what is included is beside the build folder and stays in the stack', () => {
  const include = (paths: string): readonly string[] => caught(api(`python-web, command: x, build: ./api, include: [${paths}]`), disk())
  assert.equal(caught(api('python-web, command: x, build: ./api, include: [../x]'), disk()), [])
  assert.equal(include('▸../none'), ['path-missing'])
  assert.equal(include('▸../../x'), ['path-leaves-stack'])
  assert.equal(include('▸.., ▸./'), ['project-mounted', 'project-mounted'])
  assert.equal(caught(api('python-web, command: x, build: ./api, include: [▸../x]'), { ...disk(), links: { x: '/srv/x' } }), ['path-leaves-stack'])
  const twins: Around = { folders: ['api', 'a/models', 'b/models'], files: { 'a/models': '', 'b/models': '' } }
  assert.equal(caught(api('python-web, command: x, build: ./api, include: [../a/models, ▸../b/models]'), twins), ['recipe-unfit'])
})

test('names go into a Dockerfile as they are, so that only plain ones are taken', () => {
  assert.equal(caught(api('python-web, command: x, build: ./api, packages: [▸"gcc; rm -rf /"]'), disk()), ['bad-package'])
  assert.equal(caught(api('python-web, command: x, build: ./api, include: [▸"../my models"]'), disk()), ['bad-source'])
  assert.equal(caught(api('python-web, command: x, build: ./api, recipe: { source: [▸--from=x] }'), disk()), ['bad-source'])
})

test('source is there; of the whole project it is `src`, or what is named', () => {
  assert.equal(caught(api('python-web, command: x, build: ▸.'), disk()), ['recipe-unfit'])
  assert.equal(caught(api('python-web, command: x, build: ., recipe: { source: [x, ▸y] }'), disk()), ['path-missing'])
})

test('a key of another language does not fit', () => {
  assert.equal(caught(api('python-web, command: x, build: ./api, ▸cgo: true, recipe: { build: ▸make, output: ▸out, package: ▸cmd }'), disk()), Array(4).fill('recipe-unfit'))
  assert.equal(caught(api('go-web, build: ./api, packages: { build: ▸[gcc] }'), disk({ 'go.mod': '' })), ['recipe-unfit'])
  assert.equal(caught(api('node-web, command: x, build: ./api, recipe: { build: ▸make }'), disk()), ['recipe-unfit'])
  assert.equal(caught(api('python-web, command: x, version: 3.13-slim, build: ./api, recipe: { variant: ▸alpine }'), disk()), ['recipe-unfit'])
})

test('a site says where its files are, and stands on Alpine', () => {
  assert.equal(caught(api('static-web, build: ▸./api'), disk()), ['recipe-unfit'])
  assert.equal(caught(api('static-web, build: ./api, root: ./api/public'), disk()), [])
  assert.equal(caught(api('static-web, build: ./api, recipe: { output: ▸none, variant: ▸slim }'), disk()), ['path-missing', 'recipe-unfit'])
})

test('an image without a shell cannot do what takes one', () => {
  const go = disk({ 'go.mod': '' })
  assert.equal(caught(api('go-web, build: ./api, recipe: { variant: ▸distroless }'), go), ['recipe-unfit'])
  assert.equal(caught(api('go-web, build: ./api, health: ▸/ok, recipe: { variant: distroless }'), go), ['recipe-unfit'])
  assert.equal(caught(api('go-web, build: ./api, health: { command: [/app/server, check] }, recipe: { variant: distroless }'), go), [])
  assert.equal(caught(api('go-worker, build: ./api, cgo: true, packages: ▸[zlib1g], recipe: { variant: ▸distroless }'), go), ['recipe-unfit', 'recipe-unfit'])
  assert.equal(caught(api('python-web, command: x, build: ./api, recipe: { variant: distroless }, secrets: [{ name: key, as: ▸KEY }]') + 'secrets: { key: }\n', disk()), ['recipe-unfit'])
  assert.equal(caught(api('python-web, command: x, build: ./api, health: /ok, recipe: { variant: distroless }'), disk()), [])
})

test('somebody says what is started', () => {
  assert.equal(caught(api('python-web, build: ▸./api'), disk()), ['no-command'])
  assert.equal(messagesOf(api('python-web, build: ./api'), disk()), ['nothing says what api runs → add `command:`, as in `command: python main.py`'])
  assert.equal(caught(api('node-web, build: ./api'), disk({ 'package.json': '{"main":"a.js"}' })), [])
})

test('services of one folder say the same of their image', () => {
  const two = (first: string, second: string): readonly string[] => caught(`name: shop\nservices:\n  a: { kind: ${first}, command: x, build: api }\n  b: { kind: ${second}, command: y, build: api }\n`, disk())
  assert.equal(two('python-web, recipe: { variant: alpine }', 'python-worker, recipe: { variant: ▸slim }'), ['recipe-differs'])
  assert.equal(two('python-web, version: 3.13', 'python-worker, version: ▸3.12'), ['recipe-differs'])
  assert.equal(two('python-web', '▸node-worker'), ['recipe-differs'])
  assert.equal(two('python-web, packages: [a]', 'python-worker, packages: [b]'), [])
})

test('one Dockerfile serves all environments: none may change what goes into it', () => {
  const text = yaml`
    name: shop
    services:
      api: { kind: python-web, command: x, build: ./api }
    environments:
      dev: { services: { api: { command: y, health: /ok, limits: { cpus: 2 } } } }
      staging: { services: { api: { ▸packages: [gcc], ▸recipe: { variant: alpine }, ▸version: 3.12 } } }
      prod: { services: { api: { ▸build: ./x } } }
  `
  assert.equal(caught(text, disk()), Array(4).fill('recipe-differs'))
  assert.match(messagesOf(text.replaceAll('▸', ''), disk())[0] ?? '', 'staging would need another Dockerfile: `packages` of api is not what the service itself says → write `packages` into services.api')
})

test('an environment may build what the others take from elsewhere', () => {
  const text = 'name: shop\nservices:\n  api: { kind: python-web, command: x, image: a }\nenvironments: { dev: { services: { api: { build: ./api, packages: [gcc] } } }, prod: }\n'
  assert.equal(caught(text, disk()), [])
})

test('in development a file beside the folder is hidden by the mounted source', () => {
  const text = api('python-web, command: x, build: ./api, include: [▸../one.json]', 'environments: { dev: }\n')
  assert.equal(caught(text, { folders: ['api'], files: { 'one.json': '' } }), ['warning recipe-unfit'])
})

test.run()
