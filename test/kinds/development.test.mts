import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Workload } from '../../scripts/kinds/workload.mts'
import { caught, workloadOf, type Around } from '../stack/reading.mts'

const test = suite('kinds: development')

const dockerfile = (text: string): Around => ({ folders: ['.', 'api', 'src'], files: { 'api/Dockerfile': text, 'api/package-lock.json': '', Dockerfile: text } })
const node = dockerfile('FROM node:24\nWORKDIR /srv\nCMD ["node", "server.js"]\n')
const api = (keys: string, around: Around = node, environment = 'dev'): Workload => workloadOf(`name: shop\nservices:\n  api: { kind: ${keys} }\nenvironments: { dev: , prod: , staging: { reload: true } }\n`, 'api', environment, around)
const binds = ({ mounts }: Workload): readonly string[] => mounts.flatMap((mount) => mount.type === 'bind' ? [`${mount.source} → ${mount.path}${mount.readOnly ? ' ro' : ''}`] : [])

test('the source stands over the image\'s copy of it, read-only, where the Dockerfile puts it', () => {
  assert.equal(binds(api('node-web, build: ./api')), ['api → /srv ro'])
  assert.equal(binds(api('python-web, build: ./api', dockerfile('FROM python\nCMD ["python", "x.py"]\n'))), ['api → /app ro'])
  assert.equal(binds(api('node-web, build: ./api, workdir: /code')), ['api → /code ro'])
})

test('the command runs under a reloader of its language', () => {
  assert.equal(api('node-web, build: ./api').command, ['node', '/gantry/reload/reload.mjs', 'node', 'server.js'])
  assert.equal(api('python-web, build: ./api').command, ['python3', '/gantry/reload/reload.py', 'node', 'server.js'])
  assert.equal(api('node-web, build: ./api').mounts.find(({ path }) => path === '/gantry/reload'), { type: 'rendered', target: 'reload', folder: 'node', path: '/gantry/reload' })
})

test('the command is that of dev, of the service, of the Dockerfile, in this order', () => {
  assert.equal(api('node-web, build: ./api, command: node a.js, dev: { command: "node b.js --inspect" }').command?.slice(2), ['node', 'b.js', '--inspect'])
  assert.equal(api('node-web, build: ./api, command: node a.js').command?.slice(2), ['node', 'a.js'])
})

test('an entry point is part of the command, and is put out of the way', () => {
  const { command, entrypoint } = api('node-web, build: ./api', dockerfile('FROM node\nENTRYPOINT ["tini", "--"]\nCMD ["node", "x.js"]\n'))
  assert.equal([command?.slice(2), entrypoint], [['tini', '--', 'node', 'x.js'], []])
  assert.equal(api('node-web, build: ./api, command: [y.js]', dockerfile('FROM node\nENTRYPOINT ["node"]\nCMD ["x.js"]\n')).command?.slice(2), ['node', 'y.js'])
})

test('the last stage of the Dockerfile counts; a plain command is what a shell gets', () => {
  assert.equal(api('node-web, build: ./api', dockerfile('FROM node AS build\nWORKDIR /build\nCMD ["x"]\nFROM node\nWORKDIR /srv\nWORKDIR app\nCMD node \\\n  y.js\n')).command?.slice(2), ['/bin/sh', '-c', 'node    y.js'])
  assert.equal(binds(api('node-web, build: ./api', dockerfile('FROM node\nWORKDIR /srv\nWORKDIR app\nCMD ["x"]\n'))), ['api → /srv/app ro'])
})

test('a command that reloads by itself is left alone', () => {
  const { command, mounts } = api('node-web, build: ./api, dev: { command: npx vite --host, reload: false }')
  assert.equal(command, ['npx', 'vite', '--host'])
  assert.is(mounts.find(({ path }) => path === '/gantry/reload'), undefined)
})

test('without any command the source is mounted and nothing wrapped', () => {
  assert.is(api('node-web, build: ./api', dockerfile('FROM node\n')).command, undefined)
})

test('packages of the image stay visible below the source', () => {
  const volume = api('node-web, build: ./api').mounts.find(({ path }) => path === '/srv/node_modules')
  assert.is(volume?.type === 'volume' && volume.cache, true)
})

test('where the build folder is the whole project only its source is mounted', () => {
  assert.equal(binds(api('node-web, build: .')), ['src → /srv/src ro'])
  assert.equal(binds(api('node-web, build: .', { ...node, folders: ['.', 'api'] })), [])
})

test('mounts of one\'s own replace it', () => {
  assert.equal(binds(api('node-web, build: ., dev: { mount: { ./lib: /srv/lib, src/app: /srv/app } }')), ['lib → /srv/lib ro', 'src/app → /srv/app ro'])
})

test('Go is compiled in the container, so the compiler\'s image takes the place of the build', () => {
  const go = api('go-web, build: ./api, version: "1.26"')
  assert.equal([go.image, go.build, go.workdir, go.command], ['golang:1.26', undefined, '/src', ['go', 'run', '/gantry/reload/reload.go', 'go', 'run', '.']])
  assert.equal(binds(go), ['api → /src ro'])
  assert.is(go.variables.GOCACHE, '/go/cache')
})

