import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dockerfiles, made, service } from './reading.mts'

const test = suite('adopt: keys of a service')
const image = 'image: x/y:1\n'
/** What the keys of compose become, next to an image that is of no kind of its own. */
const gives = (keys: string, expected: Readonly<Record<string, unknown>>) => () => {
  const found = service(image + keys)
  assert.equal(Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]])), expected)
}
/** What is listed about them. */
const lists = (keys: string, ...expected: readonly string[]) => () => assert.equal(made(`services:\n  a:\n${(image + keys).split('\n').map((line) => `    ${line}`).join('\n')}\n`).left, expected)

test('command, folder and user', gives('command: ["sh", "-c", "a && b"]\nworking_dir: /srv\nuser: "1001:1001"', { command: ['sh', '-c', 'a && b'], workdir: '/srv', user: '1001:1001' }))
test('a line without anything special stays a line', gives('command: node x.js --port=80', { command: 'node x.js --port=80' }))
test('an entry point over an image goes to compose', () => assert.equal(service(`${image}entrypoint: [/x]\ncommand: [y]`)['compose'].entrypoint, ['/x']))
test('an entry point over a Dockerfile without one begins the command', () => assert.is(service('build: ./app\nentrypoint: [node]\ncommand: [y.js]', dockerfiles.node)['command'], 'node y.js'))
test('limits and reservations, of deploy and of before', () => {
  gives('deploy: { replicas: 2, resources: { limits: { cpus: "0.5", memory: 512M, pids: 99 }, reservations: { memory: 128M } } }', { limits: { cpus: 0.5, memory: '512M', pids: 99 }, reservations: { memory: '128M' }, replicas: 2 })()
  gives('mem_limit: 1g\ncpus: 2\nmem_reservation: 64m', { limits: { cpus: 2, memory: '1G' }, reservations: { memory: '64M' } })()
})
test('graphics cards', gives('deploy: { resources: { reservations: { devices: [{ driver: nvidia, count: 2, capabilities: [gpu] }] } } }', { gpus: 2 }))
test('how it ends and starts again', gives('stop_grace_period: 1m\nstop_signal: SIGINT\nrestart: on-failure:3', { stop: { grace: '1m', signal: 'SIGINT' }, restart: 'on-failure' }))
test('unless-stopped is said by nobody', gives('restart: unless-stopped', { restart: undefined }))
test('logging', gives('logging: { driver: json-file, options: { max-size: 5m, max-file: "2" } }', { logging: { max_size: '5m', max_file: 2 } }))
test('named volumes, folders, read-only, memory', gives('volumes: ["data:/d", "./x:/x:ro,z", { type: bind, source: /srv, target: /s, read_only: true }, { type: tmpfs, target: /t, tmpfs: { size: 1048576 } }]\ntmpfs: /run:size=8m', {
  volumes: ['data:/d', './x:/x:ro', '/srv:/s:ro', { tmpfs: true, path: '/t', size: '1M' }, { tmpfs: true, path: '/run', size: '8M' }],
}))
test('volumes that do not come along', lists('volumes: ["/anon", "/var/run/docker.sock:/var/run/docker.sock", "../x:/x", "~/y:/y", ".:/z"]', '5 volumes: /anon'.replace('5', '4'), '4 volumes: /var/run/docker.sock:/var/run/docker.sock', '4 volumes: ../x:/x', '4 volumes: ~/y:/y', '4 volumes: .:/z'))
test('raw keys go to compose', () => assert.equal(service(`${image}cap_add: [NET_ADMIN]\nshm_size: 1g\nextra_hosts: ["h:1.2.3.4"]`)['compose'], { read_only: false, cap_drop: [], init: false, cap_add: ['NET_ADMIN'], shm_size: '1g', extra_hosts: ['h:1.2.3.4'] }))
test('keys with no word here are listed', lists('network_mode: host\nvolumes_from: [b]\nexternal_links: [c]', '4 network_mode: host', '5 volumes_from', '6 external_links'))
test('labels, addresses and words of swarm are listed', lists('labels: { a.b: c }\ndeploy: { placement: { constraints: [x] }, restart_policy: { delay: 5s } }\nnetworks: { n: { ipv4_address: 1.2.3.4, aliases: [z] } }', '4 labels a.b', '5 deploy: placement, restart_policy.delay', '6 aliases z', '6 networks.n: ipv4_address'))
test('needless keys are said once', () => assert.ok(made('services: { a: { image: x, container_name: n }, b: { image: y, container_name: m } }\n').took.filter((line) => line.startsWith('container_name')).length === 1))
test('build arguments go to compose, secrets among them do not', () => {
  const { data, left } = made('services: { a: { build: { context: ./app, args: { A: 1, NPM_TOKEN: "abcdef-1" } }, ports: ["3000:3000"] } }\n', dockerfiles.node)
  assert.equal([data.services['a'].compose, left], [{ build: { args: { A: '1' } } }, ['1 build.args.NPM_TOKEN']])
})
test('a Dockerfile of another name, and a stage', () => assert.equal(service('build: { context: ., dockerfile: D, target: t }', { D: 'FROM node:24 AS t\nCMD ["x"]\n' })['build'], { context: '.', dockerfile: 'D', target: 't' }))
test('configs that are files are mounted', () => assert.equal(made('services: { a: { image: x, configs: [{ source: c, target: /etc/c }] } }\nconfigs: { c: { file: ./c.conf } }\n').data.services['a'].volumes, ['./c.conf:/etc/c:ro']))
test('what needs whom, by condition', () => assert.equal(
  (({ needs, wants }) => ({ needs, wants }))(made('services: { a: { image: x, depends_on: { b: { condition: service_healthy }, c: { condition: service_started, required: false } } }, b: { image: y }, c: { image: z } }\n').data.services['a']), { needs: ['b'], wants: ['c'] }))
