import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errorAnswer, statusOfFailure } from '../../../scripts/serve/answer.mts'
import { filesFor, keepingOf, lasting } from '../../../scripts/serve/file.mts'
import { passedHeaders } from '../../../scripts/serve/headers.mts'
import { logLine } from '../../../scripts/serve/log.mts'
import { readTarget } from '../../../scripts/serve/path.mts'
import { routerOf } from '../../../scripts/serve/route.mts'
import { serveConfig, type ServedRoute } from '../../../scripts/targets/serve-config.mts'
import { ownTemplates } from '../templates.mts'
import { environment, workload } from '../workload.mts'

const to = (port: number) => ({ host: '127.0.0.1', port })
const route = (path: string, changes: Partial<ServedRoute> = {}): ServedRoute => ({ path, strip: false, websocket: false, protocol: 'http', to: to(1), ...changes })
const listen = { address: '127.0.0.1', port: 8080 }

const routing = suite('where the server of gantry sends a request')
const decide = (routes: readonly ServedRoute[], asked: string | Parameters<ReturnType<typeof routerOf>>[0], changes = {}) => {
  const decision = routerOf({ listen, bodyLimit: 100, routes, ...changes })(typeof asked === 'string' ? { target: asked } : asked)
  return decision.do === 'pass' ? `${decision.to.port} ${decision.target}` : decision.do === 'redirect' ? decision.to : decision.status
}

routing('the longest prefix wins, and what is named exactly before it', () => {
  const routes = [route('/'), route('/api', { to: to(2) }), route('/api/', { to: to(3) }), route('/api/deep/', { to: to(4) })]
  assert.equal(['/x', '/api', '/api/x', '/api/deep', '/api/deep/', '/apis'].map((target) => decide(routes, target)), ['1 /x', '2 /api', '3 /api/x', '/api/deep/', '4 /api/deep/', '1 /apis'])
})

routing('a target may name the host itself, as a client of a forward proxy does', () => {
  const routes = [route('/a', { host: 'a.test', to: to(2) }), route('/')]
  assert.equal([decide(routes, 'http://a.test:80/a?b'), decide(routes, 'http://a.test?b'), decide(routes, '*')], ['2 /a?b', '1 /?b', 400])
})

routing('the host\'s own name before its wildcard, the longer wildcard before the shorter', () => {
  const routes = [route('/', { host: '*.test' }), route('/', { host: '*.b.test', to: to(2) }), route('/', { host: 'a.b.test', to: to(3) })]
  assert.equal(['x.test', 'x.b.test', 'A.B.test.', 'a.b.test:80', 'test', undefined].map((host) => decide(routes, { target: '/', host })), ['1 /', '2 /', '3 /', '3 /', 404, 404])
})

routing('what is too large is refused wherever it goes, and gRPC is not carried', () => {
  const routes = [route('/a/'), route('/x.Y/', { protocol: 'grpc' })]
  assert.equal(['/a/', '/a', '/none'].map((target) => decide(routes, { target, length: 101 })), [413, 413, 413])
  assert.equal([decide(routes, { target: '/a/', length: 101 }, { bodyLimit: 0 }), decide(routes, '/x.Y/Z'), decide(routes, '/x.Y')], ['1 /a/', 501, 404])
})

routing('escapes, doubled slashes and dots do not hide a path', () => {
  assert.equal(['/a//b/./c/../d', '/%61', '/a%2Fb', '/a/..', '/a/.', '/a%3Fb?c', '/caf%C3%A9'].map((target) => readTarget(target)?.plain), ['/a/b/d', '/a', '/a/b', '/', '/a/', '/a?b', '/caf\xc3\xa9'])
  assert.equal(['', '/..', '/a/%2e%2e/..', '/%', '/%g1', '/%00', 'a'].map((target) => readTarget(target)?.plain), ['/', ...Array(6).fill(undefined)])
})

routing('an upgrade passes on a route for websockets only', () => {
  const passing = (websocket: boolean, upgrade?: string) => {
    const decision = routerOf({ listen, bodyLimit: 0, routes: [route('/', { websocket })] })({ target: '/', upgrade })
    return decision.do === 'pass' && [decision.isWebsocket, decision.isPatient]
  }
  assert.equal([passing(true, 'WebSocket'), passing(true, 'h2c'), passing(true), passing(false, 'websocket')], [[true, true], [false, true], [false, true], [false, false]])
})

routing.run()

// ---

const words = suite('what the server of gantry says')

words('a service hears of its client only what is known', () => {
  const headers = { host: 'a.test', connection: 'x', 'x-forwarded-for': 'evil', a_b: 'evil', 'x-own': 'kept', 'set-cookie': ['a', 'b'] }
  const known = { 'x-real-ip': '::1', 'x-forwarded-for': '::1', 'x-forwarded-proto': 'http', 'x-request-id': '7', 'x-forwarded-host': 'a.test' }
  assert.equal(passedHeaders(headers, { id: '7', client: '::1', isWebsocket: false }), { host: 'a.test', 'x-own': 'kept', 'set-cookie': ['a', 'b'], ...known })
  assert.equal(passedHeaders({ connection: 'x' }, { id: '7', client: '::1', prefix: '/p', isWebsocket: true }).connection, 'upgrade')
})

