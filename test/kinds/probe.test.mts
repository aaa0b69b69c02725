import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { workloadOf } from '../stack/reading.mts'

const test = suite('kinds: probes')

const probe = (kind: string, health: string, environment = 'prod') => workloadOf(`name: shop\nservices:\n  api: { kind: ${kind}, image: a, ${health} }\n`, 'api', environment).health

test('a probe asks with what the image has: Node, Python, or busybox', () => {
  assert.equal(['node-web', 'python-web', 'go-web', 'container', 'job', 'node-worker'].map((kind) => probe(kind, 'port: 80, health: /ok')?.command.slice(0, 2)),
    [['node', '-e'], ['python3', '-c'], ['wget', '-q'], ['wget', '-q'], ['wget', '-q'], ['node', '-e']])
  assert.equal(probe('container', 'port: 80, health: /ok')?.command, ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:80/ok'])
})

test('a server without a probe has to accept a connection, a worker and an image nothing', () => {
  assert.match(probe('node-web', 'port: 3001')?.command.join(' ') ?? '', "connect(3001,'127.0.0.1'")
  assert.match(probe('python-web', '')?.command.join(' ') ?? '', "create_connection(('127.0.0.1',8000)")
  assert.equal(probe('go-web', '')?.command, ['grep', '-qE', ':1F90 0+:0000 0A', '/proc/net/tcp', '/proc/net/tcp6'])
  for (const kind of ['node-worker', 'python-worker', 'container', 'job']) assert.is(probe(kind, 'variables: {}'), undefined, kind)
})

test('a probe asks the port it names, else the first', () => {
  const ports = 'ports: { http: 80, admin: 81, grpc: 82 }'
  const asked = (health: string): string => probe('container', `${ports}, health: ${health}`)?.command.at(-1) ?? ''
  assert.equal([asked('/x'), asked('{ path: /x, port: admin }'), asked('{ grpc: true, port: grpc }')], ['http://127.0.0.1:80/x', 'http://127.0.0.1:81/x', '-addr=127.0.0.1:82'])
  assert.match(probe('container', `${ports}, health: { tcp: admin }`)?.command.join(' ') ?? '', ':0051 0+:0000 0A')
})

test('gRPC is asked by its standard health service', () => {
  assert.match(probe('node-web', 'ports: { grpc: 50051 }, health: { grpc: true }')?.command.join(' ') ?? '', '/grpc.health.v1.Health/Check')
  assert.match(probe('python-web', 'ports: { grpc: 50051 }, health: { grpc: true }')?.command.join(' ') ?? '', "insecure_channel('127.0.0.1:50051')")
})

test('a command of one\'s own is taken as it is', () => {
  assert.equal(probe('container', 'health: { command: "mysqladmin ping -h 127.0.0.1" }')?.command, ['mysqladmin', 'ping', '-h', '127.0.0.1'])
  assert.equal(probe('node-web', 'health: { command: [sh, -c, "a && b"] }')?.command, ['sh', '-c', 'a && b'])
})

test('`health: false` asks nothing', () => {
  assert.is(probe('node-web', 'health: false'), undefined)
})

test('it is patient while a service starts, and stricter in dev', () => {
  const timings = (environment: string, keys = 'health: /ok') => ({ ...probe('node-web', keys, environment), command: 'the probe' })
  assert.equal(timings('prod'), { command: 'the probe', interval: 10_000, timeout: 5000, retries: 3, startPeriod: 60_000, startInterval: 500 })
  assert.equal(timings('dev'), { command: 'the probe', interval: 5000, timeout: 3000, retries: 2, startPeriod: 60_000, startInterval: 500 })
  assert.is(timings('prod', 'ready: 4m, health: /ok').startPeriod, 240_000)
  assert.equal(timings('dev', 'health: { path: /ok, interval: 30s, timeout: 10s, retries: 5, start_period: 2m, start_interval: 1s }'), { command: 'the probe', interval: 30_000, timeout: 10_000, retries: 5, startPeriod: 120_000, startInterval: 1000 })
})

const run = (argv: readonly string[]): Promise<number> => new Promise((resolve) => {
  execFile(argv[0] ?? '', argv.slice(1), { timeout: 10_000 }, (error) => resolve(error === null ? 0 : typeof error.code === 'number' ? error.code : 127))
})

test('odd paths reach the server as they are written', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => { asked.push(request.url ?? ''); response.writeHead(request.url?.includes('sick') ? 503 : request.url?.includes('login') ? 302 : 200).end() })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  const paths = ['/', '/health?deep=1&x=%20y', '/a~b!c(d)+e,f=g:h@i', '/login', '/sick']
  try {
    for (const kind of ['node-web', 'python-web']) {
      const [program = ''] = probe(kind, `port: ${port}, health: /`)?.command ?? []
      if (await run([program, '--version']) === 127) continue
      asked.length = 0
      const codes = await Promise.all(paths.map(async (path) => await run(probe(kind, `port: ${port}, health: "${path}"`)?.command ?? [])))
      assert.equal(codes, [0, 0, 0, 0, 1], kind)
      assert.equal([...asked].sort(), [...paths].sort(), kind)
    }
  } finally {
    server.close()
  }
  assert.is(await run(probe('node-web', `port: ${port}, health: /`)?.command ?? []), 1)
})

test.run()
