import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, environmentOf, messagesOf } from '../reading.mts'

const test = suite('checks: TLS and the way in')

const stack = (settings: string, name = 'prod', route = '/'): string =>
  `name: shop\nservices:\n  web: { kind: container, image: a, port: 80, route: ${route} }\nenvironments: { ${name}: { ${settings} } }\n`
const read = (settings: string, name = 'prod', route = '/') => environmentOf(stack(settings, name, route), name)

test('a certificate has names: the domain, those beside it, hosts of routes; in dev also this machine', () => {
  assert.equal(read('domain: a.example.com, tls: { from: letsencrypt, names: [www.example.com] }', 'prod', '{ path: /, host: b.example.com }').tls?.names, ['a.example.com', 'www.example.com', 'b.example.com'])
  assert.equal(read('tls: selfsigned', 'dev').tls?.names, ['localhost', '*.localhost'])
  assert.equal([read('tls: selfsigned', 'dev').tls?.addresses, read('domain: a.b, tls: selfsigned').tls?.addresses], [['127.0.0.1', '::1'], []])
  assert.equal(caught(stack('▸tls: letsencrypt')), ['tls-names'])
  assert.equal(messagesOf(stack('tls: letsencrypt')), ['the certificate of "prod" has no name → add `domain:` to the environment'])
})

test('a name for every host can not be had over HTTP-01', () => {
  assert.equal(caught(stack('domain: a.b, tls: ▸letsencrypt', 'prod', '{ path: /, host: "*.a.b" }')), ['tls-wildcard'])
  assert.equal(caught(stack('domain: a.b, tls: selfsigned', 'prod', '{ path: /, host: "*.a.b" }')), [])
})

test('each source of certificates has its own keys', () => {
  assert.equal(caught(stack('domain: a.b, tls: ▸files')), ['tls-files'])
  assert.equal(caught(stack('domain: a.b, tls: ▸{ from: files, key: ./k.pem }')), ['tls-files'])
  assert.equal(caught(stack('domain: a.b, tls: { from: files, certificate: ./c.pem, key: ./k.pem }')), [])
  assert.equal(caught(stack('domain: a.b, tls: { from: selfsigned, ▸email: a@b.c, ▸key: ./k.pem }')), ['tls-key', 'tls-key'])
})

test('Let\'s Encrypt is tried on its staging server first, another directory only where one is named', () => {
  assert.match(String(read('domain: a.b, tls: letsencrypt').tls?.acme?.staging), 'staging')
  const { acme } = read('domain: a.b, tls: { from: letsencrypt, directory: "https://localhost:14000/dir", ca: ./pebble.pem, email: a@b.c, profile: shortlived }').tls ?? {}
  assert.equal(acme, { directory: 'https://localhost:14000/dir', ca: './pebble.pem', email: 'a@b.c', profile: 'shortlived', image: 'certbot/certbot:v5.5.0' })
})

test('HTTPS has a port of its own, and nothing else may take it', () => {
  assert.equal(read('domain: a.b, tls: selfsigned').https, { address: '', port: 443 })
  assert.equal(read('tls: selfsigned', 'dev').https, { address: '127.0.0.1', port: 8443 })
  assert.is(read('http: 8080').https, undefined)
  assert.equal(caught('name: shop\nservices:\n  web: { kind: container, image: a, port: 80, route: /, publish: [▸8443] }\nenvironments: { dev: { tls: selfsigned } }\n'), ['port-clash'])
  assert.equal(caught(stack('▸https: 8443')), ['warning no-effect-yet'])
})

test('outside dev HTTP leads to HTTPS and unknown names end at the handshake', () => {
  const of = (name: string, settings = '') => { const { redirect, rejects, security } = read(`domain: a.b, tls: { from: selfsigned${settings} }`, name).tls ?? {}; return [redirect, rejects, security] }
  assert.equal([of('prod'), of('dev'), of('prod', ', redirect: false, security: modern')], [[true, true, 'intermediate'], [false, false, 'intermediate'], [false, true, 'modern']])
})

test('values of the proxy are checked', () => {
  assert.equal(caught(stack('proxy: { limit: ▸"10"'.replace('▸"10"', '▸fast') + ' }')), ['bad-rate'])
  assert.equal(caught(stack('proxy: { headers: { csp: ▸"a\\"b" } }')), ['bad-header'])
  assert.equal(caught(stack('domain: a.b, tls: { from: letsencrypt, email: ▸nobody, directory: ▸ftp://x }')), ['bad-email', 'bad-url'])
  assert.equal(caught(stack('proxy: { trust: [▸the-cdn, ▸999.0.0.1, ▸10.0.0.0/33, ▸"fd00:::/8"] }')), Array(4).fill('bad-subnet'))
  assert.equal(caught(stack('proxy: { trust: [10.0.0.0/8, 1.2.3.4, "::1", "fd00::/8"] }')), [])
})

test('a client may ask so much of every route, outside dev and not of a site', () => {
  const limits = (settings: string, name: string, route: string) => read(settings, name, route).workloads.find(({ name: one }) => one === 'web')?.routes[0]?.limit
  assert.equal(limits('', 'prod', '/'), { rate: '100r/s', burst: 200 })
  assert.is(limits('', 'dev', '/'), undefined)
  assert.equal(limits('proxy: { limit: 30r/m }', 'dev', '/'), { rate: '30r/m', burst: 10 })
  assert.equal(limits('', 'prod', '{ path: /, limit: { rate: 10r/s, burst: 20 } }'), { rate: '10r/s', burst: 20 })
  assert.is(limits('', 'prod', '{ path: /, limit: false }'), undefined)
})

test('headers say no more than needed, each can be changed or left to the services', () => {
  const headers = (settings: string, name = 'prod', route = '/') => read(settings, name, route).proxy.headers
  assert.is(headers('')['Content-Security-Policy'], "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; img-src 'self' data:")
  assert.match(String(headers('', 'prod', '{ path: /, cache: { ttl: 5m, cdn: "https://cdn.example.com" } }')['Content-Security-Policy']), "default-src 'self' https://cdn.example.com;")
  assert.equal(['Strict-Transport-Security', 'X-Frame-Options'].map((name) => headers('domain: a.b, tls: selfsigned')[name]), ['max-age=63072000; includeSubDomains', 'DENY'])
  assert.is(headers('tls: selfsigned', 'dev')['Strict-Transport-Security'], undefined)
  assert.is(headers('proxy: { headers: { csp: false } }')['Content-Security-Policy'], undefined)
  assert.is(headers('proxy: { headers: { frame: SAMEORIGIN } }')['X-Frame-Options'], 'SAMEORIGIN')
})

test.run()
