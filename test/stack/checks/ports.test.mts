import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, messagesOf } from '../reading.mts'

const test = suite('checks: ports, routes and what is published')

const stack = (services: readonly string[], environments = ''): string =>
  `name: shop\nservices:\n${services.map((one, index) => `  s${index}: { kind: ${one} }\n`).join('')}${environments}`
const image = 'container, image: a'
const web = `${image}, port: 80`

test('a service has each of its ports once', () => {
  assert.equal(caught(stack([`${image}, ports: { http: 80, admin: ▸80 }`])), ['port-clash'])
  assert.equal(caught(stack([`${image}, port: 80, ports: { admin: ▸80 }`])), ['port-clash'])
  assert.equal(caught(stack([`${image}, ▸port: 80, ports: { http: 81 }`])), ['port-clash'])
  assert.equal(caught(stack([`${image}, ports: { dns: { port: 53, protocol: udp }, axfr: { port: 53, protocol: tcp } }`])), [])
  assert.equal(caught(stack([web, web])), [])
})

test('routes and probes ask for ports that are there', () => {
  assert.equal(caught(stack([`${image}, ports: { http: 80 }, route: { path: /, port: ▸htp }, health: { path: /, port: ▸web }`])), ['unknown-port', 'unknown-port'])
  assert.equal(messagesOf(stack([`${image}, ports: { http: 80 }, route: { path: /, port: htp }`])), ['there is no port "htp" here → did you mean `http`?'])
  assert.equal(caught(stack([`${image}, health: { tcp: ▸db }`])), ['unknown-port'])
  assert.equal(caught(stack([`${image}, ports: { http: 80, admin: 81 }, routes: [{ path: /, port: admin }], health: { tcp: admin }`])), [])
})

test('a probe needs a port, the port of the kind is enough', () => {
  assert.equal(caught(stack([`${image}, ▸health: /`])), ['missing-key'])
  assert.equal(caught(stack(['python-worker, image: a, ▸health: { grpc: true }'])), ['missing-key'])
  assert.equal(caught(stack(['python-web, image: a, health: /'])), [])
  assert.equal(caught(stack([`${image}, health: { command: [x] }`])), [])
})

test('a route leads to a service with a port that speaks http', () => {
  assert.equal(caught(stack([`${image}, route: ▸/`])), ['no-port'])
  assert.equal(caught(stack([`${image}, routes: [▸/a, ▸/b]`])), ['no-port', 'no-port'])
  assert.equal(caught(stack(['redis, route: ▸/'])), ['no-port'])
  assert.equal(caught(stack([`${web}, route: /`, 'node-web, image: a, route: /api/'])), [])
  assert.equal(caught(stack([`${image}, ports: { grpc: 50051 }, route: /helloworld.Greeter/`])), [])
})

test('two routes alike are found, a host keeps them apart', () => {
  assert.equal(caught(stack([`${web}, route: /api`, `${web}, route: { path: ▸/api/ }`])), ['route-clash'])
  assert.equal(caught(stack([`${web}, route: /`, `${web}, routes: [/a, ▸/]`])), ['route-clash'])
  assert.equal(caught(stack([`${web}, route: /, routes: [/a, ▸/]`])), ['route-clash'])
  assert.equal(messagesOf(stack([`${web}, route: /`, `${web}, route: /`])), ['"/" already leads to s0 → change one of the two paths, or give one a host'])
  assert.equal(caught(stack([`${web}, route: /`, `${web}, route: { path: /, host: a.example.com }`])), [])
})

test('what is published is taken once for each address', () => {
  const both = (first: string, second: string): string => stack([`${image}, publish: [${first}]`, `${image}, publish: [${second}]`])
  for (const [first, second] of [['8000', '▸8000'], ['8000', '▸"8000:80"'], ['"0.0.0.0:8000:80"', '▸8000'], ['8000', '▸"0.0.0.0:8000:80"'], ['"[::]:8000:80"', '▸8000']] as const) assert.equal(caught(both(first, second)), ['port-clash'], `${first} ${second}`)
  for (const [first, second] of [['8000', '8001'], ['"127.0.0.1:8000:80"', '"127.0.0.2:8000:80"'], ['"8000:80"', '"8000:80/udp"']] as const) assert.equal(caught(both(first, second)), [], `${first} ${second}`)
})

test('the proxy has its port in each environment', () => {
  const text = (mark: string): string => stack([`${web}, route: /, publish: [${mark}8080]`], 'environments:\n  dev: {}\n  prod: { http: 8080 }\n  lan: { http: 127.0.0.1:8081 }\n')
  assert.equal(caught(text('▸'), { env: 'dev' }), ['port-clash'])
  assert.equal(messagesOf(text(''), { env: 'prod' }), ['port 8080 is already taken by the proxy → choose another port or remove one'])
  assert.equal(caught(text(''), { env: 'lan' }), [])
})

test('a database is published in dev only', () => {
  assert.equal(caught(stack(['postgres, publish: [▸5432]'], 'environments: { prod: {} }\n')), ['publish-database'])
  assert.equal(caught(stack(['postgres, publish: [5432]'], 'environments: { dev: {} }\n')), [])
  assert.equal(caught(stack(['postgres'], 'environments: { prod: { services: { s0: { publish: [▸5432] } } } }\n')), ['publish-database'])
})

test('replicas do not share a host port', () => {
  assert.equal(caught(stack([`${image}, publish: [▸8000], replicas: 2`])), ['publish-replicas'])
  assert.equal(caught(stack([`${image}, publish: [8000]`])), [])
})

test('names that gantry takes are refused', () => {
  assert.equal(caught('name: shop\nservices:\n  ▸proxy: { kind: redis }\n  ▸secrets: { kind: redis }\n  proxy2: { kind: redis }\n'), ['reserved-name', 'reserved-name'])
})

test.run()
