import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Recipe } from '../../scripts/kinds/image-recipe.mts'
import { workloadOf, yaml, type Around } from '../stack/reading.mts'

const test = suite('kinds: what an image is made of')

/** Files of the folder `api`, by their names there. */
const folder = (files: Readonly<Record<string, string>>, ...folders: readonly string[]): Around =>
  ({ folders: ['api', ...folders], files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`api/${name}`, text])) })

/** The recipe of a service that builds the folder `api`. */
const recipeOf = (keys: string, around: Around = folder({}), environment = 'prod'): Recipe => {
  const { recipe } = workloadOf(`name: shop\nservices:\n  api: { ${keys}, build: ./api }\n`, 'api', environment, around)
  if (!recipe) throw new Error('there is no recipe')
  return recipe
}

test('a folder without a Dockerfile gets one; its own, or one that is named, is used as it is', () => {
  const built = (keys: string, around: Around) => workloadOf(`name: shop\nservices:\n  api: { kind: python-web, command: x, ${keys} }\n`, 'api', 'prod', around)
  const own = folder({ Dockerfile: '', 'docker/Web': '' })
  assert.equal([built('build: api', folder({})).recipe?.name, built('build: api', own).recipe, built('build: api, dockerfile: docker/Web', own).recipe], ['api', undefined, undefined])
  assert.equal(built('build: api, dockerfile: docker/Web', own).build, { context: 'api', dockerfile: 'docker/Web', owner: 'api' })
  assert.is(built('build: api, recipe: python-web', own).recipe?.language, 'python')
})

test('the kind says the language; for a job or a container the files of the folder do, or the name of a recipe', () => {
  const job = (files: Readonly<Record<string, string>>) => recipeOf('kind: job, command: x', folder(files)).language
  assert.equal([recipeOf('kind: go-worker', folder({ 'go.mod': '' })).language, recipeOf('kind: node-web, command: x').language], ['go', 'node'])
  assert.equal([job({ 'package.json': '{}' }), job({ 'requirements.txt': '' }), job({ 'go.mod': '' })], ['node', 'python', 'go'])
  assert.is(recipeOf('kind: container, command: x, recipe: python-worker').language, 'python')
})

test('Python installs by the strictest lock there is, with every file that a requirements file names', () => {
  const python = (files: Readonly<Record<string, string>>) => recipeOf('kind: python-web, command: x', folder(files)).packages
  assert.equal(python({ 'pyproject.toml': '', 'uv.lock': '', 'poetry.lock': '' }), { by: 'uv', files: ['pyproject.toml', 'uv.lock'] })
  assert.equal(python({ 'pyproject.toml': '', 'poetry.lock': '', 'requirements.txt': '' }), { by: 'poetry', files: ['pyproject.toml', 'poetry.lock'] })
  assert.equal(python({ 'requirements.txt': '-r base/all.txt\n-c limits.txt\nflask', 'base/all.txt': '-r more.txt\n-r ../../x.txt' }), { by: 'pip', files: ['requirements.txt', 'base/all.txt', 'base/more.txt', 'limits.txt'] })
  assert.is(python({ 'main.py': '' }), undefined)
})

test('Node installs by its lock, builds where package.json has that script, and starts what that names', () => {
  const node = (manifest: object, keys = 'kind: node-web', more: Readonly<Record<string, string>> = { 'package-lock.json': '' }) => recipeOf(keys, folder({ 'package.json': JSON.stringify(manifest), ...more }))
  assert.equal(node({ main: 'server.js' }).packages, { by: 'npm', files: ['package.json', 'package-lock.json'] })
  assert.equal(node({ main: 'server.js' }, undefined, { 'pnpm-lock.yaml': '', '.npmrc': '' }).packages, { by: 'pnpm', files: ['package.json', 'pnpm-lock.yaml', '.npmrc'] })
  assert.equal([node({ main: 'server.js' }).command, node({ main: 'x', scripts: { start: 'node dist/main.js --port 1' } }).command], [['node', 'server.js'], ['node', 'dist/main.js', '--port', '1']])
  // npm, and a shell, would stand between the signal and the program.
  assert.equal(node({ main: 'server.js', scripts: { start: 'NODE_ENV=x node a.js && true' } }).command, ['node', 'server.js'])
  assert.equal(node({ main: 'x', scripts: { build: 'tsc' } }).compile, ['npm', 'run', 'build'])
  assert.equal(node({ main: 'x', scripts: { build: 'tsc' } }, 'kind: node-web, recipe: { build: npx tsc -p . }').compile, ['npx', 'tsc', '-p', '.'])
  assert.is(node({ main: 'x', scripts: { build: 'tsc' } }, 'kind: node-web, recipe: { build: false }').compile, undefined)
})

