import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { workloadOf } from '../stack/reading.mts'

const test = suite('kinds: redis')

const redis = (keys = '') => workloadOf(`name: shop\nservices:\n  cache: { kind: redis${keys} }\n`, 'cache', 'prod')

test('a cache evicts and forgets, with three quarters of its limit for data', () => {
  const { command, mounts } = redis(', limits: { memory: 128M }')
  assert.equal(command, ['redis-server', '--protected-mode', 'no', '--maxmemory', '96mb', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'])
  assert.equal(mounts, [{ type: 'tmpfs', path: '/tmp' }, { type: 'tmpfs', path: '/data' }])
})

test('a cache is what it is unless told', () => {
  assert.equal(redis().command, redis(', use: cache, limits: { memory: 256M }').command)
})

test('a store keeps: nothing is evicted, its data are in a volume', () => {
  const { command, mounts } = redis(', use: store')
  assert.equal(command?.slice(5), ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'])
  assert.equal(mounts.find(({ path }) => path === '/data'), { type: 'volume', name: 'cache-data', path: '/data', readOnly: false, cache: false, isSeeded: true })
})

test('its probe fails when it answers that it is loading', () => {
  assert.equal(redis().health?.command, ['redis-cli', '-e', 'ping'])
})

test('its version is that of its image', () => {
  assert.equal([redis().image, redis(', version: 7.4').image, redis(', image: "valkey/valkey:8"').image], ['redis:8', 'redis:7.4', 'valkey/valkey:8'])
})

test('it is reached inside the stack alone', () => {
  const { networks, ports, publish, user } = redis()
  assert.equal([networks, ports, publish, user], [['database'], [{ name: 'tcp', number: 6379, protocol: 'tcp' }], [], '999:999'])
})

test.run()
