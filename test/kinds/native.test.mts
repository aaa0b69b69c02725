import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ground, Program } from '../../scripts/kinds/ground.mts'
import type { Native, NotNative } from '../../scripts/kinds/native-run.mts'
import type { Workload } from '../../scripts/kinds/workload.mts'
import { onGround } from '../../scripts/stack/on-ground.mts'
import { readStack } from '../../scripts/stack/read.mts'
import { factsOf, type Around } from '../stack/reading.mts'

const program = (path: string, version: string, isOurs = false): Program => ({ path, version, isOurs })

const having = (programs: Readonly<Record<string, readonly Program[]>>): Ground['programs'] => (name) => programs[name] ?? []

/** A machine with everything on it, on which every named service runs without a container. */
const ground = (services: readonly string[], changes: Partial<Ground> = {}): Ground => ({
  services: new Set(services), ports: {}, folder: '/shop', state: '.gantry/dev/native', unprivileged: { prefix: [] },
  programs: having({
    node: [program('/bin/node', '24.21.0')], python3: [program('/bin/python3', '3.13.1')], go: [program('/bin/go', '1.27')],
    postgres: [program('/pg/15/bin/postgres', '15.18'), program('/npm/bin/postgres', '18.4', true)], 'redis-server': [program('/bin/redis-server', '7.0.15')], serve: [program('/gantry/serve.mts', '', true)],
  }), ...changes,
})

const read = (text: string, on: Ground, around: Around = {}) => {
  const found = readStack('stack.yaml', `name: shop\nservices:\n${text}`, ['dev'], { facts: factsOf({ folders: ['api', 'public'], ...around }), dotenv: () => ({ files: '.env', exists: true, values: {} }), images: undefined })
  return found.problems.some(({ severity }) => severity === 'error') ? found : onGround(found.drafts, on, undefined)
}

/** The named workload of a stack that runs on this machine. */
const workload = (name: string, text: string, on: Ground, around: Around = {}): Workload => {
  const { environments: [environment], problems } = read(text, on, around)
  const found = environment?.workloads.find((one) => one.name === name)
  if (!found) throw new Error(JSON.stringify(problems))
  return found
}
const native = (name: string, text: string, on: Ground, around: Around = {}): Native => workload(name, text, on, around).native as Native
const lack = (text: string, on = ground(['api']), around: Around = {}): NotNative => workload('api', text, on, around).native as NotNative

const app = suite('without a container: programs of the team\'s own')
const dockerfile = { 'api/Dockerfile': 'FROM node:24\nWORKDIR /app\nCMD ["node", "/app/main.mjs", "--config", "/app/config.json"]' }

app('run the command of their image in the folder of their source', () => {
  const { command, workdir, watch } = native('api', '  api: { kind: node-web, build: ./api }', ground(['api']), { files: dockerfile })
  assert.equal(command, ['node', '/shop/api/main.mjs', '--config', '/shop/api/config.json'])
  assert.equal([workdir, watch], ['api', 'api'])
})

app('run what `native:` says instead, and are left alone where they reload by themselves', () => {
  const { command, watch } = native('api', '  api: { kind: node-web, build: ./api, native: { command: npx vite, reload: false } }', ground(['api']), { files: dockerfile })
  assert.equal([command, watch], [['npx', 'vite'], undefined])
})

app('are asked on the port they listen on', () => {
  const text = (rest: string) => `  api: { kind: node-web, build: ./api, port: 2030, command: node main.mjs${rest} }`
  const probe = (rest: string) => native('api', text(rest), ground(['api']), { files: dockerfile }).probe
  assert.equal(probe(', health: /ready'), { by: 'http', port: 2030, path: '/ready' })
  assert.equal(probe(''), { by: 'tcp', port: 2030 })
  assert.equal(probe(', health: { command: [check, --now] }'), { by: 'command', command: ['check', '--now'] })
  assert.equal(probe(', health: false'), undefined)
})

app('a port that had to move is told in PORT, in the probe and to those who call', () => {
  const on = ground(['api', 'web'], { ports: { api: { http: 41000 }, web: { http: 3000 } } })
  const text = '  api: { kind: node-web, build: ./api, port: 80, health: /ready, command: node main.mjs }\n  web: { kind: node-web, build: ./api, command: node web.mjs, needs: [api], variables: { API: "http://{{api.host}}:{{api.port}}" } }'
  const api = native('api', text, on, { files: dockerfile })
  assert.equal([api.variables.PORT, api.probe], ['41000', { by: 'http', port: 41000, path: '/ready' }])
  const { API, API_HOST, API_PORT } = native('web', text, on, { files: dockerfile }).variables
  assert.equal([API, API_HOST, API_PORT], ['http://127.0.0.1:41000', '127.0.0.1', '41000'])
})

