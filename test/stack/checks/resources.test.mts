import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, messagesOf } from '../reading.mts'

const test = suite('checks: limits, singletons and pools')

const one = (keys: string, environments = ''): string => `name: shop\nservices:\n  db: { kind: postgres, settings: { max_connections: 30 } }\n  api: { kind: container, image: a, ${keys} }\n${environments}`
const prod = (keys: string): string => `environments: { prod: { services: { api: { ${keys} } } } }\n`

test('a reservation fits into its limit', () => {
  assert.equal(caught(one('limits: { cpus: 1, memory: 1G }, reservations: { cpus: ▸2, memory: ▸2G }')), ['reservation-above-limit', 'reservation-above-limit'])
  assert.equal(messagesOf(one('limits: { memory: 256M }, reservations: { memory: 1.5G }')), ['1.5G is reserved, but the limit is 256M → raise the limit or lower the reservation'])
  assert.equal(caught(one('limits: { cpus: 1, memory: 1G }, reservations: { cpus: 1, memory: 1024M }')), [])
  assert.equal(caught(one('reservations: { memory: 8G }')), [])
})

test('a limit that an environment lowers is shown there', () => {
  assert.equal(caught(one('limits: { memory: 1G }, reservations: { memory: 512M }', prod('limits: { memory: ▸256M }'))), ['reservation-above-limit'])
  assert.equal(caught(one('limits: { memory: 1G }, reservations: { memory: 512M }', prod('reservations: { memory: ▸2G }'))), ['reservation-above-limit'])
})

test('a singleton runs once', () => {
  assert.equal(caught(one('singleton: true, replicas: ▸2')), ['singleton-replicas'])
  assert.equal(caught(one('singleton: true', prod('replicas: ▸2'))), ['singleton-replicas'])
  assert.equal(caught(one('replicas: 2', prod('singleton: ▸true'))), ['singleton-replicas'])
  assert.equal(caught(one('singleton: true, replicas: 1')), [])
  assert.equal(caught(one('singleton: false, replicas: 2')), [])
})

test('a job that ended is not started again for ever', () => {
  const job = (restart: string): string => `name: shop\nservices:\n  migrate: { kind: job, image: a, restart: ${restart} }\n`
  assert.equal(caught(job('▸always')), ['not-one-of'])
  assert.equal(messagesOf(job('unless-stopped')), ['a job ends, and "unless-stopped" would start it again for ever → write `no` or `on-failure`'])
  assert.equal([caught(job('no')), caught(job('on-failure'))], [[], []])
})

test('the pools of all replicas fit into their database', () => {
  assert.equal(caught(one('needs: [db], pool: 27')), [])
  assert.equal(caught(one('needs: [db], pool: ▸28')), ['pool-above-connections'])
  assert.equal(caught(one('needs: [db], pool: 9, replicas: 3')), [])
  assert.equal(caught(one('needs: [db], pool: { db: ▸10 }, replicas: 3')), ['pool-above-connections'])
  assert.equal(messagesOf(one('needs: [db], pool: 10, replicas: 3'))[0]?.split(' → ')[0], 'the pools want 30 connections (api 30), but db takes 30 and keeps 3 of them')
  assert.equal(caught(one('needs: [db], pool: 10', prod('replicas: ▸3'))), ['pool-above-connections'])
  assert.equal(caught(one('pool: 1000')), [])
})

test('a pool names a service that is there', () => {
  assert.equal(caught(one('needs: [db], pool: { ▸bd: 5 }')), ['unknown-service'])
})

test.run()