words('a service that is not there is another failure than one that breaks or is silent', () => {
  assert.equal([{ wasReached: false, wasSilent: false }, { wasReached: false, wasSilent: true }, { wasReached: true, wasSilent: true }, { wasReached: true, wasSilent: false }].map(statusOfFailure), [503, 503, 504, 502])
  assert.equal(errorAnswer(503, '7'), { status: 503, headers: { 'Content-Type': 'application/json', 'Retry-After': '2' }, text: '{"status":503,"error":"service unavailable","request":"7"}\n' })
})

words('the words of an error are those of the nginx files', () => {
  const said = Object.entries(ownTemplates).filter(([name]) => name.startsWith('nginx/')).flatMap(([, text]) => [...text.matchAll(/return (\d+) '(.*)\\n';/g)])
  assert.is(said.length, 5)
  for (const [, status, text] of said) assert.is(errorAnswer(Number(status), '$request_id').text.trimEnd(), text)
})

words('the log has the fields of the nginx files, and no query', () => {
  const line = logLine({ ended: new Date(0), request: '7', client: '::1', method: 'GET', host: 'a', target: '/a?token=x?y', protocol: 'HTTP/1.1', status: 200, bytes: 1, seconds: 0.00149, upstream: 'b:1', upstreamStatus: '200', upstreamSeconds: '0.001', userAgent: '"' })
  assert.is(line, '{"time":"1970-01-01T00:00:00+00:00","request":"7","client":"::1","method":"GET","host":"a","path":"/a","protocol":"HTTP/1.1","status":200,"bytes":1,"seconds":0.001,"upstream":"b:1","upstream_status":"200","upstream_seconds":"0.001","user_agent":"\\""}\n')
  assert.equal([...(ownTemplates['nginx/nginx.conf'] ?? '').split('log_format')[1]?.split(';')[0]?.matchAll(/"(\w+)":/g) ?? []].map(([, name]) => name), Object.keys(JSON.parse(line)))
})

words.run()

// ---

const files = suite('which file the server of gantry gives')

files('the one that is asked for, its folder\'s page, else the application', () => {
  assert.equal(filesFor('GET', '/a?b', '/app.html'), { files: ['/a', '/a/index.html', '/app.html'] })
  assert.equal(filesFor('HEAD', '/a/', '/app.html'), { files: ['/a/index.html', '/app.html'] })
  assert.equal(filesFor('GET', '/a.JS', '/app.html'), { files: ['/a.JS'] })
})

files('hidden files are not there, and nothing is above the root', () => {
  assert.equal(['/.env', '/a/.git/x.js', '/%2eenv', '/../x'].map((target) => filesFor('GET', target, '/')), [{ status: 404 }, { status: 404 }, { status: 404 }, { status: 400 }])
  assert.equal(filesFor('POST', '/', '/'), { status: 405 })
})

files('the names that last are those of the nginx file', () => {
  const patterns = [...(ownTemplates['nginx/site.conf'] ?? '').matchAll(/^ {2}"~(.*)" "public, max-age/gm)].map(([, pattern]) => pattern)
  assert.equal(lasting.map(({ source }) => source.replaceAll('\\/', '/')), patterns)
  assert.equal(['/main.8e0d62a1.js', '/main.js'].map(keepingOf), ['public, max-age=31536000, immutable', 'no-cache'])
})

files.run()

// ---

const configuration = suite('the configuration of the server of gantry')

configuration('has every route of an environment with the place of its service', () => {
  const routes = [{ path: '/a/', service: 'api', port: { name: 'http', number: 80, protocol: 'http' }, strip: true, websocket: false }, { path: '/x.Y/', host: 'h', service: 'api', port: { name: 'grpc', number: 81, protocol: 'grpc' }, strip: false, websocket: false }] as const
  const entry = workload({ name: 'proxy', isEntry: true })
  const place = { listen: '[::1]:8080', statusPort: 8081, addressOf: (service: string, port: string) => `${service === 'api' && port === 'grpc' ? '[::1]' : '127.0.0.1'}:7` }
  assert.equal(serveConfig({ workload: entry, environment: environment({ workloads: [workload({ name: 'api', routes }), entry], http: { address: '', port: 80, domain: 'd' }, bodyLimit: 5 }), place }), {
    listen: { address: '::1', port: 8080 }, statusPort: 8081, bodyLimit: 5, domain: 'd', routes: [
      { path: '/a/', strip: true, websocket: false, protocol: 'http', to: { host: '127.0.0.1', port: 7 } },
      { path: '/x.Y/', host: 'h', strip: false, websocket: false, protocol: 'grpc', to: { host: '::1', port: 7 } },
    ],
  })
})

configuration('has the folder of a site; anything else is not served', () => {
  const place = { listen: '8080', addressOf: () => '' }
  const web = workload({ name: 'web', site: { root: '/srv/a b', port: 80, fallback: '/index.html' } })
  assert.equal(serveConfig({ workload: web, environment: environment(), place }), { listen: { address: '', port: 8080 }, site: { root: '/srv/a b', fallback: '/index.html' } })
  assert.throws(() => serveConfig({ workload: workload({ name: 'api' }), environment: environment(), place }), 'api is neither the proxy nor a site')
})

configuration.run()