app('paths inside the container become those of this machine: secrets, mounts, source', () => {
  const { variables } = native('api', '  api: { kind: node-web, build: ./api, needs: [db], command: node main.mjs, volumes: ["./data:/data", "cache:/cache"], variables: { DATA: /data/x, CACHE: /cache, HOME_PAGE: /app/index.html, OTHER: /database } }\n  db: { kind: postgres }', ground(['api', 'db'], { ports: { db: { tcp: 40001 } } }), { files: dockerfile })
  assert.equal([variables.DB_HOST, variables.DB_PORT, variables.DB_PASSWORD_FILE], ['127.0.0.1', '40001', '/shop/secrets/dev/db_password'])
  assert.equal([variables.DATA, variables.CACHE, variables.HOME_PAGE, variables.OTHER], ['/shop/data/x', '/shop/.gantry/dev/native/volumes/cache', '/shop/api/index.html', '/database'])
})

app('packages are installed when the lock file is newer than they are', () => {
  const files = { ...dockerfile, 'api/package.json': '{}', 'api/package-lock.json': '{}' }
  const text = '  api: { kind: node-web, build: ./api }'
  assert.equal(native('api', text, ground(['api']), { files }).prepare.map((one) => 'run' in one && [one.run.argv.slice(0, 2), one.run.cwd, one.run.variables]), [[['npm', 'ci'], 'api', { NODE_USE_SYSTEM_CA: '1' }]])
  assert.equal(native('api', text, ground(['api']), { files: { ...files, 'api/node_modules/.package-lock.json': '{}' } }).prepare, [])
})

app('Python has an environment of its own for each content of requirements.txt; a .venv that is there goes first', () => {
  const files = { 'api/Dockerfile': 'FROM python:3.13\nCMD ["python3", "main.py"]', 'api/requirements.txt': 'flask' }
  const text = '  api: { kind: python-web, build: ./api }'
  const made = native('api', text, ground(['api']), { files })
  assert.match(made.path[0] ?? '', /^\.gantry\/dev\/native\/python\/api-[0-9a-f]+\/bin$/)
  assert.is(made.prepare.length, 2)
  const own = native('api', text, ground(['api']), { files: { ...files, 'api/.venv': '' } })
  assert.equal([own.path, own.prepare, own.variables.VIRTUAL_ENV], [['api/.venv/bin'], [], '/shop/api/.venv'])
})

app('Go is built before each start', () => {
  const { before, command } = native('api', '  api: { kind: go-web, build: ./api }', ground(['api']), { files: { 'api/Dockerfile': 'FROM scratch\nCMD ["/server"]', 'api/go.mod': 'module api' } })
  assert.equal(before, { argv: ['go', 'build', '-o', '/shop/.gantry/dev/native/go/api', '.'], cwd: 'api' })
  assert.equal(command, ['/shop/.gantry/dev/native/go/api'])
})

app('what cannot run says what it lacks', () => {
  assert.equal(lack('  api: { kind: container, image: grafana/grafana:12 }').lacks, 'it is an image')
  assert.equal(lack('  api: { kind: node-web, build: ./api }', ground(['api']), { files: { 'api/Dockerfile': 'FROM node:24' } }).lacks, 'nothing says what its command is')
  assert.equal(lack('  api: { kind: node-web, build: ./api, native: false }', ground(['api']), { files: dockerfile }).lacks, '`native: false` says so')
  assert.equal(lack('  api: { kind: python-web, version: "3.11", command: python3 main.py }').lacks, 'it wants python 3.11, and here is 3.13.1')
  assert.equal(lack('  api: { kind: static-web, build: ./api }', ground(['api']), { files: dockerfile }).lacks, 'only its image has the files')
})

app('where somebody needs it that is a mistake with its place; where it is only wanted it is left out', () => {
  const on = ground(['api', 'cache'], { programs: having({}) })
  const codes = (how: string) => read(`  api: { kind: node-web, build: ./api, command: node main.mjs, ${how}: [cache] }\n  cache: { kind: redis }`, on, { files: dockerfile }).problems.map(({ severity, code, line, path }) => `${severity} ${code} ${line} ${path}`)
  assert.equal(codes('needs'), ['error not-native 4 services.cache.kind'])
  assert.equal(codes('wants'), ['warning not-native 4 services.cache.kind'])
})

app.run()

// ---

