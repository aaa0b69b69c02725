import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nginx } from '../../scripts/targets/nginx.mts'
import { blockOf, filesOf, proxyOf, proxyWith as proxy, route } from './render.mts'
import { environment, proxySettings, workload } from './workload.mts'

const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const
/** What the servers answer to, without the container's own. */
const locations = (text: string) => [...text.replace(/^.*?resolver /s, '').matchAll(/^ {4}location (.*) \{/gm)].map(([, match]) => match).filter((match) => !match?.startsWith('@'))

const test = suite('the proxy')

test('passes a route on to an upstream that follows its name', () => {
  const text = proxy([route('/')])
  assert.is(blockOf(text, 'location /'), 'location / {\n  proxy_pass http://api_8000;\n}')
  assert.match(blockOf(text, 'upstream api_8000'), 'server api:8000 resolve max_fails=3 fail_timeout=2s;')
  assert.match(text, 'resolver 127.0.0.11 valid=2s ipv6=off;')
})

test('too old for that, it asks for the name with every request', () => {
  const text = proxy([route('/')], { proxy: proxySettings({ version: '1.26' }) })
  assert.is(blockOf(text, 'location /'), 'location / {\n  set $address api:8000;\n  proxy_pass http://$address;\n}')
  assert.not.match(text, /^ *upstream|resolve;/m)
})

test('a path that ends in a slash redirects the one without, relatively', () => {
  assert.equal(locations(proxy([route('/api/')])), ['= /api', '/api/', '/'])
  assert.is(blockOf(proxy([route('/api/')]), 'location = /api'), 'location = /api {\n  return 308 "/api/$is_args$args";\n}')
})

test('a path without a slash is itself and what is below it', () => {
  assert.equal(locations(proxy([route('/api')])), ['= /api', '/api/', '/'])
  assert.is(blockOf(proxy([route('/api')]), 'location = /api'), 'location = /api {\n  proxy_pass http://api_8000;\n}')
})

test('two services may have the two', () => {
  const text = proxyOf([workload({ name: 'api', routes: [route('/api')] }), workload({ name: 'docs', routes: [route('/api/', { service: 'docs' })] })])
  assert.equal(locations(text), ['= /api', '/api/', '/'])
  assert.match(blockOf(text, 'location = /api'), 'http://api_8000;')
  assert.match(blockOf(text, 'location /api/'), 'http://docs_8000;')
})

test('a stripped prefix is cut off what the client wrote', () => {
  const text = proxy([route('/v1.0/', { strip: true })])
  assert.is(blockOf(text, 'location /v1.0/'), 'location /v1.0/ {\n  set $prefix /v1.0;\n  rewrite "^/v1\\.0/?(.*)$" /$1 break;\n  proxy_pass http://api_8000$rest_1;\n}')
  assert.is(blockOf(text, 'map $request_uri $rest_1'), 'map $request_uri $rest_1 {\n  default "";\n  "~^/v1\\.0(/.*)$" $1;\n  "~^/v1\\.0(\\?.*)?$" /$1;\n}')
  assert.not.match(proxy([route('/', { strip: true })]), /rewrite|\$rest/)
})

test('a websocket route passes the upgrade and may be silent', () => {
  assert.is(blockOf(proxy([route('/live/', { websocket: true })]), 'location /live/'),
    'location /live/ {\n  set $websocket yes;\n  proxy_buffering off;\n  proxy_read_timeout 1h;\n  proxy_send_timeout 1h;\n  proxy_pass http://api_8000;\n}')
})

test('gRPC goes to an upstream of its own and is refused in its own words', () => {
  const text = proxy([route('/shop.Cart/', { port: grpc }), route('/', { port: { ...grpc, protocol: 'http' } })])
  assert.match(blockOf(text, 'location /shop.Cart/'), /error_page 502 504 = @grpc_unavailable;\n {2}grpc_pass grpc:\/\/api_grpc_50051;/)
  assert.equal(locations(text), ['/', '/shop.Cart/'])
  assert.match(text, 'upstream api_50051 {')
  assert.match(text, 'location @grpc_unavailable {')
  assert.not.match(proxy([route('/')]), '@grpc')
})

test('HTTP/2 is asked for in the words of its version', () => {
  assert.match(proxy([route('/')], { proxy: proxySettings({ version: '1.25.1' }) }), /^ {2}http2 on;/m)
  assert.not.match(proxy([route('/')], { proxy: proxySettings({ version: '1.22' }) }), /^ *(http2|listen.*http2)/m)
  assert.match(proxy([route('/x.Y/', { port: grpc })], { proxy: proxySettings({ version: '1.22' }) }), 'listen 80 default_server http2;')
})

test('an old one cannot have gRPC beside other routes, and that is said', () => {
  const workloads = [workload({ name: 'api', routes: [route('/'), route('/x.Y/', { port: grpc })] })]
  assert.equal(nginx.notes?.(environment({ proxy: proxySettings({ version: '1.22' }), workloads })).map(({ code, path }) => [code, path]), [['not-portable', 'services.api.routes']])
  assert.equal(nginx.notes?.(environment({ workloads })), [])
  const tls = { from: 'files', names: ['a.test'], addresses: [], security: 'intermediate', redirect: true, rejects: true } as const
  assert.equal(nginx.notes?.(environment({ proxy: proxySettings({ version: '1.22' }), workloads, tls })), [], 'over TLS the handshake tells them apart')
})

test('every host has its own routes and those of all', () => {
  const text = proxy([route('/'), route('/', { host: 'admin.example.com', service: 'admin' }), route('/only/', { host: 'admin.example.com' }), route('/www/', { host: 'example.com' })], { http: { address: '', port: 80, domain: 'example.com' } })
  const servers = text.split(/\n {2}server \{\n/).slice(2)
  assert.equal(servers.map((server) => [/listen (.*);/.exec(server)?.[1], /server_name (.*);/.exec(server)?.[1], locations(`\n${server}`)]), [
    ['80 default_server', 'example.com', ['/', '= /www', '/www/']], ['80', 'admin.example.com', ['/', '= /only', '/only/']],
  ])
  assert.match(servers[1] ?? '', 'http://admin_8000;')
})

test('what is not routed is a 404 as JSON, once', () => {
  assert.match(blockOf(proxy([route('/api/')]), 'location /'), 'return 404')
  assert.not.match(proxy([route('/')]), '"error":"not found"')
})

test('a body larger than memory is for goes straight through', () => {
  assert.match(proxy([route('/')], { proxy: proxySettings({ bodyLimit: 10 * 1024 ** 2 }) }), 'client_max_body_size 10m;')
  assert.not.match(proxy([route('/')], { proxy: proxySettings({ bodyLimit: 10 * 1024 ** 2 }) }), 'proxy_request_buffering')
  assert.match(proxy([route('/')], { proxy: proxySettings({ bodyLimit: 1024 ** 3 }) }), 'proxy_request_buffering off;')
})

test('a path with odd characters stays one word, and what cannot be written is not', () => {
  const text = proxy([route('/it\'s/(a)&"b"*/', { strip: true })])
  assert.match(text, 'location "/it\'s/(a)&\\"b\\"*/" {')
  assert.match(text, '"~^/it\'s/\\(a\\)&\\"b\\"\\*(/.*)$" $1;')
  for (const path of ['/a$b/', '/a\nb/', '/a\\b/']) assert.throws(() => proxy([route(path)]), /cannot be written in an nginx file/)
  assert.throws(() => proxy([route('/', { host: '~^x$' })]), /is not the name of a host/)
})

test('it counts the processors its container may use', () => {
  assert.match(proxy([route('/')]), 'worker_processes 1;')
  const cpus = (number: number) => workload({ name: 'web', site: { root: '/srv', port: 80, fallback: '/index.html' }, resources: { limits: { cpus: number, memory: 1, pids: 1 }, reservations: {} } })
  assert.match(Object.values(filesOf(nginx, environment({ workloads: [cpus(2.5)] })))[0] ?? '', 'worker_processes 3;')
})

test('stands where the proxy looks for it, and only when there is one', () => {
  const mount = { type: 'rendered', target: 'nginx', folder: 'proxy', path: '/x' } as const
  assert.equal(Object.keys(filesOf(nginx, environment({ workloads: [workload({ name: 'proxy', isEntry: true, mounts: [mount] })] }))), ['nginx/prod/proxy/nginx.conf'])
  assert.equal(filesOf(nginx, environment({ workloads: [workload({ name: 'proxy' })] })), {})
})

test('the same environment gives the same bytes, whatever the order of its routes', () => {
  const routes = [route('/b/', { strip: true }), route('/a/', { strip: true }), route('/', { host: 'b.example.com' }), route('/', { host: 'a.example.com' })]
  assert.is(proxy(routes), proxy([...routes].reverse()))
})

test.run()

// ---

const site = suite('a static site')
const siteText = filesOf(nginx, environment({ workloads: [workload({ name: 'web', site: { root: '/srv/my site', port: 8080, fallback: '/app.html' } })] }))['nginx/prod/web/nginx.conf'] ?? ''

site('serves its files, then the application', () => {
  assert.match(siteText, 'listen 8080;')
  assert.match(siteText, 'root "/srv/my site";')
  assert.is(blockOf(siteText, 'location /'), 'location / {\n  try_files $uri $uri/index.html /app.html;\n}')
})

site('writes nothing outside /tmp', () => {
  assert.equal([...siteText.matchAll(/^ *(?:pid|\w+_temp_path) (.*);/gm)].map(([, path]) => path?.startsWith('/tmp/')), [true, true, true, true, true, true])
})

site.run()
