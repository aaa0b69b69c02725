import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Route } from '../../scripts/kinds/workload.mts'
import { nativeNginx, type NativePlace } from '../../scripts/targets/nginx-native.mts'
import { blockOf, proxyOf } from './render.mts'
import { templates } from './templates.mts'
import { environment, workload } from './workload.mts'

const route = (path: string, changes: Partial<Route> = {}): Route =>
  ({ path, service: 'api', port: { name: 'http', number: 8000, protocol: 'http' }, strip: false, websocket: false, ...changes })
const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const
const routes = [route('/a/', { strip: true }), route('/live', { websocket: true, service: 'live' })]
const entry = workload({ name: 'proxy', isEntry: true })
const place: NativePlace = { version: '1.22.1', tmp: '/run/it', mimeTypes: undefined, listen: '127.0.0.1:8080', addressOf: (service, port) => `127.0.0.1:${service === 'api' ? port === 'grpc' ? 9002 : 9001 : 9003}` }
const rendered = (of: readonly Route[] = routes, changes: Partial<NativePlace> = {}) =>
  nativeNginx({ workload: entry, environment: environment({ workloads: [workload({ name: 'api', routes: of }), entry] }), templates, source: 'stack.yaml', place: { ...place, ...changes } })

const test = suite('nginx on the machine itself')

test('knows where everything is, and asks no name server', () => {
  assert.is(blockOf(rendered(), 'upstream api_8000'), `upstream api_8000 {
  server 127.0.0.1:9001 max_fails=0;
  keepalive 128;
  # Shorter than any server's own: a connection it is just closing is not used again.
  keepalive_timeout 1s;
}`)
  assert.match(blockOf(rendered(), 'upstream live_8000'), 'server 127.0.0.1:9003 max_fails=0;')
  assert.not.match(rendered(), /resolve|zone|\$address/)
})

test('has the locations that it has in a container', () => {
  const servers = (text: string) => text.slice(text.indexOf('server_name _;'))
  assert.is(servers(rendered()), servers(proxyOf([workload({ name: 'api', routes })])))
})

test('listens where it is told to, once by default', () => {
  assert.match(rendered(), 'listen 127.0.0.1:8080 default_server;')
  assert.match(rendered([route('/'), route('/', { host: 'a.test' })]), /listen 127\.0\.0\.1:8080;\n {4}server_name a\.test;/)
  assert.match(rendered(routes, { listen: '80' }), 'listen 80 default_server;')
})

test('speaks HTTP/2 in the words of the version that is here', () => {
  const cart = route('/shop.Cart/', { port: grpc })
  assert.match(rendered([cart, route('/')], { version: '1.25.1' }), /^ {2}http2 on;/m)
  assert.not.match(rendered([cart, route('/')]), 'http2')
  assert.match(rendered([cart]), 'listen 127.0.0.1:8080 default_server http2;')
  assert.match(blockOf(rendered([cart]), 'upstream api_grpc_50051'), 'server 127.0.0.1:9002 max_fails=0;')
  assert.match(rendered(routes, { version: '1.30.0' }), 'proxy_set_header Host $host$is_request_port$request_port;')
})

test('writes only where it may, whatever the folder is called', () => {
  const places = (tmp: string) => [...rendered(routes, { tmp }).matchAll(/^ *(?:pid|\w+_temp_path) (.*);/gm)].map(([, path]) => path)
  assert.equal(places('/run/it'), ['/run/it/nginx.pid', '/run/it/client_body', '/run/it/proxy', '/run/it/fastcgi', '/run/it/uwsgi', '/run/it/scgi'])
  assert.is(places('/srv/a b')[0], '"/srv/a b/nginx.pid"')
  assert.throws(() => rendered(routes, { tmp: '/a$b' }), /cannot be written in an nginx file/)
})

test('speaks TLS where it is told to, with what every OpenSSL knows, and leads there with the port of the stack file', () => {
  const tls = { from: 'selfsigned', names: ['localhost'], addresses: ['127.0.0.1'], security: 'intermediate', redirect: true, rejects: false } as const
  const secure = (changes: Partial<NativePlace>) => nativeNginx({ workload: entry, environment: environment({ workloads: [workload({ name: 'api', routes }), entry], https: { address: '127.0.0.1', port: 8443 }, tls }), templates, source: 'stack.yaml', place: { ...place, ...changes } })
  const text = secure({ tls: { listen: '127.0.0.1:8443', certificate: '/srv/a b/fullchain.pem', key: '/srv/a b/privkey.pem' } })
  assert.match(text, /listen 127\.0\.0\.1:8443 ssl http2;\n {4}server_name localhost 127\.0\.0\.1;/)
  assert.match(text, 'ssl_certificate "/srv/a b/fullchain.pem";')
  assert.match(text, 'ssl_ecdh_curve X25519:prime256v1:secp384r1;')
  assert.match(text, 'return 301 https://$host:8443$request_uri;')
  assert.not.match(text, 'acme')
  assert.not.match(secure({}), /ssl|301/)
})

test('has a user, a status and a table of types as it is told', () => {
  assert.not.match(rendered(), /^user|\/health|worker_rlimit/m)
  assert.match(rendered(routes, { user: 'root' }), /^user root;$/m)
  assert.match(rendered(routes, { statusPort: 8081 }), /listen 127\.0\.0\.1:8081;\n.*\n.*\n {4}location = \/health/)
  assert.match(blockOf(rendered(), 'types'), 'text/html html htm shtml;')
  assert.match(rendered(routes, { mimeTypes: '/opt/nginx/mime.types' }), '  include /opt/nginx/mime.types;\n')
})

test('serves a site from its folder here', () => {
  const web = workload({ name: 'web', site: { root: '/srv/my site', port: 80, fallback: '/index.html' } })
  const text = nativeNginx({ workload: web, environment: environment(), templates, source: 'stack.yaml', place })
  assert.match(text, /listen 127\.0\.0\.1:8080;\n.*\n {4}root "\/srv\/my site";/)
  assert.throws(() => nativeNginx({ workload: workload({ name: 'api' }), environment: environment(), templates, source: 'stack.yaml', place }), 'api is neither the proxy nor a site')
})

test.run()