test('a limit keeps its size', gives('mem_limit: 1500m', { limits: { memory: '1500M' } }))
test('no limit at all is listed', lists('mem_limit: 0\npids_limit: -1', '4 mem_limit: 0', '5 pids_limit: -1'))
test('a count of restarts is listed', lists('restart: on-failure:3', '4 restart: on-failure:3'))
test('chosen graphics cards are listed', lists('deploy: { resources: { reservations: { devices: [{ device_ids: ["1"], capabilities: [gpu] }] } } }', '4 device_ids: 1'))
test('variables in the options of a log are filled in', () => assert.equal(service(`${image}logging: { options: { max-size: "${'${SIZE:-5m}'}" } }`)['logging'], { max_size: '5m' }))
test('options of memory other than its size are listed', lists('tmpfs: /run:size=8m,mode=1770', '4 tmpfs: /run:mode=1770'))
test('an image of others keeps the hardening it had, and nothing else is said of it', () => {
  const { data, took } = made('services: { a: { image: x/y, read_only: true, cap_drop: [ALL] } }\n')
  assert.equal([data.services['a'].compose, took.filter((one) => /cap_drop|read_only/.test(one))], [{ read_only: true, cap_drop: ['ALL'], init: false }, []])
})
test('exposed ports: ranges are written out, udp is none', () => assert.equal(made('services: { a: { image: x, expose: ["53/udp", "8000-8001"] } }\n').data.services['a'].ports, { http: 8000, 'http-8001': 8001 }))
test('a variable of a command is filled in, and said; one that is set nowhere is listed', () => {
  const { data, took, left } = made('services: { a: { image: x/y, command: ["x", "--level=${LEVEL}", "--region=${REGION}", "$$HOME"], healthcheck: { test: "check ${PORT}" } } }\n', { '.env': 'LEVEL=info\n' })
  assert.equal([data.services['a'].command, took.includes('${LEVEL} in command → info'), left], [['x', '--level=info', '--region=', '$HOME'], true, ['1 ${REGION} in command', '1 ${PORT} in healthcheck']])
})
test('a kind that starts its own program says what it does not start', () => assert.equal(
  made('services:\n  a: { image: "postgres:17", entrypoint: [/x] }\n  b: { image: nginx, volumes: ["./s:/usr/share/nginx/html"], command: [sh, -c, "y && nginx"] }\n').left, ['2 entrypoint', '3 command']))
test('the data volume of a database is the same one where others mount it', () => {
  const { data, took } = made('services:\n  db: { image: "postgres:17", volumes: ["pg:/var/lib/postgresql/data"] }\n  b: { image: x/y, volumes: ["pg:/backup:ro"] }\nvolumes: { pg: }\n')
  assert.equal([data.services['b'].volumes, took.includes('volumes: pg:/backup → the volume db-data of db')], [['db-data:/backup:ro'], true])
})
test('a language image of others runs as a user of gantry, which is said', () =>
  assert.ok(made('services: { a: { image: "node:24", command: node x.js, ports: ["3000:3000"] } }\n').took.includes("the user of a → gantry's 1000:1000, with a read-only root")))
test('options of a mount that are not its mode are listed', lists('volumes: ["./x:/x:ro,rshared", { type: volume, source: d, target: /d, volume: { nocopy: true } }, { type: bind, source: ./y, target: /y, bind: { propagation: shared, create_host_path: false } }]',
  '4 volumes: /x: rshared', '4 volumes: /d: nocopy', '4 volumes: /y: propagation'))