test('an image for development takes the place of the build', () => {
  const { image, build, command } = api('node-web, build: ./api, dev: { image: "node:24", command: npm run dev }')
  assert.equal([image, build, command?.slice(2)], ['node:24', undefined, ['npm', 'run', 'dev']])
})

test('elsewhere nothing of this happens, unless the environment says so', () => {
  const prod = api('node-web, build: ./api', node, 'prod')
  assert.equal([prod.image, prod.command, binds(prod)], ['shop/api:prod', undefined, []])
  assert.equal(binds(api('node-web, build: ./api', node, 'staging')), ['api → /srv ro'])
})

test('a service without a source of ours is left alone', () => {
  assert.equal(binds(api('node-web, image: a')), [])
  assert.is(api('container, build: ./api').command, undefined)
})

const rendered = (keys: string, files: Readonly<Record<string, string>> = {}, environment = 'dev') =>
  api(keys, { folders: ['api', 'models'], files: { ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`api/${name}`, text])), models: '' } }, environment)

test('of a rendered Dockerfile development gets the stage with the source, and says where that stands', () => {
  const { build, command, mounts } = rendered('node-web, command: node x.js, build: ./api', { 'package.json': '{}' })
  assert.equal(build, { context: 'api', owner: 'api', target: 'application' })
  assert.equal(command, ['node', '/gantry/reload/reload.mjs', 'node', 'x.js'])
  assert.equal(mounts.flatMap((mount) => mount.type === 'bind' || mount.type === 'volume' ? [mount.path] : []), ['/app', '/app/node_modules'])
  assert.is(rendered('node-web, command: node x.js, build: ./api', { 'package.json': '{}' }, 'prod').build?.target, 'production')
  assert.is(rendered('node-web, command: node x.js, build: { context: ./api, target: dependencies }').build?.target, 'dependencies')
})

test('folders that were included stand below the mounted source', () => {
  const { mounts } = rendered('python-web, command: python x.py, build: ./api, include: [../models]')
  assert.equal(mounts.find(({ path }) => path === '/app/models'), { type: 'bind', source: 'models', path: '/app/models', readOnly: true, isFolder: true })
})

test('what a build has to make runs as in production, unless somebody says how to run the source', () => {
  const files = { 'package.json': '{"scripts":{"build":"tsc"}}' }
  const { build, command } = rendered('node-web, command: node dist/x.js, build: ./api', files)
  assert.equal([build?.target, command, binds(rendered('node-web, command: node dist/x.js, build: ./api', files))], ['production', ['node', 'dist/x.js'], []])
  assert.equal(rendered('node-web, command: node dist/x.js, build: ./api, dev: { command: npx tsx x.ts }', files).build?.target, 'application')
  assert.equal(caught(`name: shop\nservices:\n  api: { kind: node-web, command: node x.js, ▸build: api }\nenvironments: { dev: }\n`, { folders: ['api'], files: { 'api/package.json': files['package.json'] } }), ['warning no-command'])
})

test('services of one folder that run different stages have different images', () => {
  const around: Around = { folders: ['api'], files: { 'api/package.json': '{"scripts":{"build":"tsc"}}' } }
  const text = 'name: shop\nservices:\n  migrate: { kind: job, build: api, command: node dist/m.js }\n  api: { kind: node-web, build: api, command: node dist/x.js, dev: { command: npx tsx x.ts } }\n  worker: { kind: node-worker, build: api, command: node dist/w.js, dev: { command: npx tsx w.ts } }\n'
  const images = (environment: string) => ['migrate', 'api', 'worker'].map((name) => { const { image, build } = workloadOf(text, name, environment, around); return `${image} ${build?.target}` })
  assert.equal(images('dev'), ['shop/migrate:dev production', 'shop/api:dev application', 'shop/api:dev application'])
  assert.equal(new Set(images('prod')), new Set(['shop/migrate:prod production']))
})

test('a job in development runs the stage that its neighbours run', () => {
  const text = 'name: shop\nservices:\n  migrate: { kind: job, build: api, command: python m.py }\n  api: { kind: python-web, build: api, command: python x.py }\n'
  assert.equal(['migrate', 'api'].map((name) => workloadOf(text, name, 'dev', { folders: ['api'], files: {} }).build), Array(2).fill({ context: 'api', owner: 'migrate', target: 'application' }))
})

test('Go with C libraries is compiled in the image that was built with them', () => {
  const go = rendered('go-web, cgo: true, build: ./api, recipe: { package: cmd/api }', { 'go.mod': '' })
  assert.equal([go.image, go.build?.target, go.workdir, go.command?.slice(-1)], ['shop/api:dev', 'dependencies', undefined, ['./cmd/api']])
  assert.equal(binds(go), ['api → /src ro'])
})

test('a job is run again, not reloaded', () => {
  assert.equal(binds(api('job, build: ./api')), [])
  assert.equal(caught('name: shop\nservices:\n  api: { kind: job, build: api }\n', node), [])
})

test.run()
