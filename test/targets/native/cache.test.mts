import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keptFor, type Answered } from '../../../scripts/serve/cache.mts'
import { ask } from '../real/ask.mts'
import { proxySettings } from '../workload.mts'
import { makeTrust } from './authority.mts'
import { inFrontOf, privileged, route, stackOf, tlsSettings } from './stage.mts'

const pair = await (await makeTrust()).sign(['shop.example.com'])

const decision = suite('how long everybody may keep an answer')
const kept = (changes: Partial<Answered>) => keptFor({ seconds: 300 }, { method: 'GET', asked: {}, status: 200, answered: {}, ...changes })

decision('as long as the route says, when it is nobody\'s own and its service does not know better', () => {
  assert.equal([{}, { method: 'HEAD' }, { status: 304 }, { status: 404 }, { status: 500 }, { method: 'POST' }].map(kept), [...Array(3).fill('public, max-age=300'), undefined, undefined, undefined])
  assert.equal([{ cookie: 'a=1' }, { authorization: 'Bearer x' }, { 'content-length': '3' }].map((asked) => kept({ asked })), [undefined, undefined, undefined])
  assert.equal([{ 'set-cookie': ['a=1'] }, { 'cache-control': 'no-store' }, { expires: '0' }].map((answered) => kept({ answered })), [undefined, undefined, undefined])
})

decision.run()

// ---

const headers = { 'Cross-Origin-Resource-Policy': 'same-origin', 'X-Frame-Options': 'DENY' }
const cache = { ttl: 299_001 }
const routes = [route('/whole', { cache }), route('/missing', { cache }), route('/cookies', { cache }), route('/said', { cache }), route('/free'), route('/cdn/', { cache: { ...cache, cdn: 'https://cdn.example.net' } })]
const stack = stackOf(routes, { http: { address: '127.0.0.1', port: 80, domain: 'shop.example.com' }, proxy: proxySettings({ headers }), tls: tlsSettings() })

inFrontOf('answers that may be kept', stack, (test, stage) => {
  const said = async (...question: readonly [path: string, question?: Parameters<typeof ask>[2]]) => (await ask(stage.port, ...question)).headers['cache-control']

  test('say how long, and others do not', async () => {
    assert.equal([await said('/whole'), await said('/whole/b'), await said('/free'), await said('/missing'), await said('/cookies'), await said('/said')], ['public, max-age=300', 'public, max-age=300', undefined, undefined, undefined, 'private'])
  })

  test('are nobody\'s own', async () => {
    assert.equal([await said('/whole', { headers: { cookie: 'a=1' } }), await said('/whole', { headers: { authorization: 'x' } }), await said('/whole', { method: 'POST', body: 'x' })], [undefined, undefined, undefined])
  })

  test('are let have by pages of ours where a CDN fetches them', async () => {
    const { headers: shared } = await ask(stage.port, '/cdn/a')
    assert.equal([shared['cross-origin-resource-policy'], shared['access-control-allow-origin'], shared['x-frame-options']], ['cross-origin', `https://shop.example.com:${stage.running.securePort}`, 'DENY'])
    assert.is((await ask(stage.port, '/whole')).headers['cross-origin-resource-policy'], 'same-origin')
  })
}, { among: privileged, pair })
