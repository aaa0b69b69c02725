import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readTarget } from '../../../scripts/serve/path.mts'
import { routerOf } from '../../../scripts/serve/route.mts'
import type { ServedRoute } from '../../../scripts/targets/serve-config.mts'

const to = (port: number) => ({ host: '127.0.0.1', port })
const route = (path: string, changes: Partial<ServedRoute> = {}): ServedRoute => ({ path, strip: false, websocket: false, protocol: 'http', to: to(1), ...changes })

const routing = suite('where the server of gantry sends a request')
const decide = (routes: readonly ServedRoute[], asked: string | Parameters<ReturnType<typeof routerOf>>[0], changes = {}) => {
  const decision = routerOf({ bodyLimit: 100, routes, ...changes })(typeof asked === 'string' ? { target: asked } : asked)
  return decision.do === 'pass' ? `${decision.route.to.port} ${decision.target}` : decision.do === 'redirect' ? decision.to : decision.status
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
    const decision = routerOf({ bodyLimit: 0, routes: [route('/', { websocket })] })({ target: '/', upgrade })
    return decision.do === 'pass' && [decision.isWebsocket, decision.isPatient]
  }
  assert.equal([passing(true, 'WebSocket'), passing(true, 'h2c'), passing(true), passing(false, 'websocket')], [[true, true], [false, true], [false, true], [false, false]])
})

routing.run()