test('Go has its modules, unless the folder brings them along, and one program', () => {
  const go = (files: Readonly<Record<string, string>>, keys = 'kind: go-web', ...folders: readonly string[]) => recipeOf(keys, folder(files, ...folders))
  assert.equal(go({ 'go.mod': '', 'go.sum': '' }).packages, { by: 'go', files: ['go.mod', 'go.sum'] })
  assert.is(go({ 'go.mod': '' }, 'kind: go-web', 'api/vendor').packages, undefined)
  assert.equal([go({ 'go.mod': '' }).program, go({ 'go.mod': '' }, 'kind: go-web, recipe: { package: ./cmd/api/ }').program, go({ 'go.mod': '' }).command], ['.', 'cmd/api', ['/app/server']])
})

test('a site is a folder as it is, or what a build leaves', () => {
  const site = (keys: string, files: Readonly<Record<string, string>> = {}) => recipeOf(`kind: static-web, ${keys}`, folder(files, 'api/public'))
  assert.equal([site('root: ./api/public').output, site('root: ./api/public').source, site('root: ./api/public').compile], ['public', ['public'], undefined])
  const built = site('fallback: /index.html', { 'package.json': '{"scripts":{"build":"vite build"}}', 'package-lock.json': '' })
  assert.equal([built.output, built.source, built.compile, built.packages?.by], ['dist', ['.'], ['npm', 'run', 'build'], 'npm'])
  assert.is(site('recipe: { build: make, output: out/site }', { 'package.json': '{}' }).output, 'out/site')
})

test('each variant has its images; a version may name one, and images.lock a digest', () => {
  const images = (keys: string, files: Readonly<Record<string, string>> = { 'go.mod': '' }) => Object.values(recipeOf(keys, folder(files)).images)
  assert.equal(images('kind: python-web, command: x'), ['python:3.13-slim', 'python:3.13-slim'])
  assert.equal(images('kind: python-web, command: x, version: 3.12, recipe: { variant: alpine }'), ['python:3.12-alpine', 'python:3.12-alpine'])
  assert.equal(images('kind: node-web, command: x, version: 22-alpine'), ['node:22-alpine', 'node:22-alpine'])
  assert.equal(images('kind: node-web, command: x, recipe: { variant: distroless }'), ['node:24-slim'])
  assert.equal([images('kind: go-web'), images('kind: go-web, health: false, recipe: { variant: distroless }'), images('kind: go-web, recipe: { variant: slim }')], [['golang:1.27', 'alpine:3.23'], ['golang:1.27'], ['golang:1.27', 'debian:trixie-slim']])
  assert.equal([images('kind: go-web, cgo: true'), images('kind: go-web, cgo: true, recipe: { variant: alpine }')], [['golang:1.27-trixie', 'debian:trixie-slim'], ['golang:1.27-alpine', 'alpine:3.23']])
  const digest = `sha256:${'0'.repeat(64)}`
  assert.equal(recipeOf('kind: go-web', { ...folder({ 'go.mod': '' }), files: { 'api/go.mod': '', 'images.lock': `alpine:3.23@${digest}\n` } }).images, { build: 'golang:1.27', run: `alpine:3.23@${digest}` })
})

const shared = yaml`
  name: shop
  services:
    migrate: { kind: job, build: ./api, command: python migrate.py, packages: [libpq5] }
    api: { kind: python-web, build: ./api, command: python api.py, port: 80, health: /health, user: 2000, volumes: [data:/data:ro], packages: { build: [gcc] } }
    bot: { kind: python-worker, build: ./api, command: python bot.py, volumes: [data:/data, ./logs:/logs], include: [../models] }
  environments: { dev: , prod: { services: { migrate: null, api: { health: /other, command: python b.py } } } }
`
const around = folder({ 'requirements.txt': '' }, 'models')
const disk: Around = { ...around, files: { ...around.files, models: '' } }

