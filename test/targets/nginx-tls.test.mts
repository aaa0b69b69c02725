import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Environment, ProxySettings, Tls } from '../../scripts/stack/environment.mts'
import type { Route } from '../../scripts/kinds/workload.mts'
import { blockOf, proxyWith, route, saidBy, serversOf } from './render.mts'
import { proxySettings } from './workload.mts'

const prod: Tls = { from: 'letsencrypt', names: ['shop.test', 'www.shop.test', 'admin.shop.test'], addresses: [], security: 'intermediate', redirect: true, rejects: true }
const dev: Tls = { ...prod, from: 'selfsigned', names: ['shop.test', 'localhost', '*.localhost'], addresses: ['127.0.0.1', '::1'], redirect: false, rejects: false }
const routes = [route('/'), route('/', { host: 'admin.shop.test' })]
const secure = (tls: Tls, settings: Partial<ProxySettings> = {}, of: readonly Route[] = routes, changes: Partial<Environment> = {}) =>
  proxyWith(of, { http: { address: '', port: 80, domain: 'shop.test' }, https: { address: '', port: 443 }, tls, proxy: proxySettings(settings), ...changes })
/** What each server listens on and answers to. */
const doors = (text: string) => serversOf(text).map((server) => [...saidBy(server, 'listen'), ...saidBy(server, 'server_name').map((names) => `for ${names}`)])

const test = suite('the proxy with TLS')

test('serves names over TLS, leads there from plain HTTP, and turns strangers away', () => {
  assert.equal(doors(secure(prod)), [
    ['443 ssl', 'for shop.test www.shop.test'], ['443 ssl', 'for admin.shop.test'],
    ['80', 'for shop.test www.shop.test admin.shop.test'], ['80 default_server', '443 default_server ssl'],
  ])
  const [,, plain = '', strangers = ''] = serversOf(secure(prod))
  assert.match(plain, 'return 301 https://$host$request_uri;')
  assert.equal(saidBy(strangers, 'ssl_reject_handshake'), ['on'])
  assert.match(strangers, "return 421 '{\"status\":421,")
})

test('in dev serves both, and tells a stranger over TLS that it is one', () => {
  const text = secure(dev)
  assert.equal(doors(text), [
    ['80 default_server', '443 ssl', 'for shop.test localhost *.localhost 127.0.0.1 [::1]'], ['80', '443 ssl', 'for admin.shop.test'], ['443 default_server ssl'],
  ])
  assert.not.match(text, /301|ssl_reject_handshake/)
  assert.match(text, 'return 421')
})

test('leads to the port it is published on', () => {
  assert.match(secure(prod, {}, routes, { https: { address: '', port: 8443 } }), 'return 301 https://$host:8443$request_uri;')
})

test('answers an ACME server on plain HTTP, before anything else', () => {
  const acme = 'location ^~ /.well-known/acme-challenge/ {\n  root /var/www/acme;\n  default_type text/plain;\n}'
  const [main = '',, plain = ''] = serversOf(secure(prod))
  assert.equal([blockOf(main, 'location ^~ /.well-known/acme-challenge/'), blockOf(plain, 'location ^~ /.well-known/acme-challenge/')], ['', acme])
  assert.is(blockOf(serversOf(secure(dev))[0] ?? '', 'location ^~ /.well-known/acme-challenge/'), acme)
  assert.not.match(secure(dev, {}, [route('/.well-known/acme-challenge/')]), '/var/www/acme')
})

test('has the pair of its container', () => {
  assert.equal([...saidBy(secure(prod), 'ssl_certificate'), ...saidBy(secure(prod), 'ssl_certificate_key')], ['/etc/nginx/tls/current/fullchain.pem', '/etc/nginx/tls/current/privkey.pem'])
})

