import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { environmentOf, workloadOf, yaml } from './reading.mts'

const test = suite('stack: one environment, every default filled in')

const stack = (services: string, more = ''): string => `name: my-shop\nservices:\n${services.trim().split('\n').map((line) => `  ${line.trim()}\n`).join('')}${more}`
const full = yaml`
  name: my-shop
  tiers:
    core: { ready: 30s, build: 90s }
    late: { ready: 4m }
  services:
    web: { kind: static-web, root: ./public, route: /, needs: [api], tier: late }
    api: { kind: node-web, build: ./app, port: 3000, route: /api/, needs: [migrate], wants: [cache], tier: late }
    migrate: { kind: job, build: ./app, command: [node, migrate.js], needs: [orders-db], ready: 10m }
    worker: { kind: node-worker, build: { context: ./app/, target: worker }, command: [node, worker.js] }
    cache: { kind: redis }
    orders-db: { kind: postgres }
`
const order = (text: string): readonly string[] => environmentOf(text, 'prod').workloads.map(({ name }) => name)

test('services stand after what they need, otherwise in the order of the file; the proxy comes last', () => {
  assert.equal(order(full), ['orders-db', 'migrate', 'api', 'web', 'worker', 'cache', 'proxy'])
  assert.equal(order(full), order(full))
})

test('a job is waited for until it is done, a service until it is ready', () => {
  assert.equal(workloadOf(full, 'api', 'prod').needs, [{ service: 'migrate', until: 'done' }])
  assert.equal(workloadOf(full, 'migrate', 'prod').needs, [{ service: 'orders-db', until: 'ready' }])
  assert.equal(workloadOf(full, 'api', 'prod').wants, ['cache'])
})

test('tiers keep their order and budgets; no tier means the first', () => {
  assert.equal(environmentOf(full, 'prod').tiers, [{ name: 'core', ready: 30_000, build: 90_000 }, { name: 'late', ready: 240_000 }])
  assert.equal([workloadOf(full, 'cache', 'prod').tier, workloadOf(full, 'api', 'prod').tier], ['core', 'late'])
  assert.equal(environmentOf(stack('cache: { kind: redis }')).tiers, [{ name: 'all' }])
})

test('a service is ready in its own time, else its tier\'s, else a minute', () => {
  assert.equal(['migrate', 'cache', 'api'].map((name) => workloadOf(full, name, 'prod').ready), [600_000, 30_000, 240_000])
  assert.is(workloadOf(stack('cache: { kind: redis }'), 'cache').ready, 60_000)
})

test('services that build the same folder in the same way share one image, named after the first', () => {
  assert.equal(['api', 'migrate', 'worker'].map((name) => workloadOf(full, name, 'prod').image), ['my-shop/api:prod', 'my-shop/api:prod', 'my-shop/worker:prod'])
  assert.equal(workloadOf(full, 'migrate', 'prod').build, { context: 'app', dockerfile: 'Dockerfile', owner: 'api' })
})

test('needing or wanting a service gives its address', () => {
  const text = stack(`
    orders-db: { kind: postgres }
    cache: { kind: redis }
    api: { kind: node-web, image: a, needs: [orders-db], wants: [cache] }`)
  const { variables, secrets } = workloadOf(text, 'api', 'prod')
  assert.equal(variables, {
    NODE_ENV: 'production', PORT: '3000', CACHE_HOST: 'cache', CACHE_PORT: '6379',
    ORDERS_DB_HOST: 'orders-db', ORDERS_DB_PORT: '5432', ORDERS_DB_USER: 'app', ORDERS_DB_NAME: 'my_shop', ORDERS_DB_PASSWORD_FILE: '/run/secrets/orders_db_password',
  })
  assert.equal(secrets, [{ name: 'orders_db_password' }])
})

test('what the service says of a variable goes before its address', () => {
  const text = stack('db: { kind: postgres, variables: { POSTGRES_USER: admin, POSTGRES_DB: orders } }\napi: { kind: container, image: a, needs: [db], variables: { DB_HOST: pooler } }')
  const { variables } = workloadOf(text, 'api', 'prod')
  assert.equal([variables.DB_HOST, variables.DB_USER, variables.DB_NAME], ['pooler', 'admin', 'orders'])
})

test('networks follow from the kind and from what a service calls', () => {
  const text = stack(`
    db: { kind: postgres }
    elsewhere: { kind: external, address: "db.example.com:5432" }
    api: { kind: node-web, image: a, route: /api/, needs: [db, elsewhere] }
    bot: { kind: python-worker, image: a, needs: [api] }
    web: { kind: static-web, image: a, route: /, needs: [api] }`)
  const networks = Object.fromEntries(environmentOf(text, 'prod').workloads.map((workload) => [workload.name, workload.networks.join(' ')]))
  assert.equal(networks, { db: 'database', api: 'backend database', bot: 'backend', web: 'frontend', proxy: 'frontend backend' })
})

