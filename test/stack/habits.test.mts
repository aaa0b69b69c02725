import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codesOf, messagesOf, reading } from './reading.mts'

const test = suite('stack: words of compose and others')

const inService = (keys: string): string => `name: shop\nservices:\n  db: { kind: postgres }\n  api: { kind: node-web, image: a,\n    ${keys} }\n`
const inFile = (keys: string): string => `name: shop\nservices: { db: { kind: postgres }, api: { kind: node-web, image: a, command: node x.js } }\n${keys}\n`
const inProd = (keys: string): string => inFile(`environments:\n  prod: {\n    ${keys} }`)

/** What is typed out of habit, a part of the hint, and what the hint makes of it. */
type Line = readonly [typed: string, hint: string, then: string]
const follow = (file: (keys: string) => string, lines: readonly Line[]): void => {
  for (const [typed, hint, then] of lines) {
    const messages = messagesOf(file(typed))
    assert.ok(messages.some((message) => message.includes(hint)), `${typed}: ${messages.join('; ')}`)
    assert.equal(reading(file(then), { dotenv: { A: 'x' } }).problems.filter(({ severity }) => severity === 'error').map(({ message }) => message), [], then)
  }
}

test('keys of a compose service', () => {
  follow(inService, [
    ['environment: { A: b }', 'write `variables:` in its place', 'variables: { A: b }'],
    ['environment: [A=b]', 'write a map: `variables: { NAME: value }`', 'variables: { A: b }'],
    ['env: { A: b }', 'write `variables:` in its place', 'variables: { A: b }'],
    ['env_file: .env', '`.env` beside stack.yaml is read by itself', 'variables: { A: "${A}" }'],
    ['depends_on: [db]', 'write `needs: [db]`', 'needs: [db]'],
    ['depends_on: { db: { condition: service_healthy } }', 'write `needs: [db]`', 'needs: [db]'],
    ['links: [db]', 'remove it', 'needs: [db]'],
    ['networks: [backend]', 'remove it', 'needs: [db]'],
    ['container_name: api', 'remove it', 'needs: []'],
    ['hostname: api', 'remove it', 'needs: []'],
    ['healthcheck: { test: [CMD, curl, x] }', 'write `health: /path`', 'health: /path'],
    ['expose: [3000]', 'write `port: 3000`', 'port: 3000'],
    ['ports: ["8080:3000"]', 'write `port: 3000`', 'port: 3000'],
    ['ports: [3000]', 'write `port: 3000`', 'port: 3000'],
    ['deploy: { replicas: 2 }', 'write `replicas: 2` and `limits: { cpus: 1, memory: 512M }`', 'replicas: 2, limits: { cpus: 1, memory: 512M }'],
    ['mem_limit: 512m', 'write `limits: { memory: 512m }`', 'limits: { memory: 512m }'],
    ['cpus: 0.5', 'write `limits: { cpus: 0.5 }`', 'limits: { cpus: 0.5 }'],
    ['scale: 2', 'write `replicas: 2`', 'replicas: 2'],
    ['entrypoint: [node, x.js]', 'write `command: [node, x.js]`', 'command: [node, x.js]'],
    ['working_dir: /app', 'write `workdir: /app`', 'workdir: /app'],
    ['stop_grace_period: 30s', 'write `stop: 30s`', 'stop: 30s'],
    ['stop_signal: SIGQUIT', 'write `stop: { signal: SIGQUIT }`', 'stop: { signal: SIGQUIT }'],
    ['tmpfs: /cache', 'write `volumes: [{ tmpfs: true, path: /cache }]`', 'volumes: [{ tmpfs: true, path: /cache }]'],
    ['shm_size: 1g', '`compose: { shm_size: "1g" }`', 'compose: { shm_size: "1g" }'],
    ['privileged: true', '`compose: { privileged: true }`', 'compose: { privileged: true }'],
    ['labels: { a: b }', '`compose: { labels: {"a":"b"} }`', 'compose: { labels: {"a":"b"} }'],
    ['volumes: [{ type: bind, source: ./data, target: /data }]', 'write `bind: ./folder` or `name: data`', 'volumes: [{ bind: ./folder, path: /data }]'],
    ['volumes: { data: /data }', 'write a list: `[name:/path]`', 'volumes: [name:/path]'],
    ['volumes: data:/data', 'write `["data:/data"]`', 'volumes: ["data:/data"]'],
    ['health: { test: [x] }', 'write `command: [program, argument]`', 'health: { command: [program, argument] }'],
    ['build: { context: ./api, args: { A: b } }', 'remove it: give each ARG', 'build: { context: ./api }'],
    ['configs: [a]', 'write `volumes: ["./folder:/path:ro"]`', 'volumes: ["./folder:/path:ro"]'],
    ['extends: db', 'write an anchor', 'needs: []'],
    ['network_mode: host', 'remove it', 'publish: [8080]'],
    ['dev: true', 'write a map: `{ command: … }`', 'dev: { command: x }'],
    ['autoscale: true', 'write a map: `{ min: 1, max: 3 }`', 'autoscale: { min: 1, max: 3 }'],
    ['secrets: [{ as: A }]', 'add `name: token`', 'secrets: [{ name: token, value: x }]'],
    ['routes: [{ host: a.b }]', 'add `path: /`', 'routes: [{ host: a.b, path: / }]'],
    ['type: node-web', 'write `kind: node-web`', 'needs: []'],
    ['path: /', 'write `build: ./folder` for its source, or `route: /path`', 'route: /path'],
    ['domain: example.com', 'write it in the environment', 'route: { path: /, host: example.com }'],
    ['routes: /api', 'write `route: /api`', 'route: /api'],
    ['route: [/a, /b]', 'write `routes: [/a, /b]`', 'routes: [/a, /b]'],
    ['route: { path: /, domain: example.com }', 'write `host: example.com`', 'route: { path: /, host: example.com }'],
    ['route: { path: /, ws: true }', 'write `websocket: true`', 'route: { path: /, websocket: true }'],
    ['secrets: { db_password: {} }', 'write the names: `[db_password]`', 'secrets: [db_password]'],
  ])
})

