import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codesOf, messagesOf, problemsOf, yaml } from './reading.mts'

const test = suite('stack: keys and values')

/** A stack of one service with these keys, on line 4. */
const service = (keys: string, kind = 'container, image: a'): string => `name: shop\nservices:\n  api: { kind: ${kind},\n    ${keys} }\n`
const environment = (settings: string): string => `name: shop\nservices: { cache: { kind: redis } }\nenvironments:\n  prod: {\n    ${settings} }\n`

const refuses = (code: string, ...keys: readonly string[]): void => {
  for (const one of keys) assert.equal(codesOf(service(one)), [code], one)
}
const accepts = (...keys: readonly string[]): void => {
  for (const one of keys) assert.equal(codesOf(service(one)), [], one)
}

test('times have a unit', () => {
  accepts('ready: 90s', 'ready: 1m30s', 'ready: 250ms', 'ready: 1.5h', 'stop: 1d', 'health: { path: /, interval: 5s }, port: 80')
  refuses('bad-duration', 'ready: 90', 'ready: "90"', 'ready: 90 s', 'ready: ninety', 'ready: -5s', 'ready: []', 'stop: 10', 'stop: { grace: 10 }', 'health: { command: [x], timeout: 3 }')
})

test('memory has a unit, in powers of 1024', () => {
  accepts('limits: { memory: 512M }', 'limits: { memory: 2g }', 'limits: { memory: 1.5GiB }', 'limits: { memory: 64kb }', 'volumes: [{ tmpfs: true, path: /t, size: 64M }]')
  refuses('bad-memory', 'limits: { memory: 512 }', 'limits: { memory: 512MBs }', 'limits: { memory: "0M" }', 'limits: { memory: a lot }', 'reservations: { memory: 1 }', 'limits: { memory: 99999999T }')
})

test('processors are a number', () => {
  accepts('limits: { cpus: 0.5 }', 'limits: { cpus: 2 }', 'limits: { cpus: "1.0" }', 'limits: { cpus: .25 }', 'limits: { cpus: 250m }')
  refuses('bad-cpus', 'limits: { cpus: two }', 'limits: { cpus: 0 }', 'limits: { cpus: -1 }', 'limits: { cpus: 50% }', 'limits: { cpus: [1] }', 'limits: { cpus: 2000 }')
})

test('ports are whole numbers up to 65535', () => {
  accepts('port: 1', 'port: 65535', 'ports: { http: 80, admin: { port: 81, protocol: grpc } }', 'port: { port: 53, protocol: udp }')
  refuses('bad-port', 'port: 0', 'port: 65536', 'port: 80.5', 'ports: { http: -1 }', 'publish: [0]', 'publish: ["99999:80"]', 'publish: ["80:99999"]')
})

test('paths of routes and probes begin with a slash and hold nothing a template could trip over', () => {
  accepts('port: 80, route: /', 'port: 80, route: /api/v1.0/', 'port: 80, route: { path: /a~b }', 'port: 80, health: /health?deep=1&x=%20')
  refuses('bad-route', ...['api', '"/a b"', '"/a;b"', '"/a{b}"', '"/$a"', "'/\"'", '"/a\'"', '"/a#b"', '"/a\\nb"', '"/`id`"', '/api/*', '/a?b', '"/ü"'].map((path) => `port: 80, route: ${path}`))
  refuses('bad-route', 'port: 80, health: health', 'port: 80, health: { path: "http://localhost/" }', 'port: 80, health: true')
})

test('names are DNS labels', () => {
  for (const name of ['shop', 's', 'my-shop-2']) assert.equal(codesOf(`name: ${name}\nservices: { cache: { kind: redis } }\n`), [])
  for (const name of ['Shop', 'my_shop', '2shop', '-shop', 'shop-', 'a b', '"a;b"', '"{{a}}"', "'$a'", 'x'.repeat(41), 'köln', '""']) assert.equal(codesOf(`name: ${name}\nservices: { cache: { kind: redis } }\n`), ['bad-name'], name)
  assert.equal(problemsOf('name: shop\nservices: { My_Cache: { kind: redis } }\nenvironments: { Prod: {} }\ntiers: { Core: {} }\nsecrets: { a-b: {} }\n'), [
    'bad-name 2:13 services.My_Cache', 'bad-name 3:17 environments.Prod', 'bad-name 4:10 tiers.Core', 'bad-name 5:12 secrets.a-b'])
  refuses('bad-name', 'ports: { Web: 80 }', 'secrets: [a-b]', 'build: { context: ., target: a b }')
})

