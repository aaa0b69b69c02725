import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { environmentOf, reading } from './reading.mts'

const test = suite('stack: files for ordinary systems')

const folder = new URL('systems/', import.meta.url)
const systems = readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
const dotenv = { SECRET_KEY: 'x' }

test('there are at least fifteen', () => {
  assert.ok(systems.length >= 15)
})

for (const { name, text } of systems) {
  test(`${name} is read without a mistake`, () => {
    const { problems, environments } = reading(text, { dotenv })
    assert.equal(problems.filter(({ severity }) => severity === 'error').map(({ line, message, hint }) => `${line}: ${message} → ${hint}`), [])
    assert.ok(environments.length >= 2)
  })
}

const system = (name: string, environment = 'prod') => environmentOf(systems.find((one) => one.name === `${name}.yaml`)?.text ?? '', environment, { dotenv })

test('a few of them, as they run', () => {
  assert.equal(system('django').workloads.map(({ name, needs }) => `${name} ← ${needs.map(({ service, until }) => `${service} ${until}`).join(', ')}`), ['db ← ', 'migrate ← db ready', 'web ← db ready, migrate done', 'proxy ← '])
  assert.equal(system('celery').workloads.map(({ name, image }) => `${name} ${image}`), ['redis redis:8', 'api celery/api:prod', 'worker celery/api:prod', 'beat celery/api:prod', 'proxy nginx:1.30-alpine'])
  assert.equal(system('ssr-two-ports').workloads.flatMap(({ routes }) => routes.map(({ path, service, port }) => `${path} → ${service}:${port.number}`)), ['/ → frontend:3000', '/hmr → frontend:24678', '/api/ → api:4000'])
  assert.equal(system('two-databases').workloads.find(({ name }) => name === 'api')?.secrets.map(({ name }) => name), ['users_db_password', 'orders_db_password'])
  assert.is(system('fastapi-redis').workloads.find(({ name }) => name === 'api')?.variables.REDIS_URL, 'redis://cache:6379/0')
})

test.run()
