// limit: 120
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isFailure } from '../../scripts/shell/failure.mts'
import { initProject } from '../../scripts/shell/init-project.mts'
import { renderedTree } from '../scenarios/trees.mts'
import { root, run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'

const test = suite('init')

type Answer = { readonly exit: number; readonly result: { readonly services: number; readonly written: readonly string[]; readonly decisions: readonly unknown[]; readonly leftovers: readonly { readonly what: string; readonly at?: { readonly file: string; readonly line: number } }[]; readonly problems: readonly unknown[] }; readonly problems: readonly { readonly code: string; readonly message: string; readonly hint: string }[] }

/** Puts files into a fresh folder and runs init on it. */
const inFolder = (files: Readonly<Record<string, string>>, act: (init: (...words: readonly string[]) => Promise<Answer>, folder: string) => Promise<void>) => () => withTemp(async (folder) => {
  for (const [path, text] of Object.entries(files)) { await mkdir(dirname(join(folder, path)), { recursive: true }); await writeFile(join(folder, path), text) }
  await act(async (...words) => JSON.parse((await run(['node', join(root, 'scripts/init.mts'), '--stack', folder, '--json', ...words])).stdout) as Answer, folder)
})

const db = 'services:\n  db:\n    image: postgres:17\n'
const stackOf = (folder: string) => readFile(join(folder, 'stack.yaml'), 'utf8')

test('a compose file becomes a stack file that renders', inFolder({ 'compose.yaml': `${db}    environment: { POSTGRES_PASSWORD: geheim-1 }\n` }, async (init, folder) => {
  const { exit, result } = await init()
  assert.equal([exit, result.services, result.written, result.problems], [0, 1, ['stack.yaml', '.gitignore'], []])
  assert.match(await stackOf(folder), 'kind: postgres\n    version: "17"')
  assert.ok((await renderedTree(folder)).has('compose/dev/compose.yaml'))
}))

test('an empty folder gets a page to begin with, and that renders', inFolder({}, async (init, folder) => {
  assert.equal((await init()).result.written, ['stack.yaml', 'web/index.html', '.gitignore'])
  assert.match(await stackOf(folder), /root: .\/web +# the folder with the files/)
  assert.ok((await renderedTree(folder)).has('nginx/dev/web/nginx.conf'))
}))

test('without a compose file services are proposed from Dockerfiles and projects', inFolder({
  'api/Dockerfile': 'FROM node:24-slim\nEXPOSE 4000\nCMD ["node", "x.js"]\n', 'api/package.json': '{ "dependencies": { "pg": "8" } }', 'site/Dockerfile': 'FROM nginx:1.30\nCOPY . /usr/share/nginx/html\n', 'jobs/go.mod': 'module jobs\n',
}, async (init, folder) => {
  const { result } = await init()
  const text = await stackOf(folder)
  for (const part of ['db:\n    kind: postgres', 'api:\n    kind: node-web\n    build: ./api\n    port: 4000', 'site:\n    kind: static-web\n    build: ./site\n    route: /']) assert.match(text, part)
  assert.ok(result.leftovers.some(({ what }) => what === 'a Dockerfile in ./jobs'))
}))

test('a stack file that is there already is left alone', inFolder({ 'stack.yaml': 'name: mine\n', 'compose.yaml': db }, async (init, folder) => {
  const { exit, problems: [problem] } = await init()
  assert.equal([exit, problem?.code], [3, 'refused'])
  assert.match(problem?.message ?? '', 'stack.yaml is already there')
  assert.is(await stackOf(folder), 'name: mine\n')
}))

test('--dry-run shows the steps and writes nothing', inFolder({ 'compose.yaml': db }, async (_init, folder) => {
  const { stdout, code } = await run(['node', join(root, 'scripts/init.mts'), '--stack', folder, '--dry-run'])
  assert.equal([code, stdout.split('\n')[0], await readdir(folder)], [0, 'write stack.yaml  # it is made of compose.yaml', ['compose.yaml']])
}))

test('the list says each thing with its place, its reason and the way out', inFolder({ 'compose.yaml': `${db}    network_mode: host\n` }, async (_init, folder) => {
  const { stdout } = await run(['node', join(root, 'scripts/init.mts'), '--stack', folder])
  assert.match(stdout, 'compose.yaml:2  took service db as kind postgres, because its image is postgres:17')
  assert.match(stdout, 'compose.yaml:4  network_mode: host: each service is in networks of the stack; publish the ports it needs')
  const short = relative(root, folder)
  const where = short.length < folder.length ? short : folder
  assert.match(stdout, `make setup ARGS='--stack ${where}', then make dev ARGS='--stack ${where}'`)
}))

test('a secret that only a variable can carry moves into .env, behind what is there', inFolder({
  '.env': 'A=1\n', 'compose.yaml': 'services: { app: { image: "x/y:1", environment: { API_TOKEN: tok-geheim-7, A: $A } } }\n',
}, async (init, folder) => {
  const { result } = await init()
  assert.equal(result.written, ['stack.yaml', '.env', '.gitignore'])
  assert.match(await stackOf(folder), 'API_TOKEN: "${API_TOKEN}"')
  assert.is(await readFile(join(folder, '.env'), 'utf8'), "A=1\n\n# Secrets that stood in a compose file; moved here by init.\nAPI_TOKEN='tok-geheim-7'\n")
  assert.not.match(JSON.stringify(result), 'tok-geheim-7')
}))

test('several files by --file, the later changing the earlier', inFolder({ 'a.yml': db, 'b.yml': 'services: { db: { image: "postgres:16" } }\n' }, async (init, folder) => {
  assert.is((await init('--file', 'a.yml', '--file', 'b.yml')).exit, 0)
  assert.match(await stackOf(folder), 'version: "16"')
}))

test.run()

// ---

const wrong = suite('init: what can not be read')
/** Root reads everything, unless it has left its rights in a namespace of its own. */
const asNobody = process.getuid?.() === 0 ? ['unshare', '--user', '--'] : []
const asUser = when((await run([...asNobody, 'true'])).code === 0, 'root reads everything, and there are no user namespaces', wrong)

/** What init has to say against these files. */
const refused = (files: Readonly<Record<string, string>>, exit: number, message: string | RegExp, ...given: readonly string[]) => inFolder(files, async (_init, folder) => {
  try {
    initProject(folder, given, folder)
    assert.unreachable()
  } catch (error) {
    assert.ok(isFailure(error), String(error))
    assert.is(error.exit, exit)
    assert.match(error.message, message)
  }
})

wrong('broken YAML: file, line and column', refused({ 'compose.yaml': 'services:\n  db:\n    image: "postgres\n' }, 2, 'compose.yaml:3:12 a quote is opened here and never closed'))
wrong('no services', refused({ 'compose.yaml': 'volumes: {}\n' }, 2, 'compose.yaml there is no service in it'))
wrong('a list', refused({ 'compose.yaml': '- a\n' }, 2, 'this is no compose file'))
wrong('a service that is a text', refused({ 'compose.yaml': 'services: { db: postgres }\n' }, 2, 'compose.yaml:1:13 the service db is not a map'))
wrong('3 MB', refused({ 'compose.yaml': `${db}# ${'x'.repeat(3 * 1024 * 1024)}\n` }, 2, 'compose.yaml:1:1 the file is larger than 2 MB'))
wrong('a file that is not there', refused({}, 2, 'c.yml there is no such file', 'c.yml'))
wrong('a folder in place of the file', refused({ 'compose.yaml/x': '' }, 2, 'compose.yaml is a folder'))
wrong('a folder that is not there', async () => {
  const { stdout } = await run(['node', join(root, 'scripts/init.mts'), '--stack', '/nowhere/at-all', '--json'])
  assert.match(stdout, 'there is no folder /nowhere/at-all')
})
wrong('an include that includes itself', refused({ 'compose.yaml': 'include: [b.yaml]\n', 'b.yaml': 'include: [compose.yaml]\nservices: { a: { image: x } }\n' }, 2, 'b.yaml:1:11 compose.yaml includes itself: compose.yaml → b.yaml → compose.yaml'))
wrong('services that extend each other', refused({ 'compose.yaml': 'services:\n  a: { extends: b }\n  b: { extends: { service: a } }\n' }, 2, 'compose.yaml:3:8 services extend each other in a circle: a → b → a'))
wrong('a service to extend that is not there', refused({ 'compose.yaml': 'services:\n  a: { extends: { file: z.yaml, service: b } }\n' }, 2, 'compose.yaml:2:8 there is no z.yaml to extend from'))
asUser('a file nobody may read', inFolder({ 'compose.yaml': db }, async (_init, folder) => {
  await chmod(join(folder, 'compose.yaml'), 0)
  const { code, stderr } = await run([...asNobody, 'node', join(root, 'scripts/init.mts'), '--stack', folder])
  assert.is(code, 1)
  assert.match(stderr, 'permission denied')
}))

wrong('a file of the swarm era is read like any other', inFolder({
  'docker-compose.yml': "version: '2'\nservices:\n  web:\n    image: nginx:1.9\n    links: [db:database]\n    ports: ['8080:80']\n    environment: [DB=database:3306]\n    mem_limit: 128m\n    volumes_from: [data]\n  db: { image: mysql:5.6, expose: ['3306'] }\n  data: { image: busybox, volumes: [/data] }\n",
}, async (init, folder) => {
  const { exit, result } = await init()
  assert.equal([exit, result.problems], [0, []])
  assert.match(await stackOf(folder), 'DB: "{{db.host}}:{{db.port}}"')
  assert.match(await stackOf(folder), 'limits: { memory: 128M }')
  assert.ok(result.leftovers.some(({ what, at }) => what === 'volumes_from' && at?.line === 9))
}))

wrong('services at the root, as before version 2', inFolder({ 'docker-compose.yml': 'db:\n  image: redis\n' }, async (init, folder) => {
  assert.is((await init()).exit, 0)
  assert.match(await stackOf(folder), 'kind: redis')
}))

wrong('variables that are set nowhere are listed, and empty as compose has them', inFolder({ 'compose.yaml': 'services:\n  a:\n    image: x/y:${TAG}\n    environment: { LEVEL: "$LEVEL" }\n' }, async (init, folder) => {
  const { result } = await init()
  assert.match(await stackOf(folder), 'LEVEL: "${LEVEL:-}"')
  assert.equal(result.leftovers.map(({ what }) => what), ['image: x/y:${TAG}', 'LEVEL: $LEVEL'])
}))

wrong.run()