test('words that differ by case or by a dash are near enough', () => {
  assert.match(messagesOf(inService('replica: 2')).join(), 'did you mean `replicas`?')
  assert.match(messagesOf(inService('enviroment: {}')).join(), 'not a key here')
  assert.match(messagesOf(inService('comand: x')).join(), 'did you mean `command`?')
})

test('keys of a compose file', () => {
  follow(inFile, [
    ['version: "3.8"', 'remove it', ''],
    ['volumes: { data: }', 'a named volume is declared where it is used', ''],
    ['networks: { front: }', 'networks follow from `needs:`', ''],
    ['configs: {}', 'remove it', ''],
    ['x-base: {}', 'remove it: an anchor stands where its value is used first', ''],
    ['variables: { A: b }', 'write them into the service', ''],
    ['secrets: [token]', 'write a map: `{ token: { generate: hex32 } }`', 'secrets: { token: { generate: hex32 } }'],
    ['secrets: { token: hex32 }', 'write `{ generate: hex32 }`', 'secrets: { token: { generate: hex32 } }'],
    ['secrets: { token: { file: ./token } }', 'remove it: the value stands in secrets/<environment>/', 'secrets: { token: {} }'],
    ['secrets: { token: { external: true } }', 'write `{ generate: none }`', 'secrets: { token: { generate: none } }'],
    ['tiers: [core, web]', 'write a map: `{ core: {}, web: {} }`', 'tiers: { core: {}, web: {} }'],
    ['tiers: { core: 60s }', 'write `{ ready: 60s }`', 'tiers: { core: { ready: 60s } }'],
    ['environments: [dev, prod]', 'write a map: `{ dev: {}, prod: {} }`', 'environments: { dev: {}, prod: {} }'],
  ])
})

test('keys of an environment', () => {
  follow(inProd, [
    ['variables: { A: b }', 'write them into a service', 'services: { api: { variables: { A: b } } }'],
    ['port: 8080', 'write `http: 8080`', 'http: 8080'],
    ['host: example.com', 'write `domain: example.com`', 'domain: example.com'],
    ['domain: a.b, ssl: letsencrypt', 'write `tls: letsencrypt`', 'domain: a.b, tls: letsencrypt'],
    ['replicas: 2', 'write it into a service', 'services: { api: { replicas: 2 } }'],
    ['http: localhost:8080', 'write `127.0.0.1:8080`', 'http: 127.0.0.1:8080'],
    ['domain: "https://example.com/"', 'write `example.com`', 'domain: example.com'],
    ['services: { apo: {} }', 'did you mean `api`?', 'services: { api: {} }'],
  ])
  assert.equal(codesOf(inProd('services: [api]')), ['wrong-type'])
})

test.run()