test('speaks as the guideline says', () => {
  const said = (text: string) => ['ssl_protocols', 'ssl_ciphers', 'ssl_prefer_server_ciphers', 'ssl_session_timeout'].map((name) => saidBy(text, name)[0])
  const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305'
  assert.equal(said(secure(prod)), ['TLSv1.2 TLSv1.3', ciphers, 'off', '1d'])
  assert.equal(said(secure({ ...prod, security: 'modern' })), ['TLSv1.3', undefined, 'off', '1d'])
  assert.not.match(secure(prod), 'stapling')
})

test('says only what the declared versions understand', () => {
  const said = (version: string, openssl: string) => {
    const text = secure(prod, { version, openssl })
    return [saidBy(text, 'ssl_ecdh_curve')[0]?.split(':')[0], saidBy(text, 'http2')[0], saidBy(text, 'ssl_session_tickets')[0], saidBy(text, 'ssl_reject_handshake')[0], doors(text)[0]?.[0]]
  }
  assert.equal(said('1.30', '3.5'), ['X25519MLKEM768', 'on', undefined, 'on', '443 ssl'])
  assert.equal(said('1.26', '3.0'), ['X25519', 'on', undefined, 'on', '443 ssl'])
  assert.equal(said('1.24', '3.0'), ['X25519', undefined, undefined, 'on', '443 ssl http2'])
  assert.equal(said('1.22', '3.0'), ['X25519', undefined, 'off', 'on', '443 ssl http2'])
  assert.equal(said('1.18', '1.1.1'), ['X25519', undefined, 'off', undefined, '443 ssl http2'])
})

test('gRPC needs no port of its own over TLS', () => {
  const cart = route('/shop.Cart/', { port: { name: 'grpc', number: 50051, protocol: 'grpc' } })
  assert.equal(doors(secure(prod, { version: '1.22' }, [cart])), [['443 ssl http2', 'for shop.test www.shop.test admin.shop.test'], ['80', 'for shop.test www.shop.test admin.shop.test'], ['80 default_server', '443 default_server ssl http2']])
})

test('with names of routes alone there is no other server', () => {
  const only = { http: { address: '', port: 80 } }
  const tls: Tls = { ...prod, names: ['admin.shop.test'] }
  assert.equal(doors(secure(tls, {}, routes, only)), [['443 ssl', 'for admin.shop.test'], ['80', 'for admin.shop.test'], ['80 default_server', '443 default_server ssl']])
  assert.equal(doors(secure({ ...tls, redirect: false }, {}, routes, only)), [['80 default_server', '443 ssl', 'for _'], ['80', '443 ssl', 'for admin.shop.test'], ['443 default_server ssl']])
})

test('believes trusted proxies about the client, and nobody else', () => {
  assert.equal(saidBy(secure(prod, { trust: ['10.0.0.0/8', '::1', '10.0.0.0/8'] }), 'set_real_ip_from'), ['10.0.0.0/8', '::1'])
  assert.equal(saidBy(secure(prod, { trust: ['10.0.0.0/8'] }), 'proxy_set_header X-Forwarded-Proto'), ['$client_scheme'])
  assert.equal(saidBy(secure(prod), 'proxy_set_header X-Forwarded-Proto'), ['$scheme'])
  assert.not.match(secure(prod), 'real_ip')
})

test('a trusted proxy in front may have spoken TLS: one server has both, and leads there who has not', () => {
  const led = secure(prod, { trust: ['10.0.0.0/8'] })
  const names = 'for shop.test www.shop.test'
  assert.equal(doors(led), [['80', '443 ssl', names], ['80', '443 ssl', 'for admin.shop.test'], ['80 default_server', '443 default_server ssl']])
  assert.is(led.match(/if \(\$needs_tls\) \{\n\s+return 301 https:/g)?.length, 2)
  assert.match(led, /map "\$client_scheme \$uri" \$needs_tls \{\n {4}default "";\n {4}"~\^http \/\\.well-known\/acme-challenge\/" "";\n {4}"~\^http " yes;/)
  assert.not.match(secure({ ...prod, redirect: false }, { trust: ['10.0.0.0/8'] }), 'needs_tls')
})

test.run()
