import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { companions } from '../../scripts/companions/index.mts'
import { environmentOf, workloadOf } from '../stack/reading.mts'

const test = suite('companions: proxy')

const stack = (services: string, more = ''): string => `name: shop\nservices:\n${services.trim().split('\n').map((line) => `  ${line.trim()}\n`).join('')}${more}`
const routed = stack(`
  web: { kind: static-web, root: ./public, route: / }
  api: { kind: node-web, image: a, route: /api/ }
  worker: { kind: node-worker, image: a }`, 'environments: { dev: , prod: { http: 8080 }, lan: { http: "[::1]:81", proxy: { version: "1.29.3", body: 1G } } }\n')

test('these companions there are', () => {
  assert.equal(Object.entries(companions).map(([name, companion]) => [name, companion.name]), [['proxy', 'proxy']])
})

test('a route implies it, nothing else does', () => {
  assert.equal(environmentOf(routed).workloads.map(({ name }) => name), ['web', 'api', 'worker', 'proxy'])
  assert.equal(environmentOf(stack('cache: { kind: redis }')).workloads.map(({ name }) => name), ['cache'])
})

test('it alone is published: on loopback in dev, everywhere else on port 80 unless told', () => {
  assert.equal(workloadOf(routed, 'proxy', 'dev').publish, [{ address: '127.0.0.1', host: 8080, port: 80, protocol: 'tcp' }])
  assert.equal(workloadOf(routed, 'proxy', 'prod').publish, [{ address: '', host: 8080, port: 80, protocol: 'tcp' }])
  assert.equal(workloadOf(routed, 'proxy', 'lan').publish, [{ address: '[::1]', host: 81, port: 80, protocol: 'tcp' }])
  assert.equal(environmentOf(routed, 'prod').workloads.filter(({ publish }) => publish.length > 0).map(({ name }) => name), ['proxy'])
})

test('it stands in the networks of what it passes on to, never in the database\'s', () => {
  assert.equal(workloadOf(routed, 'proxy').networks, ['frontend', 'backend'])
  assert.equal(workloadOf(stack('web: { kind: static-web, root: ./public, route: / }'), 'proxy').networks, ['frontend'])
})

test('it waits for nobody, and answers for itself', () => {
  const { needs, wants, health, readOnlyRoot, user } = workloadOf(routed, 'proxy')
  assert.equal([needs, wants, health?.command.at(-1), readOnlyRoot, user], [[], ['web', 'api'], 'http://127.0.0.1:8081/health', true, '101:101'])
})

test('its version and the largest body are the environment\'s', () => {
  assert.equal([environmentOf(routed, 'lan').proxy.version, environmentOf(routed, 'lan').proxy.bodyLimit, workloadOf(routed, 'proxy', 'lan').image], ['1.29.3', 1024 ** 3, 'nginx:1.29-alpine'])
  assert.equal([environmentOf(routed, 'prod').proxy.version, environmentOf(routed, 'prod').proxy.bodyLimit, workloadOf(routed, 'proxy', 'prod').image], ['1.30', 10 * 1024 ** 2, 'nginx:1.30-alpine'])
})

test.run()
