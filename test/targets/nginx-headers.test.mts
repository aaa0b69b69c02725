import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blockOf, proxyWith, route, saidBy } from './render.mts'
import { proxySettings } from './workload.mts'

const headers = { 'Content-Security-Policy': "default-src 'self'", 'Cross-Origin-Resource-Policy': 'same-origin', 'Strict-Transport-Security': 'max-age=1; includeSubDomains', 'X-Frame-Options': 'DENY' }
const proxy = (of: Readonly<Record<string, string>> = headers, routes = [route('/')], changes = {}) => proxyWith(routes, { proxy: proxySettings({ headers: of, ...changes }) })

const test = suite('headers of the proxy')

test('stand once, for every answer', () => {
  assert.equal(saidBy(proxy(), 'add_header'), [
    'Retry-After $retry_after always', "Content-Security-Policy \"default-src 'self'\" always", 'Cross-Origin-Resource-Policy same-origin always',
    'Strict-Transport-Security $strict_transport_security always', 'X-Frame-Options DENY always',
  ])
})

test('take the place of a service\'s own', () => {
  assert.equal(saidBy(proxy(), 'proxy_hide_header'), [...Object.keys(headers), 'X-Powered-By'])
  assert.equal(saidBy(proxy({}), 'proxy_hide_header'), ['X-Powered-By'])
})

test('one that promises HTTPS is said over HTTPS alone', () => {
  assert.equal(saidBy(proxy(), 'map \\$scheme \\$strict_transport_security'), [])
  assert.match(proxy(), 'map $scheme $strict_transport_security { default ""; https "max-age=1; includeSubDomains"; }')
  assert.match(proxy(headers, [route('/')], { trust: ['10.0.0.1'] }), 'map $client_scheme $strict_transport_security {')
  assert.not.match(proxy({ 'X-Frame-Options': 'DENY' }), 'strict_transport')
})

test('hold for gRPC too, except where it is refused in its own words', () => {
  const text = proxy(headers, [route('/x.Y/', { port: { name: 'grpc', number: 50051, protocol: 'grpc' } })])
  assert.equal(saidBy(text, 'grpc_hide_header'), saidBy(text, 'proxy_hide_header'))
  assert.equal(saidBy(blockOf(text, 'location @grpc_unavailable'), 'add_header'), ['grpc-status 14 always', 'grpc-message unavailable always'])
  assert.equal(saidBy(proxy(), 'grpc_hide_header'), [])
})

test('no location adds one without adding all, apart from the refusals of gRPC', () => {
  const text = proxy(headers, [route('/'), route('/kept/', { cache: { ttl: 1000 } }), route('/x.Y/', { port: { name: 'grpc', number: 50051, protocol: 'grpc' } })], { connections: 1 })
  const blocks = [...text.matchAll(/^ {4}(location .*) \{$/gm)].map(([, words = '']) => blockOf(text, words)).filter((block) => block.includes('add_header'))
  assert.equal(blocks.map((block) => [block.split(' {')[0], Object.keys(headers).every((name) => block.includes(`add_header ${name} `))]), [['location /kept/', true], ['location @grpc_unavailable', false], ['location @grpc_exhausted', false]])
})

test('what cannot be written is not', () => {
  for (const value of ['a$b', 'a\nb', '\\']) assert.throws(() => proxy({ 'X-Frame-Options': value }), /cannot be written in an nginx file/)
})

test.run()