test('variables have names a process can have', () => {
  accepts('variables: { A: x, _b: 1, C9: true, EMPTY: "", NOTHING: null }')
  refuses('bad-variable-name', 'variables: { A-B: x }', 'variables: { "A B": x }', 'variables: { 9A: x }', 'variables: { "A$B": x }', 'variables: { "": x }')
})

test('images, users, signals, folders and paths have their form', () => {
  accepts('version: 18', 'version: 3.13-slim', 'user: 1000', 'user: "1000:1000"', 'user: image', 'user: node', 'stop: { signal: SIGINT }', 'workdir: /app', 'build: ./api')
  refuses('bad-image', 'version: "3 13"', 'version: "${V}"')
  assert.equal(codesOf(service('', 'container, image: Node')), ['bad-image'])
  refuses('bad-user', 'user: root user', 'user: "1000:1000:1"', 'user: "$(id -u)"')
  refuses('bad-signal', 'stop: { signal: INT }', 'stop: { signal: 2a }')
  refuses('bad-path', 'workdir: app', 'workdir: "/a:b"', 'dev: { mount: { ./src: app } }')
  refuses('bad-folder', 'build: "https://github.com/x/y"', 'build: { context: "a:b" }', 'dockerfile: ""')
  refuses('bad-text', 'variables: { A: "a\\0b" }')
  refuses('bad-command', 'command: "a\\0b"', 'command: []', 'command: ""')
})

test('hosts, subnets and addresses have their form', () => {
  const works = ['domain: shop.example.com', 'domain: "*.example.com"', 'subnet: 10.8.0.0/16', 'subnet: 172.28.0.0/22', 'http: 80', 'http: "80"', 'http: 127.0.0.1:8080', 'http: "[::1]:8080"']
  for (const one of works) assert.equal(codesOf(environment(one)), [], one)
  for (const one of ['Shop.example.com', '"https://shop.example.com"', 'a..b', '-a.b', '"a b"', '"a;b"', '"{{a}}"']) assert.equal(codesOf(environment(`domain: ${one}`)), ['bad-host'], one)
  for (const one of ['registry.example.com/team', 'localhost:5000', 'false']) assert.equal(codesOf(environment(`registry: ${one}`)), [], one)
  for (const one of ['https://registry.example.com', 'Registry/x', 'a/', 'a b', 'host:port']) assert.equal(codesOf(`registry: "${one}"\n${environment('reload: true')}`), ['bad-registry'], one)
  for (const one of ['clickhouse: true', 'clickhouse: { disk: kept, path: /kept }']) assert.equal(codesOf(service(`backup: { ${one} }`)), [], one)
  for (const one of ['keep: { last: 5, verified: 1 }', 'drill: never', `encrypt: [age1${'q'.repeat(58)}]`, 'offsite: [{ to: "s3:bucket/path", by: restic }]', 'rpo: 2h', 'folder: /mnt/backups']) assert.equal(codesOf(environment(`backups: { ${one} }`)), [], one)
  for (const [one, code] of [['encrypt: [ssh-rsa]', 'bad-recipient'], ['offsite: [{ to: "--delete" }]', 'bad-destination'], ['keep: { verified: 0 }', 'bad-number'], ['rpo: 2', 'bad-duration']] as const) assert.equal(codesOf(environment(`backups: { ${one} }`)), [code], one)
  for (const one of ['8.8.8.0/24', '172.28.0.0/30', '172.28.0.1/22', '192.168.0.0/15', '10.0.0.0/7', '10.0.300.0/24', 'x']) assert.equal(codesOf(environment(`subnet: ${one}`)), ['bad-subnet'], one)
  for (const one of ['localhost:80', '127.0.0.1:99999', '127.0.0.1', '300.0.0.1:80', '8080:80', '"80;"']) assert.equal(codesOf(environment(`http: ${one}`)), ['bad-entry'], one)
  assert.equal(codesOf(environment('http: 70000')), ['bad-port'])
  assert.equal(codesOf('name: shop\nservices: { db: { kind: external, address: db.example.com } }\n'), ['bad-address'])
  refuses('bad-publish', 'publish: [http]', 'publish: ["localhost:80:80"]', 'publish: ["1:2:3:4"]', 'publish: ["256.0.0.1:80:80"]', 'publish: ["80/sctp"]')
})

test('numbers are whole and in range', () => {
  accepts('replicas: 0', 'replicas: 1000', 'limits: { pids: 64 }', 'gpus: all', 'gpus: 2')
  refuses('bad-number', 'replicas: 1.5', 'replicas: -1', 'replicas: 1001', 'limits: { pids: 0 }', 'gpus: 0', 'logging: { max_file: 0 }', 'pool: 0')
})