test('services of one folder share an image: it has what each of them needs, and speaks for the first that stays', () => {
  const recipes = ['migrate', 'api', 'bot'].map((name) => workloadOf(shared, name, 'dev', disk).recipe)
  assert.is(new Set(recipes.map((recipe) => JSON.stringify(recipe))).size, 1)
  const [recipe] = recipes
  assert.equal([recipe?.name, recipe?.command, recipe?.user, recipe?.health?.command.at(-1)?.includes('/health')], ['migrate', ['python', 'api.py'], '2000:2000', true])
  assert.equal(recipe?.system, { build: ['gcc'], run: ['libpq5'] })
  assert.equal(recipe?.include, [{ source: 'models', path: 'models', isFolder: true, isInside: false }])
  assert.equal(recipe?.folders, [{ path: '/data', user: '1000:1000' }], 'of the volume, to whom writes there')
})

test('an environment changes what runs, not what an image is made of', () => {
  const [dev, prod] = ['dev', 'prod'].map((environment) => workloadOf(shared, 'api', environment, disk))
  assert.equal(prod?.recipe, dev?.recipe)
  assert.equal([prod?.command, prod?.image, prod?.build?.owner], [['python', 'b.py'], 'shop/api:prod', 'api'])
})

test('its health check is the one of production, whatever development asks', () => {
  const { health } = recipeOf('kind: python-web, command: x, port: 80, health: /ok, ready: 2m', folder({}), 'dev')
  assert.equal([health?.interval, health?.retries, health?.startPeriod], [10_000, 3, 120_000])
})

test('a probe uses what the image has, whatever the kind is', () => {
  assert.equal([workloadOf('name: shop\nservices:\n  api: { kind: container, build: api, command: x, port: 80, health: /, recipe: python-web }\n', 'api', 'prod', folder({})).health?.command[0]], ['python3'])
})

test('of the whole project only its source goes into an image', () => {
  const project: Around = { folders: ['.', 'src'], files: { src: '', 'requirements.txt': '' } }
  const whole = (keys = '') => workloadOf(`name: shop\nservices:\n  api: { kind: python-web, command: x, build: .${keys} }\n`, 'api', 'prod', project).recipe?.source
  assert.equal([whole(), whole(', recipe: { source: [requirements.txt, ./src/] }')], [['src'], ['requirements.txt', 'src']])
})

test('what is included from the folder itself is for what leaves its source behind', () => {
  const include = (keys: string) => recipeOf(`${keys}, include: [./config.json, ../shared]`, { folders: ['api', 'shared'], files: { 'api/go.mod': '', 'api/config.json': '', shared: '' } }).include
    .map(({ source, path, isFolder, isInside }) => `${source} → ${path}${isFolder ? '/' : ''}${isInside ? ' of the folder' : ''}`)
  assert.equal(include('kind: go-web'), ['api/config.json → config.json of the folder', 'shared → shared/'])
  assert.equal(include('kind: python-web, command: x'), ['shared → shared/'])
})

test('wheels of an image are taken where they stand', () => {
  assert.equal([recipeOf('kind: python-web, command: x').wheels, recipeOf('kind: python-web, command: x', folder({}, 'wheels/api')).wheels], [undefined, 'wheels/api'])
})

test('the largest size of an image is kept beside its name', () => {
  const image = (keys: string) => { const { image: name, imageLimit } = workloadOf(`name: shop\nservices:\n  api: { kind: container, ${keys} }\n`, 'api', 'prod', folder({})); return [name, imageLimit] }
  assert.equal([image('image: "a:1"'), image('image: { name: "a:1", max: 1M }'), image('build: api, command: x, recipe: node-web, image: { max: 200M }')], [['a:1', undefined], ['a:1', 1024 ** 2], ['shop/api:prod', 200 * 1024 ** 2]])
})

test.run()
