// needs: engine
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../../support/hook.mts'
import { ask } from './ask.mts'
import { until } from './docker.mts'
import { domain, route, secureStack } from './secure.mts'

// Requests come from Docker's own gateway: here it is a proxy that ends TLS in front of ours.
const stack = await secureStack('trust', { routes: [route('/whole')], proxy: { trust: ['172.16.0.0/12', '192.168.0.0/16', '10.0.0.0/8'] }, tls: { redirect: false } })
const seen = async (headers: Readonly<Record<string, string>>) => {
  const { json, headers: { 'strict-transport-security': hsts } } = await ask(stack.plain, '/whole', { headers: { host: domain, ...headers } })
  return { client: json.headers['x-forwarded-for'], scheme: json.headers['x-forwarded-proto'], hsts: hsts !== undefined }
}

const test = suite('a proxy that is trusted')
test.before(hook(stack.start))
test.after(hook(stack.remove))

test('says who the client is, and how it asked', async () => {
  assert.equal(await seen({ 'x-forwarded-for': '8.8.8.8', 'x-forwarded-proto': 'https' }), { client: '8.8.8.8', scheme: 'https', hsts: true })
  assert.equal(await seen({ 'x-forwarded-for': '2001:db8::1', 'x-forwarded-proto': 'HTTPS, http' }), { client: '2001:db8::1', scheme: 'https', hsts: true })
  assert.equal(await seen({ 'x-forwarded-for': '8.8.8.8', 'x-forwarded-proto': 'http' }), { client: '8.8.8.8', scheme: 'http', hsts: false })
})

test('is the last that is believed: what stands before its own word is the client\'s', async () => {
  assert.is((await seen({ 'x-forwarded-for': '6.6.6.6, 8.8.8.8, 10.1.2.3' })).client, '8.8.8.8')
})

test('says nothing that makes no sense', async () => {
  const { client } = await seen({ 'x-forwarded-for': 'nobody', 'x-forwarded-proto': 'gopher' })
  assert.match(client, /^\d+\.\d+\.\d+\.1$/)
  assert.equal(await seen({}), { client, scheme: 'http', hsts: false })
})

test('the client stands in the log', async () => {
  await seen({ 'x-forwarded-for': '9.9.9.9' })
  await until(4, () => stack.compose('logs', '--no-log-prefix', 'proxy'), (text) => text.includes('"client":"9.9.9.9"'))
})

test('nobody else is believed', async () => {
  const said = await stack.compose('exec', '-T', 'proxy', 'wget', '-qO-', '--header', 'X-Forwarded-For: 6.6.6.6', '--header', 'X-Forwarded-Proto: https', 'http://127.0.0.1/whole')
  assert.equal((({ 'x-forwarded-for': client, 'x-forwarded-proto': scheme }) => [client, scheme])(JSON.parse(said).headers), ['127.0.0.1', 'http'])
})

test.run()

// ---

const ending = await secureStack('trust-tls', { routes: [route('/whole')], proxy: { trust: ['172.16.0.0/12', '192.168.0.0/16', '10.0.0.0/8'] } })
const asked = async (path: string, headers: Readonly<Record<string, string>> = {}) => (await ask(ending.plain, path, { headers: { host: domain, ...headers } })).status

const redirected = suite('a proxy that is trusted and has ended TLS')
redirected.before(hook(ending.start))
redirected.after(hook(ending.remove))

redirected('is answered over plain HTTP; who came to it without TLS is led there, except an ACME server', async () => {
  assert.equal([await asked('/whole', { 'x-forwarded-proto': 'https' }), await asked('/whole', { 'x-forwarded-proto': 'http' }), await asked('/whole')], [200, 301, 301])
  assert.equal([await asked('/.well-known/acme-challenge/token'), await asked('/.well-known/acme-challenge/../../whole')], [200, 301])
})

redirected.run()