test('a value of another type says what belongs there', () => {
  refuses('wrong-type', 'replicas: "2"', 'singleton: yes', 'needs: db', 'needs: { db: {} }', 'variables: [A=b]', 'ports: [3000]', 'port: "3000"', 'limits: 1G', 'routes: /', 'route: [/]', 'volumes: data:/data', 'logging: json', 'secrets: { a: {} }', 'variables: { A: [1] }', 'compose: [1]')
  assert.equal(messagesOf(service('singleton: yes')), ['"yes" is not true or false → write `true`'])
  assert.equal(messagesOf(service('needs: db')), ['"db" is not a list → write a list: `[db]`'])
  assert.equal(messagesOf(service('port: "3000"')), ['"3000" is not a number or a map → write `3000`, without quotes'])
  assert.equal(messagesOf(service('limits:')), ['nothing is not a map → write `{ cpus: 1, memory: 512M }`'])
})

test('a word of a closed list is corrected', () => {
  refuses('not-one-of', 'restart: unless-stoped', 'restart: never', 'port: { port: 1, protocol: https }')
  assert.equal(messagesOf(service('restart: unless-stoped')), ['"unless-stoped" is none of no, always, unless-stopped, on-failure → did you mean `unless-stopped`?'])
  assert.equal(messagesOf('name: shop\nservices: { cache: { kind: redis, use: cach } }\n'), ['"cach" is none of cache, store → did you mean `cache`?'])
  accepts('restart: no')
})

test('all unknown keys are named, each in its place', () => {
  assert.equal(problemsOf(yaml`
    name: shop
    servces: {}
    services:
      api:
        kind: container
        image: a
        replica: 2
        limits: { cpu: 1, memroy: 1G }
        helth: /x
    environments:
      prod: { domian: example.com, http: 80, replcas: 1 }
  `), ['unknown-key 2:1 servces', 'unknown-key 7:5 services.api.replica', 'unknown-key 8:15 services.api.limits.cpu', 'unknown-key 8:23 services.api.limits.memroy', 'unknown-key 9:5 services.api.helth', 'unknown-key 11:11 environments.prod.domian', 'unknown-key 11:42 environments.prod.replcas'])
})

test('a misspelled key is not missing as well', () => {
  assert.equal(messagesOf('nam: shop\nservices: { api: { knd: redis } }\n'), ['"nam" is not a key here → did you mean `name`?', '"knd" is not a key here → did you mean `kind`?'])
})

test('missing keys stand where they belong', () => {
  assert.equal(problemsOf('services:\n  cache: {}\n'), ['missing-key 1:1 name', 'missing-key 2:3 services.cache.kind'])
  assert.equal(problemsOf('name: shop\n'), ['missing-key 1:1 services'])
  assert.equal(problemsOf('name: shop\nservices:\n'), ['missing-key 2:1 services'])
  assert.equal(problemsOf('name: shop\nservices: {}\n'), ['missing-key 2:1 services'])
  assert.equal(problemsOf(service('volumes: [{ bind: ./a }]')), ['missing-key 4:15 services.api.volumes.0.path'])
})

test('every mistake is found in one run, whatever else is broken', () => {
  assert.equal(problemsOf(yaml`
    name: Shop
    tiers: { core: { ready: 60 } }
    services:
      db: { kind: postgres, limits: { memory: 64 } }
      api:
        kind: pyhton-web
        needs: [db, cahe]
        tier: cor
        replicas: two
        variables: { A: "{{db.nothing}}", B: "{{cache.host}}" }
      cache: { kind: redis, publish: [6379], replicas: 2 }
    secrets: { token: { generate: hex64 } }
    environments:
      prod: { domain: Example.com, services: { cache: { use: stor } } }
  `), [
    'bad-name 1:7 name', 'bad-duration 2:25 tiers.core.ready', 'bad-memory 4:43 services.db.limits.memory', 'unknown-kind 6:11 services.api.kind', 'unknown-service 7:17 services.api.needs.1',
    'unknown-tier 8:11 services.api.tier', 'wrong-type 9:15 services.api.replicas', 'unknown-reference 10:21 services.api.variables.A', 'unknown-reference 10:42 services.api.variables.B', 'publish-database 11:35 services.cache.publish.0', 'not-one-of 12:31 secrets.token.generate',
    'bad-host 14:19 environments.prod.domain', 'not-one-of 14:58 environments.prod.services.cache.use'])
})

test.run()