test('a published database gets a way out in dev', () => {
  assert.equal(workloadOf(stack('db: { kind: postgres, publish: [5432] }', 'environments: { dev: }\n'), 'db').networks, ['backend', 'database'])
})

test('a service elsewhere does not run, and gives its address and secrets', () => {
  const text = stack('db: { kind: external, address: "db.example.com:6543", secrets: [db_password] }\napi: { kind: container, image: a, needs: [db] }', 'secrets: { db_password: }\n')
  assert.equal(environmentOf(text, 'prod').workloads.map(({ name }) => name), ['api'])
  assert.equal(environmentOf(text, 'prod').external, { db: { host: 'db.example.com', port: { name: 'tcp', number: 6543, protocol: 'tcp' } } })
  const { variables, secrets, needs } = workloadOf(text, 'api', 'prod')
  assert.equal(variables, { DB_HOST: 'db.example.com', DB_PORT: '6543', DB_PASSWORD_FILE: '/run/secrets/db_password' })
  assert.equal([secrets, needs], [[{ name: 'db_password' }], []])
})

test('only secrets that are used here are listed, with how each is made', () => {
  const text = stack(`
    db: { kind: postgres }
    api: { kind: container, image: a, needs: [db], secrets: [jwt, { name: url, value: "a:{{secrets.mail}}@{{db.password}}" }] }`, 'secrets: { jwt: { generate: base64url32 }, mail: , unused: { generate: hex32 } }\n')
  assert.equal(environmentOf(text, 'prod').secrets, { db_password: 'hex32', jwt: 'base64url32', mail: 'none' })
})

test('a composed secret is cut into what is written and what a secret fills in', () => {
  const text = stack('db: { kind: postgres }\napi: { kind: container, image: a, command: x, needs: [db], secrets: [{ name: url, as: DATABASE_URL, value: "postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}?x=${X}" }] }')
  const [password, url] = workloadOf(text, 'api', 'prod', { dotenv: { X: '1' } }).secrets
  assert.equal(password, { name: 'db_password' })
  assert.equal(url?.parts, ['postgres://', 'app', ':', { secret: 'db_password' }, '@', 'db', ':', '5432', '/', 'my_shop', '?x=', '1'])
  assert.is(url?.as, 'DATABASE_URL')
})

test('a secret is a file with a variable that names it, unless it becomes a variable itself', () => {
  const text = stack('api: { kind: container, image: a, command: x, secrets: [token, { name: key, as: API_KEY }] }', 'secrets: { token: , key: }\n')
  assert.equal(workloadOf(text, 'api', 'prod').variables, { TOKEN_FILE: '/run/secrets/token' })
})

test('a wrapper starts the whole command of a built image, entry point first', () => {
  const text = (keys: string): string => stack(`api: { kind: node-web, build: ./api, secrets: [{ name: token, as: TOKEN }]${keys} }`, 'secrets: { token: }\n')
  const disk = { folders: ['api'], files: { 'api/Dockerfile': 'FROM node\nENTRYPOINT ["tini", "--"]\nCMD ["node", "x.js"]\n' } }
  assert.equal(workloadOf(text(''), 'api', 'prod', disk).command, ['tini', '--', 'node', 'x.js'])
  assert.equal(workloadOf(text(', command: node y.js'), 'api', 'prod', disk).command, ['tini', '--', 'node', 'y.js'])
})

test('limits hold what is reserved, and are the kind\'s where nothing is written', () => {
  const resources = (keys: string) => workloadOf(stack(`api: { kind: container, image: a${keys} }`), 'api').resources
  assert.equal(resources(''), { limits: { cpus: 1, memory: 512 * 1024 ** 2, pids: 512 }, reservations: {} })
  assert.equal(resources(', reservations: { memory: 2G, cpus: 4 }').limits, { cpus: 4, memory: 2 * 1024 ** 3, pids: 512 })
  assert.equal(resources(', limits: { cpus: .5, memory: 64M, pids: 9 }, gpus: all'), { limits: { cpus: 0.5, memory: 64 * 1024 ** 2, pids: 9 }, reservations: {}, gpus: 'all' })
})

test('a wish for a service that is not there leaves no trace', () => {
  const text = stack('cache: { kind: redis }\napi: { kind: container, image: a, wants: [cache] }', 'environments: { prod: { services: { cache: null } } }\n')
  assert.equal(workloadOf(text, 'api', 'prod').wants, [])
})

test.run()
