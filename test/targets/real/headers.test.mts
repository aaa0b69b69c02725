// needs: engine
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../../support/hook.mts'
import { ask, upgraded, type Answer } from './ask.mts'
import { until } from './docker.mts'
import { domain, headers, route, secureStack } from './secure.mts'

const port80 = { name: 'http', number: 80, protocol: 'http' } as const
const stack = await secureStack('headers', {
  routes: [
    ...['/whole', '/slow', '/broken', '/own-503', '/missing', '/elsewhere', '/boasting', '/folder/'].map((path) => route(path)), route('/live', { websocket: true }),
    route('/rare', { limit: { rate: '1r/m', burst: 0 } }), route('/gone', { service: 'gone' }), route('/site/', { service: 'web', port: port80, strip: true }),
    route('/counted/', { cache: { ttl: 60_000 } }), route('/cdn/', { cache: { ttl: 60_000, cdn: 'https://cdn.example.net' } }),
  ],
  // Nobody waits a minute for a 504 here.
  change: (text) => text.replace('proxy_read_timeout 60s;', 'proxy_read_timeout 1s;'),
})
const { plain, secure } = stack

const names = Object.keys(headers).map((name) => name.toLowerCase())
/** Those of plain HTTP. */
const always = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Strict-Transport-Security'))
/** What an answer says of these. */
const said = ({ headers: found }: Pick<Answer, 'headers'>) => Object.fromEntries(names.map((name) => [name, found[name]]).filter(([, value]) => value !== undefined))
const lowered = (all: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value]))

const test = suite('headers of every answer')
test.before(hook(async () => {
  await stack.start()
  await until(10, () => ask(secure, '/site/', { tls: domain }), ({ status }) => status === 200)
}))
test.after(hook(stack.remove))

const over = (path: string, question = {}) => ask(secure, path, { tls: domain, ...question })

test('stand on whatever is answered over TLS', async () => {
  await over('/rare')
  const answers: readonly (readonly [number, Promise<Answer>])[] = [
    [200, over('/whole')], [301, over('/elsewhere')], [308, over('/folder')], [404, over('/nothing')], [404, over('/missing')], [413, over('/whole', { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1) })], [429, over('/rare')],
    [502, over('/broken')], [503, over('/gone')], [503, over('/own-503')], [504, over('/slow')], [200, over('/site/')], [304, over('/site/', { headers: { 'if-none-match': '*' } })], [404, over('/site/gone.js')],
    [200, over('/counted/plain')], [200, over('/counted/plain')], [404, over('/.well-known/acme-challenge/token')],
    [421, over('/whole', { headers: { host: 'stranger.example.com' } })], [400, over('/%zz')],
  ]
  for (const [status, answer] of answers) {
    const { status: found, headers: seen } = await answer
    assert.equal([found, said({ headers: seen })], [status, lowered(headers)])
  }
  const { status, echo, headers: seen } = await upgraded(secure, '/live', 'hello', { tls: domain })
  assert.equal([status, echo, said({ headers: seen })], [101, 'hello', lowered(headers)])
})

test('without TLS the same, apart from the one that promises it', async () => {
  for (const [status, path, host] of [[301, '/whole', domain], [200, '/.well-known/acme-challenge/token', domain], [404, '/.well-known/acme-challenge/other', domain], [421, '/whole', 'stranger.example.com']] as const) {
    const answer = await ask(plain, path, { headers: { host } })
    assert.equal([answer.status, said(answer)], [status, lowered(always)])
  }
})

test('each takes the place of a service\'s own, and nobody says what it is made with', async () => {
  const answer = await over('/boasting')
  assert.equal([said(answer), answer.headers['server'], answer.headers['x-powered-by'], answer.headers['access-control-allow-origin']], [lowered(headers), 'nginx', undefined, '*'])
})

test('what a CDN fetches may be used by pages of ours', async () => {
  const answer = await over('/cdn/plain')
  assert.equal(said(answer), lowered({ ...headers, 'Cross-Origin-Resource-Policy': 'cross-origin' }))
  assert.is(answer.headers['access-control-allow-origin'], `https://${domain}:${secure}`)
})

test('a time to come back is said with what is refused here, and not with what a service refuses', async () => {
  assert.equal((await Promise.all(['/rare', '/gone', '/own-503', '/whole'].map((path) => over(path)))).map(({ status, headers: { 'retry-after': after } }) => [status, after]), [[429, '1'], [503, '2'], [503, undefined], [200, undefined]])
})

test('has nothing bad to say of itself', async () => {
  assert.not.match(await stack.compose('logs', '--no-log-prefix', 'proxy'), /\[(?:emerg|alert|crit|warn)\]/)
})

test.run()
