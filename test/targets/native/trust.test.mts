import * as assert from 'uvu/assert'
import { ask } from '../real/ask.mts'
import { proxySettings } from '../workload.mts'
import { makeTrust } from './authority.mts'
import { inFrontOf, privileged, route, stackOf, tlsSettings } from './stage.mts'

const hsts = 'max-age=63072000'
const stackWith = (trust: readonly string[], changes: Parameters<typeof tlsSettings>[0] = {}) =>
  stackOf([route('/whole')], { http: { address: '', port: 80, domain: 'shop.example.com' }, tls: tlsSettings(changes), proxy: proxySettings({ trust, headers: { 'Strict-Transport-Security': hsts } }) })
const pair = await (await makeTrust()).sign(['shop.example.com'])

/** What a service hears of its client, and whether that is told to come back over TLS. */
const heard = async (port: number, claims: Readonly<Record<string, string>>, tls?: string) => {
  const { json, headers } = await ask(port, '/whole', { headers: { host: 'shop.example.com', ...claims }, tls })
  return [json.headers['x-forwarded-for'], json.headers['x-real-ip'], json.headers['x-forwarded-proto'], headers['strict-transport-security'] === hsts]
}
const claims = { 'x-forwarded-for': '6.6.6.6, 192.0.2.1', 'x-forwarded-proto': 'https' }

inFrontOf('a proxy in front that is trusted', stackWith(['127.0.0.0/8', '192.0.2.64/26']), (test, stage) => {
  test('tells who the client is, and how it came', async () => {
    assert.equal(await heard(stage.port, claims), ['192.0.2.1', '192.0.2.1', 'https', true])
    assert.equal(await heard(stage.port, { ...claims, 'x-forwarded-for': '192.0.2.1, 192.0.2.65' }), ['192.0.2.1', '192.0.2.1', 'https', true])
    assert.equal(await heard(stage.running.securePort, { 'x-forwarded-proto': 'http' }, 'shop.example.com'), ['127.0.0.1', '127.0.0.1', 'http', false])
    assert.equal(await heard(stage.port, {}), ['127.0.0.1', '127.0.0.1', 'http', false])
  })

  test('stands in the log with what it tells', async () => {
    await ask(stage.port, '/whole/logged', { headers: { 'x-forwarded-for': '192.0.2.9' } })
    const line = () => stage.running.said().split('\n').find((text) => text.includes('/whole/logged')) ?? ''
    for (let turn = 0; turn < 60 && line() === ''; turn++) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.is(JSON.parse(line()).client, '192.0.2.9')
  })
}, { among: privileged, pair })

// ---

inFrontOf('a proxy in front that nobody trusts', stackWith(['10.0.0.0/8']), (test, stage) => {
  test('is itself the client', async () => {
    assert.equal(await heard(stage.port, claims), ['127.0.0.1', '127.0.0.1', 'http', false])
    assert.equal(await heard(stage.running.securePort, { ...claims, 'x-forwarded-proto': 'http' }, 'shop.example.com'), ['127.0.0.1', '127.0.0.1', 'https', true])
  })
}, { among: privileged, pair })

// ---

inFrontOf('a trusted proxy that speaks TLS for us', stackWith(['127.0.0.0/8'], { redirect: true }), (test, stage) => {
  const asked = async (path: string, headers: Readonly<Record<string, string>>) => {
    const { status, headers: { location } } = await ask(stage.port, path, { headers: { host: 'shop.example.com', ...headers } })
    return [status, location]
  }

  test('is not sent back to where it has been', async () => {
    assert.equal(await asked('/whole', claims), [200, undefined])
    assert.equal(await heard(stage.port, claims), ['192.0.2.1', '192.0.2.1', 'https', true])
  })

  test('leads to TLS who came to it without', async () => {
    const target = [301, `https://shop.example.com:${stage.running.securePort}/whole?a=1`]
    assert.equal(await asked('/whole?a=1', {}), target)
    assert.equal(await asked('/whole?a=1', { 'x-forwarded-proto': 'http' }), target)
  })

  test('may as well speak TLS to us, and strangers stay strangers', async () => {
    assert.equal(await heard(stage.running.securePort, claims, 'shop.example.com'), ['192.0.2.1', '192.0.2.1', 'https', true])
    assert.is((await asked('/whole', { ...claims, host: 'elsewhere.example.com' }))[0], 421)
  })
}, { among: privileged, pair })