const servers = suite('without a container: servers')

servers('PostgreSQL comes from this machine, else from the packages; data that are there decide', () => {
  const on = (files: Record<string, string>, changes: Partial<Ground> = {}) => workload('api', '  api: { kind: postgres }', ground(['api'], changes), { folders: [], files }).native
  assert.is((on({}) as Native).on, 'PostgreSQL 15.18')
  assert.is((on({}, { programs: having({ postgres: [program('/npm/bin/postgres', '18.4', true)] }) }) as Native).on, 'PostgreSQL 18.4 of gantry\'s packages')
  const made = '.gantry/dev/native/volumes/api-data/data/PG_VERSION'
  assert.is((on({ [made]: '18' }) as Native).on, 'PostgreSQL 18.4 of gantry\'s packages')
  assert.is((on({ [made]: '14' }) as NotNative).lacks, 'its data are of PostgreSQL 14, here is 15.18 and 18.4')
  assert.is((on({}, { programs: having({}) }) as NotNative).lacks, 'there is no PostgreSQL')
})

servers('PostgreSQL listens on loopback alone, on a port that is ours to choose, with the tuning of its container', () => {
  const { command, movesPort, prepare } = native('api', '  api: { kind: postgres, settings: { work_mem: 16MB } }', ground(['api'], { ports: { api: { tcp: 40001 } } }), { folders: [], files: {} })
  const line = command.join(' ')
  for (const words of ['-D /shop/.gantry/dev/native/volumes/api-data/data', '-c work_mem=16MB', '-c listen_addresses=127.0.0.1', '-c port=40001']) assert.ok(line.includes(words), `${words} in ${line}`)
  assert.is(movesPort, true)
  const [make, tell] = prepare
  assert.is(make && 'folder' in make && make.folder, '.gantry/dev/native/volumes/api-data/data')
  assert.match(tell && 'run' in tell ? tell.run.input ?? '' : '', "pg_read_file('/shop/secrets/dev/api_password')", 'the server reads the password itself')
})

servers('root hands PostgreSQL to somebody else, or says that it cannot', () => {
  const as = (unprivileged: Ground['unprivileged']) => workload('api', '  api: { kind: postgres }', ground(['api'], { unprivileged }), { folders: [], files: {} }).native
  assert.equal((as({ prefix: ['unshare', '--user', '--'] }) as Native).command.slice(0, 4), ['unshare', '--user', '--', '/pg/15/bin/postgres'])
  assert.match((as(undefined) as NotNative).lacks, 'refuses to run as root')
})

servers('Redis keeps to loopback and to its memory limit', () => {
  const { command } = native('api', '  api: { kind: redis, limits: { memory: 128M } }', ground(['api'], { ports: { api: { tcp: 40002 } } }))
  assert.equal(command.slice(0, 3), ['/bin/redis-server', '--protected-mode', 'no'])
  assert.match(command.join(' '), '--maxmemory 96mb --save  --appendonly no --maxmemory-policy allkeys-lru --bind 127.0.0.1 --protected-mode yes --port 40002')
})

servers('a site is served by nginx where there is one, else by gantry', () => {
  const text = '  api: { kind: static-web, root: ./public, route: / }'
  assert.is(native('api', text, ground(['api'])).on, 'the server in gantry')
  const on = ground(['api'], { programs: having({ nginx: [program('/usr/sbin/nginx', '1.22.1')] }) })
  assert.is(native('api', text, on).on, 'nginx 1.22.1')
})

servers.run()

// ---

const mixed = suite('some without a container, the rest in one')
const text = '  db: { kind: postgres }\n  api: { kind: node-web, build: ./api, command: node main.mjs, needs: [db] }\n  web: { kind: node-web, build: ./api, command: node web.mjs, needs: [api] }'
const on = ground(['api'], { ports: { api: { http: 3000 }, db: { tcp: 40001 } } })

mixed('a container that a process calls is published on loopback, and has a network that leads there', () => {
  const db = workload('db', text, on, { files: dockerfile })
  assert.equal(db.publish, [{ address: '127.0.0.1', host: 40001, port: 5432, protocol: 'tcp' }])
  assert.equal(db.networks, ['backend', 'database'])
  assert.equal(native('api', text, on, { files: dockerfile }).variables.DB_PORT, '40001')
})

mixed('a container calls a process through the machine', () => {
  const web = workload('web', text, on, { files: dockerfile })
  assert.equal([web.variables.API_HOST, web.variables.API_PORT, web.callsHost], ['host.docker.internal', '3000', true])
})

mixed.run()
