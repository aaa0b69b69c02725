import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withLines } from '../../scripts/adopt/dotenv-text.mts'
import { isSecret } from '../../scripts/adopt/secret-words.mts'
import { dockerfiles, made, service } from './reading.mts'

const words = suite('adopt: what is a secret')

for (const [name, value] of [['DB_PASSWORD', 'x1'], ['API_KEY', 'abc'], ['JWT_SECRET', 'y'], ['GITHUB_TOKEN', 'z9'], ['SECRET_KEY_BASE', 'q'], ['RABBITMQ_DEFAULT_PASS', 'q'], ['DATABASE_URL', 'postgres://u:p@db/x'], ['DSN', 'host=db password=p'], ['X', 'ghp_abcdefghijklmnopqrstu'], ['CONN', 'Server=db;User=sa;Password=pw1;']] as const)
  words(`${name}=${value} is one`, () => assert.ok(isSecret(name, value)))
for (const [name, value] of [['DB_PASSWORD_FILE', '/run/secrets/x'], ['ALLOW_EMPTY_PASSWORD', 'yes'], ['TOKEN_EXPIRE_MINUTES', '30'], ['PUBLIC_KEY', 'abc'], ['REDIS_URL', 'redis://redis:6379/0'], ['URL', 'http://a:3000/x'], ['LOG_LEVEL', 'info'], ['KEYCLOAK_URL', 'http://k'], ['PASSWORD_MIN_LENGTH', '8']] as const)
  words(`${name}=${value} is none`, () => assert.not.ok(isSecret(name, value)))

words.run()

// ---

const test = suite('adopt: variables and secrets')
const app = (environment: string, files: Readonly<Record<string, string>> = {}, more = '') => made(`services:\n  a:\n    build: ./app\n    ports: ["3000:3000"]\n    environment: ${environment}\n${more}`, { ...dockerfiles.node, ...files })
const db = '  db: { image: "postgres:17", environment: { POSTGRES_USER: u, POSTGRES_PASSWORD: "${PW}", POSTGRES_DB: d } }\n'
const dotenv = { '.env': 'PW=geheim-1\nLEVEL=info\n' }

test('references to .env stay references', () => assert.equal(app('{ A: "${LEVEL}", B: "$LEVEL", C: "${X:-y}", D: plain, E: 3 }', dotenv).data.services['a'].variables, { A: '${LEVEL}', B: '${LEVEL}', C: '${X:-y}', D: 'plain', E: 3 }))

test('a variable without a value comes from .env, or is listed', () => {
  const { data, left } = app('[LEVEL, OTHER]', dotenv)
  assert.equal([data.services['a'].variables, left], [{ LEVEL: '${LEVEL}' }, ['5 environment: OTHER']])
})

test('a secret of .env stays there, and arrives by a wrapper', () => assert.equal(app('{ API_TOKEN: "${PW}" }', dotenv).data.services['a'].secrets, [{ name: 'api_token', as: 'API_TOKEN', value: '${PW}' }]))

test('a secret that stood in the file is made or asked for, and not copied', () => {
  const { data, text } = app('{ APP_SECRET: abc-def-1, STRIPE_API_KEY: ghi-jkl-2 }')
  assert.equal([data.services['a'].secrets, data.secrets], [[{ name: 'app_secret', as: 'APP_SECRET' }, { name: 'stripe_api_key', as: 'STRIPE_API_KEY' }], { app_secret: { generate: 'hex32' }, stripe_api_key: { generate: 'none' } }])
  assert.not.match(text, /abc-def-1|ghi-jkl-2/)
})

test('the same value is the same secret', () => {
  const { data } = made('services:\n  m: { image: "mysql:8", environment: { MYSQL_PASSWORD: pw-1 } }\n  w: { image: "wordpress:6", environment: { WORDPRESS_DB_HOST: m, WORDPRESS_DB_PASSWORD: pw-1 } }\n')
  assert.equal([data.services['m'].secrets, data.services['w'].secrets, data.services['w'].variables], [['mysql_password'], ['mysql_password'], { WORDPRESS_DB_HOST: '{{m.host}}', WORDPRESS_DB_PASSWORD_FILE: '/run/secrets/mysql_password' }])
})

