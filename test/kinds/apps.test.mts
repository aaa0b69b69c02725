import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { workloadOf } from '../stack/reading.mts'

const test = suite('kinds: a team\'s own code')

const app = (kind: string, keys = 'command: x', environment = 'prod') => workloadOf(`name: shop\nservices:\n  api: { kind: ${kind}, ${keys} }\n`, 'api', environment)
const kinds = ['node-web', 'node-worker', 'python-web', 'python-worker', 'go-web', 'go-worker'] as const

test('each language has its image', () => {
  assert.equal(['node-web', 'python-worker', 'go-web'].map((kind) => app(kind).image), ['node:24-slim', 'python:3.13-slim', 'golang:1.27'])
  assert.equal([app('node-web', 'command: x, version: 22').image, app('python-web', 'command: x, version: 3.10').image, app('node-web', 'command: x, version: 22-alpine').image, app('node-web', 'command: x, version: lts').image], ['node:22-slim', 'python:3.10-slim', 'node:22-alpine', 'node:lts-slim'])
})

test('a server has a port and is told so, a worker has none unless it is given one', () => {
  assert.equal(kinds.map((kind) => app(kind).ports.map(({ number }) => number).join()), ['3000', '', '8000', '', '8080', ''])
  assert.equal(kinds.map((kind) => app(kind).variables.PORT), ['3000', undefined, '8000', undefined, '8080', undefined])
  assert.is(app('node-web', 'command: x, port: 4000').variables.PORT, '4000')
  assert.is(app('node-worker', 'command: x, port: 4000').variables.PORT, '4000')
  assert.is(app('node-web', 'command: x, port: 4000, variables: { PORT: 5 }').variables.PORT, '5')
})

test('none of them runs as root, with a writable root or without limits', () => {
  for (const kind of kinds) {
    const { user, readOnlyRoot, resources, capabilities } = app(kind)
    assert.equal([user, readOnlyRoot, resources.limits, capabilities], ['1000:1000', true, { cpus: 1, memory: 512 * 1024 ** 2, pids: 512 }, []], kind)
  }
})

test('Node knows whether it is developed, Python logs at once', () => {
  assert.equal([app('node-web', 'command: x', 'dev').variables.NODE_ENV, app('node-web').variables.NODE_ENV], ['development', 'production'])
  assert.equal([app('python-worker').variables.PYTHONUNBUFFERED, app('python-worker').variables.PYTHONDONTWRITEBYTECODE], ['1', '1'])
})

test('a command is split into words', () => {
  assert.equal(app('node-web', 'command: "node src/api.mjs --name \'a b\'"').command, ['node', 'src/api.mjs', '--name', 'a b'])
  assert.equal(app('node-web', 'command: [node, "a b"]').command, ['node', 'a b'])
})

test('any image is hardened like the rest', () => {
  const { image, user, ports, health, networks, restart, stop } = app('container', 'image: "axllent/mailpit:v1.20"')
  assert.equal([image, user, ports, health, networks, restart, stop], ['axllent/mailpit:v1.20', '1000:1000', [], undefined, ['backend'], 'unless-stopped', { grace: 10_000 }])
  assert.is(app('container', 'image: a, user: image').user, undefined)
})

test('a job runs to its end and is not started again', () => {
  const { runs, restart, scheduled } = app('job', 'image: a, command: [x]')
  assert.equal([runs, restart, scheduled], ['job', 'no', false])
  assert.is(app('job', 'image: a, restart: on-failure').restart, 'on-failure')
})

test('logs are rotated', () => {
  assert.equal(app('node-web').logging, { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } })
  assert.equal(app('node-web', 'command: x, logging: { max_size: 1m, max_file: 2 }').logging.options, { 'max-size': '1m', 'max-file': '2' })
  assert.equal(app('node-web', 'command: x, logging: { driver: journald }').logging, { driver: 'journald', options: {} })
})

test('temporary files have a place, unless something else stands there', () => {
  assert.equal(app('node-web').mounts, [{ type: 'tmpfs', path: '/tmp' }])
  assert.equal(app('node-web', 'command: x, volumes: [tmp:/tmp]').mounts.map(({ type, path }) => `${type} ${path}`), ['volume /tmp'])
})

test.run()
