import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, environmentOf, messagesOf, reading, workloadOf, yaml } from './reading.mts'

const test = suite('stack: environments')

const stack = (prod: string): string => yaml`
  name: shop
  services:
    cache: { kind: redis, limits: { cpus: 1, memory: 128M } }
    api:
      kind: container
      image: a:1
      port: 80
      wants: [cache]
      variables: { A: one, B: two }
      limits: { cpus: 1, memory: 256M }
  environments:
    dev:
    prod:
      services: ${prod}
`
const api = (prod: string) => workloadOf(stack(prod), 'api', 'prod')

test('without `environments:` there are dev and prod', () => {
  assert.equal(reading('name: shop\nservices: { cache: { kind: redis } }\n').environments.map(({ name }) => name), ['dev', 'prod'])
})

test('an environment without settings has every default', () => {
  assert.equal(environmentOf(stack('{}'), 'dev').http, { address: '127.0.0.1', port: 8080 })
  assert.equal(environmentOf(stack('{}'), 'prod').http, { address: '', port: 80 })
  assert.is(environmentOf(stack('{}'), 'prod').project, 'shop-prod')
})

test('maps merge', () => {
  assert.equal(api('{ api: { variables: { B: three, C: four }, limits: { memory: 1G } } }').variables, { A: 'one', B: 'three', C: 'four', CACHE_HOST: 'cache', CACHE_PORT: '6379' })
  assert.is(api('{ api: { limits: { memory: 1G } } }').resources.limits.cpus, 1)
})

test('lists and plain values replace', () => {
  assert.equal(api('{ api: { wants: [] } }').wants, [])
  assert.is(api('{ api: { image: "b:1" } }').image, 'b:1')
  assert.is(api('{ api: { kind: node-web } }').variables.NODE_ENV, 'production')
})

test('null removes a key, an entry and a service', () => {
  assert.equal(api('{ api: { port: null } }').ports, [])
  assert.is(api('{ api: { variables: { A: null } } }').variables.A, undefined)
  assert.equal(environmentOf(stack('{ cache: null }'), 'prod').workloads.map(({ name }) => name), ['api'])
  assert.equal(environmentOf(stack('{ cache: null }'), 'dev').workloads.map(({ name }) => name), ['cache', 'api'])
})

test('a wish for what is removed is dropped with its address', () => {
  assert.equal(api('{ cache: null }').variables, { A: 'one', B: 'two' })
})

test('an address of what is removed is missed', () => {
  const text = stack('{ cache: null, api: { variables: { URL: ▸"{{cache.host}}" } } }')
  assert.equal(caught(text), ['unknown-reference'])
  assert.equal(messagesOf(text.replace('▸', '')), ['{{cache.host}} speaks of cache, which is removed in prod → give the variable another value in environments.prod.services.api, or remove it there with null'])
})

test('mistakes in a change stand in the change', () => {
  assert.equal(caught(stack('{ api: { replicas: ▸"2", ▸replica: 2, limits: { memory: ▸64 }, needs: [▸db], kind: ▸containr } }')), ['wrong-type', 'unknown-key', 'bad-memory', 'unknown-service', 'unknown-kind'])
  assert.equal(caught(stack('{ ▸apo: { replicas: 2 } }')), ['unknown-service'])
  assert.equal(caught(stack('{ api: ▸2 }')), ['wrong-type'])
})

test('mistakes of the base are told once, also when an environment changes the same map', () => {
  assert.equal(caught(stack('{ api: { limits: { cpus: 2 } } }').replace('256M', '▸256')), ['bad-memory'])
})

test('an environment that was asked for is there', () => {
  assert.equal(caught(stack('{}').replace('environments', '▸environments'), { env: 'prd' }), ['unknown-environment'])
  assert.equal(messagesOf(stack('{}'), { env: 'prd' }), ['there is no environment "prd" → did you mean `prod`?'])
  assert.equal(messagesOf(stack('{}'), { env: 'toString' }), ['there is no environment "toString" → the environments are dev, prod'])
})

test('one environment is judged without the others', () => {
  assert.equal(caught(stack('{ api: { replicas: two } }'), { env: 'dev' }), [])
})

test('the mistakes of one environment do not hide those of its other keys', () => {
  assert.equal(caught(stack('{ api: { replicas: ▸two } }').replace('dev:', 'dev: { htp: 1, domain: Example.com }').replace('htp', '▸htp').replace('Example', '▸Example')), ['unknown-key', 'bad-host', 'wrong-type'])
})

test.run()