test('the address of PostgreSQL is put together of its parts', () => {
  const { data } = app('{ DATABASE_URL: "postgres://u:${PW}@db:5432/d?x=1", DB_PASS: "${PW}", DB_HOST: db, DB_PORT: 5432, DB_USER: u, DB_NAME: d }', dotenv, db)
  assert.equal(data.services['a'].secrets, [{ name: 'database_url', as: 'DATABASE_URL', value: 'postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}?x=1' }, { name: 'db_pass', as: 'DB_PASS', value: '{{db.password}}' }])
  assert.equal(data.services['a'].variables, { DB_HOST: '{{db.host}}', DB_PORT: '{{db.port}}', DB_USER: '{{db.user}}', DB_NAME: '{{db.name}}' })
  assert.equal(data.services['a'].wants, ['db'])
})

test('other parts stay as they are written', () => assert.is(app('{ DATABASE_URL: "postgres://u:${PW}@db:5432/other" }', dotenv, db).data.services['a'].secrets[0].value, 'postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/other'))

test('addresses of others become holes, words that only look like them do not', () => assert.equal(
  app('{ CACHE: "redis://r:6379/0", ADDR: "r:6379", DRIVER: r, R_HOST: r }', {}, '  r: { image: "redis:7" }\n').data.services['a'].variables,
  { CACHE: 'redis://{{r.host}}:{{r.port}}/0', ADDR: '{{r.host}}:{{r.port}}', DRIVER: 'r', R_HOST: '{{r.host}}' }))

test('container names, aliases and links are names of the same service', () => assert.equal(
  app('{ A: "x:6379", B: "y:6379", C: "z:6379" }\n    links: ["r:z"]', {}, '  r: { image: "redis:7", container_name: x, networks: { n: { aliases: [y] } } }\n').data.services['a'].variables,
  { A: '{{r.host}}:{{r.port}}', B: '{{r.host}}:{{r.port}}', C: '{{r.host}}:{{r.port}}' }))

test('.env as env_file gives references; another file gives its plain values, and no secret of it', () => {
  const { data, text } = made('services: { a: { build: ./app, ports: ["3000:3000"], env_file: [.env, app.env] } }\n', { ...dockerfiles.node, '.env': 'LEVEL=info\n', 'app.env': 'MODE=fast\nAPP_SECRET=abc-def-1\n' })
  assert.equal([data.services['a'].variables, data.services['a'].secrets], [{ LEVEL: '${LEVEL}', MODE: 'fast' }, [{ name: 'app_secret', as: 'APP_SECRET' }]])
  assert.not.match(text, 'abc-def-1')
})

test('an env_file that is not there is listed', () => assert.equal(made('services: { a: { image: x, env_file: [no.env] } }\n').left, ['1 env_file: no.env']))

test('a program nobody can wrap keeps a variable of .env, and is listed', () => {
  const { data, dotenv: added, left } = made('services: { a: { image: x/y, environment: { API_TOKEN: abc-1 } } }\n')
  assert.equal([data.services['a'].variables, added, left], [{ API_TOKEN: '${API_TOKEN}' }, { API_TOKEN: 'abc-1' }, ['1 the secret API_TOKEN']])
})

test('an image without a shell can not be wrapped', () => assert.equal(
  made('services: { a: { build: ./app, expose: [80], environment: { API_TOKEN: abc-1 } } }\n', { 'app/Dockerfile': 'FROM golang AS b\nFROM scratch\nCOPY --from=b /x /x\nENTRYPOINT ["/x"]\n', 'app/go.mod': '' }).data.services['a'].secrets, undefined))

test('a password in a command is read from a file', () => {
  const { data, text } = made('services: { r: { image: "redis:7", command: "redis-server --requirepass ${PW}" } }\n', dotenv)
  assert.is(data.services['r'].command[2], `exec redis-server --maxmemory 192mb --appendonly yes --maxmemory-policy noeviction --requirepass "$(cat /run/secrets/pw)"`)
  assert.equal([data.services['r'].secrets, text.includes('geheim-1')], [[{ name: 'pw', value: '${PW}' }], false])
})

