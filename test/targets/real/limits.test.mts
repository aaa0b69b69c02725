// needs: engine
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../../support/hook.mts'
import { ask, call } from './ask.mts'
import { until } from './docker.mts'
import { domain, route, secureStack } from './secure.mts'

// Docker's own gateway stands for a proxy that is trusted: every test has an address of its own behind it.
const limit = { rate: '2r/m', burst: 20 }
const stack = await secureStack('limits', {
  routes: [route('/whole'), route('/limited', { limit }), route('/held', { limit }), route('/release'), route('/other', { limit: { rate: '100r/s', burst: 200 } }), route('/slow'), route('/echo.Echo/', { port: { name: 'grpc', number: 50051, protocol: 'grpc' }, limit: { rate: '1r/m', burst: 0 } })],
  proxy: { trust: ['172.16.0.0/12', '192.168.0.0/16', '10.0.0.0/8'], connections: 45 },
  tls: { redirect: false },
})
const { plain, secure } = stack

const test = suite('limits of one client')
test.before(hook(stack.start))
test.after(hook(stack.remove))

const as = (address: string, headers = {}) => ({ headers: { 'x-forwarded-for': address, ...headers }, tls: domain })
const counted = (values: readonly number[]) => Object.fromEntries([...new Set(values)].sort().map((value) => [value, values.filter((other) => other === value).length]))
const parallel = (count: number, act: () => Promise<{ readonly status: number }>) => Promise.all(Array.from({ length: count }, act)).then((answers) => counted(answers.map(({ status }) => status)))

test('forty requests at once: the burst passes, the rest is told 429', async () => {
  const told: number[] = []
  const asked = Array.from({ length: 40 }, async () => told.push((await ask(secure, '/held', as('8.8.8.1'))).status))
  // The service holds those that pass until the rest has been answered: all forty are under way together.
  await until(15, async () => told.length, (count) => count >= 19)
  assert.equal(counted(told), { 429: 19 })
  await ask(secure, '/release', as('8.8.8.9'))
  await Promise.all(asked)
  assert.equal(counted(told), { 200: 21, 429: 19 })
})

test('another client, and another route, have what is theirs', async () => {
  assert.is((await ask(secure, '/limited', as('8.8.8.1'))).status, 429)
  assert.is((await ask(secure, '/limited', as('8.8.8.2'))).status, 200)
  assert.is((await ask(secure, '/other', as('8.8.8.1'))).status, 200)
})

test('a refusal is JSON, with a time to come back', async () => {
  const { headers, json } = await ask(secure, '/limited', as('8.8.8.1'))
  assert.equal([headers['retry-after'], headers['content-type'], json.status, json.error], ['1', 'application/json', 429, 'too many requests'])
})

test('a refusal of gRPC is said in its own words', async () => {
  const statuses = [await call(plain, '/echo.Echo/Say', Buffer.from('\0\0\0\0\x02hi')), await call(plain, '/echo.Echo/Say', Buffer.from('\0\0\0\0\x02hi'))]
  assert.equal(statuses.map(({ headers, trailers }) => [headers[':status'], trailers['grpc-status'] ?? headers['grpc-status']]), [[200, '0'], [200, '8']])
})

test('who comes without a trusted proxy is counted by the address that is seen, whatever is claimed', async () => {
  assert.equal(await stack.compose('exec', '-T', 'proxy', 'sh', '-c', `for n in $(seq 25); do wget -qO /dev/null --header "X-Forwarded-For: 8.8.4.$n" http://127.0.0.1/limited 2>/dev/null && echo 200 || echo 429; done | sort | uniq -c | tr -s ' '`), '21 200\n 4 429')
})

test('a client holds so many connections and no more', async () => {
  const slow = Array.from({ length: 45 }, () => ask(secure, '/slow', as('8.8.8.3')).catch(() => undefined))
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { status, json } = await ask(secure, '/whole', as('8.8.8.3'))
  assert.equal([status, json.error], [429, 'too many requests'])
  assert.is((await ask(secure, '/whole', as('8.8.8.4'))).status, 200)
  await stack.compose('kill', 'api')
  await Promise.all(slow)
  await stack.compose('up', '--detach', '--no-deps', 'api')
})

test('answers of an ACME client and the probe have no limit', async () => {
  assert.equal(await parallel(60, () => ask(plain, '/.well-known/acme-challenge/token', { headers: { host: domain, 'x-forwarded-for': '8.8.8.5' } })), { 200: 60 })
  assert.match(await stack.compose('exec', '-T', 'proxy', 'sh', '-c', 'for n in $(seq 60); do wget -qO - http://127.0.0.1:8081/health || echo refused; done | sort | uniq -c'), /^60 ok$/)
})

test.run()
