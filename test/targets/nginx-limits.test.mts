import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blockOf, proxyWith, route, saidBy } from './render.mts'
import { proxySettings } from './workload.mts'

const limit = { rate: '10r/s', burst: 20 }
const proxy = (routes = [route('/', { limit })], connections = 0) => proxyWith(routes, { proxy: proxySettings({ connections }) })

const test = suite('limits of the proxy')

test('a route lets a burst through and counts at once', () => {
  assert.is(blockOf(proxy(), 'location /'), 'location / {\n  limit_req zone=rate_10r_s burst=20 nodelay;\n  proxy_pass http://api_8000;\n}')
  assert.match(blockOf(proxy([route('/', { limit: { rate: '1r/m', burst: 0 } })]), 'location /'), 'limit_req zone=rate_1r_m;')
})

test('there is one zone for each rate, by the client\'s address', () => {
  const text = proxy([route('/', { limit }), route('/a/', { limit: { ...limit, burst: 1 } }), route('/b/', { limit: { rate: '30r/m', burst: 5 } })])
  assert.equal(saidBy(text, 'limit_req_zone'), ['$binary_remote_addr zone=rate_10r_s:4m rate=10r/s', '$binary_remote_addr zone=rate_30r_m:4m rate=30r/m'])
})

test('more is answered 429 in JSON, never 503', () => {
  assert.equal([...saidBy(proxy(), 'limit_req_status'), ...saidBy(proxy([route('/')], 100), 'limit_conn_status')], ['429', '429'])
  assert.match(blockOf(proxy(), 'location @too_many'), "return 429 '{\"status\":429,\"error\":\"too many requests\",")
  assert.match(proxy(), 'error_page 429 = @too_many;')
})

test('connections are limited on every route, and streams of one never come near', () => {
  const text = proxy([route('/'), route('/a')], 100)
  assert.equal(saidBy(text, 'limit_conn'), ['connections 100', 'connections 100', 'connections 100'])
  assert.equal([100, 1000].map((most) => saidBy(proxy([route('/')], most), 'http2_max_concurrent_streams')[0]), ['100', '128'])
})

test('gRPC is told in its own words', () => {
  const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const
  const text = proxy([route('/x.Y/', { port: grpc, limit })])
  assert.equal(saidBy(blockOf(text, 'location /x.Y/'), 'error_page'), ['502 504 = @grpc_unavailable', '429 = @grpc_exhausted'])
  assert.match(blockOf(text, 'location @grpc_exhausted'), 'grpc-status 8')
  assert.not.match(proxy([route('/x.Y/', { port: grpc })]), 'exhausted')
})

test('where there is none, nothing is said of it', () => {
  assert.not.match(proxy([route('/')]), / limit_|429 =/)
})

test.run()