for (const [size, keys, maxmemory] of [['that is written', 'command: redis-server --requirepass ${PW} --maxmemory 100mb', '100mb'], ['of its limit', 'command: redis-server --requirepass ${PW}\n    mem_limit: 1g', '768mb']] as const)
  test(`a Redis with a password keeps the memory ${size}`, () => assert.match(made(`services:\n  r:\n    image: redis:7\n    ${keys}\n`, dotenv).data.services['r'].command[2], `--maxmemory ${maxmemory} `))

test('secrets of compose are secrets here; the password of PostgreSQL is its own', () => {
  const { data, left } = made('services:\n  a: { build: ./app, ports: ["3000:3000"], secrets: [api-key, pg], environment: { PG_FILE: /run/secrets/pg, KEY_FILE: /run/secrets/api-key } }\n  db: { image: "postgres:17", secrets: [pg], environment: { POSTGRES_PASSWORD_FILE: /run/secrets/pg } }\nsecrets: { api-key: { file: ./k }, pg: { file: ./p } }\n', dockerfiles.node)
  assert.equal([data.services['a'].secrets, data.services['a'].variables, data.services['a'].wants, left], [['api_key'], { PG_FILE: '/run/secrets/db_password', KEY_FILE: '/run/secrets/api_key' }, ['db'], []])
})

test('a secret of elsewhere is made anew where only this stack knows it, and that is said', () => {
  const { data, decisions } = made('services: { a: { image: x, secrets: [session_secret, stripe_key] } }\nsecrets: { session_secret: { external: true }, stripe_key: { external: true } }\n')
  assert.equal([data.secrets, decisions.filter(({ what }) => what.startsWith('the secret')).map(({ because }) => because.split(';')[0])],
    [{ session_secret: { generate: 'hex32' }, stripe_key: { generate: 'none' } }, ['setup makes a new value', 'setup asks for its value']])
})

test('names that only compose takes go to compose', () => assert.equal(service('image: x\nenvironment: { discovery.type: single-node }')['compose'].environment, { 'discovery.type': 'single-node' }))

test.run()

// ---

const lines = suite('adopt: what .env gets')
lines('behind what is there, in the quotes that leave the value alone', () => assert.is(withLines('A=1', { B: 'x#y', C: "it's" }), "A=1\n\n# Secrets that stood in a compose file; moved here by init.\nB='x#y'\nC=`it's`\n"))
lines.run()

// ---

const commands = suite('adopt: passwords that are written out in a command')

for (const [what, keys] of [
  ['of Redis', 'image: redis:7\ncommand: redis-server --requirepass geheim-77\nhealthcheck: { test: ["CMD", "redis-cli", "-a", "geheim-77", "ping"] }'],
  ['of an image nobody knows', 'image: x/y\ncommand: ["serve", "--token=geheim-77", "--db", "postgres://u:geheim-77@h/d"]\nhealthcheck: { test: check --password geheim-77 }'],
  ['of a script', 'image: x/y\ncommand: ["sh", "-c", "run --password geheim-77 && wait"]'],
  ['of a health check', 'image: mysql:8\nenvironment: { MYSQL_ROOT_PASSWORD: geheim-77 }\nhealthcheck: { test: mysql -uroot -pgeheim-77 -e "SELECT 1" }'],
] as const) commands(`${what} stand nowhere`, () => {
  const { text, decisions, leftovers } = made(`services:\n  a:\n${keys.split('\n').map((line) => `    ${line}`).join('\n')}\n`)
  assert.not.match(text + JSON.stringify([decisions, leftovers]), 'geheim-77')
})

commands('who has the same password gets the same secret', () => {
  const { data } = made('services:\n  r: { image: "redis:7", command: redis-server --requirepass geheim-77 }\n  a: { build: ./app, ports: ["3000:3000"], environment: { REDIS_PASSWORD: geheim-77 } }\n', dockerfiles.node)
  assert.equal([data.services['r'].secrets, data.services['a'].secrets], [['r_password'], [{ name: 'r_password', as: 'REDIS_PASSWORD' }]])
})

commands.run()