test('who may wait for a service that is switched off only wants it', () => {
  const { data, left } = made('services: { a: { image: x, depends_on: { b: { condition: service_started, required: false } } }, b: { image: y, profiles: [t] } }\n')
  assert.equal([data.services['a'].wants, left], [['b'], ['1 profiles: t']])
})
test('source of the own build is live in dev, and no volume', () => {
  const { data } = made('services: { a: { build: ./app, ports: ["3000:3000"], volumes: ["./app:/app", "/app/node_modules"] } }\n', dockerfiles.node)
  assert.equal([data.services['a'].volumes, data.services['a'].dev, data.environments.dev], [undefined, undefined, { http: '127.0.0.1:3000' }])
})
test('source at another place is said', () => assert.equal(service('build: ./app\nports: ["3000:3000"]\nvolumes: ["./app/src:/app/src"]', dockerfiles.node)['dev'], { mount: { './app/src': '/app/src' } }))
test('without mounted source dev builds as elsewhere', () => assert.is(made('services: { a: { build: ./app, ports: ["3000:3000"] } }\n', dockerfiles.node).data.environments.dev.reload, false))

test.run()

// ---

const build = suite('adopt: keys of a build')
const two = (first: string, second: string) => made(`services:\n  a: { build: { context: ./app${first} }, ports: ["3000:3000"] }\n  b: { build: { context: ./app${second} }, command: node w.js }\n`, dockerfiles.node)

build('arguments go to compose', () => assert.equal(two(', args: { X: 1 }', ', args: { X: 1 }').data.services['a'].compose, { build: { args: { X: '1' } } }))
build('services of one folder share an image: the same arguments are said, others are listed', () => {
  assert.equal(two(', args: { X: 1 }', ', args: { X: 1 }').left, [])
  assert.equal([two(', args: { X: 1 }', ', args: { X: 2 }').left, two('', ', args: { X: 2 }').left, two(', args: { X: 1 }', '').left], [['3 build.args'], ['3 build.args'], ['3 build.args']])
})
build('a folder beside the build is listed: a raw path counts from the rendered file', () => {
  const { data, left } = two(', additional_contexts: { shared: ./shared, base: "docker-image://alpine:3" }', '')
  assert.equal([data.services['a'].compose, left], [{ build: { additional_contexts: { base: 'docker-image://alpine:3' } } }, ['2 build.additional_contexts: shared', '3 build.additional_contexts']])
})
build('secrets of a build are listed', () => assert.equal(made('services: { a: { build: { context: ./app, secrets: [token] }, ports: ["3000:3000"] } }\nsecrets: { token: { environment: T } }\n', dockerfiles.node).left, ['1 build.secrets']))
build('a build of a repository elsewhere is listed, and stays as it is written', () => {
  const { data, left } = made('services: { a: { build: "https://example.com/x.git#main", ports: ["80:80"] } }\n')
  assert.equal([data.services['a'].build, left], ['https://example.com/x.git#main', ['1 build: https://example.com/x.git#main']])
})

build.run()

// ---

const health = suite('adopt: health checks')
const app = (test: string, ports = '["3000:3000"]') => service(`build: ./app\nports: ${ports}\nhealthcheck:\n  test: ${test}`, dockerfiles.node)['health']

for (const [test, expected] of [
  ['["CMD", "curl", "-f", "http://localhost:3000/health"]', '/health'], ['curl --fail http://127.0.0.1:3000/a?b=1 || exit 1', '/a?b=1'], ['["CMD-SHELL", "wget -qO- http://localhost:3000 || exit 1"]', '/'],
  ['["CMD-SHELL", "nc -z localhost 3000 || exit 1"]', { tcp: 'http' }], ['["CMD", "curl", "-f", "http://localhost:4000/x"]', { command: ['curl', '-f', 'http://localhost:4000/x'] }], ['["CMD", "node", "h.js"]', { command: ['node', 'h.js'] }],
  ['curl -s http://localhost:3000/x | grep ok', { command: ['sh', '-c', 'curl -s http://localhost:3000/x | grep ok'] }], ['["CMD", "curl", "-X", "POST", "http://localhost:3000/x"]', { command: ['curl', '-X', 'POST', 'http://localhost:3000/x'] }], ['["NONE"]', false],
] as const) health(test, () => assert.equal(app(test), expected))

health('a database asks itself; timings stay', () => assert.equal(service('image: postgres:17\nhealthcheck: { test: [CMD-SHELL, pg_isready], interval: 5s, retries: 9 }')['health'], { interval: '5s', retries: 9 }))
health('an image of others is asked as before', () => assert.equal(service('image: x/y\nports: ["80:80"]\nhealthcheck: { test: [CMD, curl, "http://localhost/"] }')['health'], { command: ['curl', 'http://localhost/'] }))
health('a long start is a long budget', () => assert.is(service('image: x/y\nhealthcheck: { test: [CMD, a], interval: 10s, retries: 3, start_period: 2m }')['ready'], '2m30s'))
health('what a Dockerfile asks is taken too', () => assert.is(service('build: ./app\nports: ["3000:3000"]', { 'app/Dockerfile': 'FROM node:24\nHEALTHCHECK --interval=5s CMD curl -f http://localhost:3000/up || exit 1\nCMD ["x"]\n' })['health'], '/up'))

health.run()
