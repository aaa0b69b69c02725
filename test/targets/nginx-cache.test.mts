import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blockOf, proxyWith, route, saidBy } from './render.mts'
import { proxySettings } from './workload.mts'

const headers = { 'Cross-Origin-Resource-Policy': 'same-origin', 'X-Frame-Options': 'DENY' }
const entry = { http: { address: '', port: 80, domain: 'shop.test' }, proxy: proxySettings({ headers }) }
const kept = (ttl: number, cdn?: string) => ({ cache: { ttl, ...cdn === undefined ? {} : { cdn } } })
const proxy = (routes = [route('/a/', kept(300_000))], changes = {}) => proxyWith(routes, { ...entry, ...changes })

const test = suite('answers that the proxy keeps')

test('a route keeps what is good for as long as it says', () => {
  assert.is(blockOf(proxy(), 'location /a/'), `location /a/ {
  set $kept_for 300;
  proxy_cache answers;
  proxy_cache_valid 200 301 308 300s;
  add_header Cache-Control $kept;
  add_header X-Cache-Status $upstream_cache_status always;
  add_header Cross-Origin-Resource-Policy same-origin always;
  add_header X-Frame-Options DENY always;
  proxy_pass http://api_8000;
}`)
})

test('what a CDN fetches may be used by pages of the domain', () => {
  const block = blockOf(proxy([route('/a/', kept(1000, 'https://cdn.test'))]), 'location /a/')
  assert.equal(saidBy(block, 'add_header').slice(2), ['Cross-Origin-Resource-Policy cross-origin always', 'X-Frame-Options DENY always', 'Access-Control-Allow-Origin "https://shop.test" always'])
  assert.equal(saidBy(block, 'proxy_hide_header'), ['Cross-Origin-Resource-Policy', 'X-Frame-Options', 'Access-Control-Allow-Origin', 'X-Powered-By'])
  assert.match(proxy([route('/a/', kept(1000, 'https://cdn.test'))], { https: { address: '', port: 8443 } }), 'Access-Control-Allow-Origin "https://shop.test:8443"')
  assert.not.match(proxy([route('/a/', kept(1000, 'https://cdn.test'))], { http: { address: '', port: 80 } }), 'Access-Control')
})

test('stands small in the folder that may be written to, as long as the longest', () => {
  assert.equal(saidBy(proxy(), 'proxy_cache_path'), ['/tmp/cache levels=1:2 keys_zone=answers:1m max_size=32m inactive=600s use_temp_path=off'])
  assert.match(proxy([route('/a/', kept(1000)), route('/b/', kept(86_400_000))]), 'inactive=86400s')
})

test('is told apart by how and where it was asked for', () => {
  assert.equal(saidBy(proxy(), 'proxy_cache_key'), ['$scheme://$host$is_request_port$request_port$request_uri'])
  assert.equal(saidBy(proxy(undefined, { proxy: proxySettings({ version: '1.26', trust: ['10.0.0.1'] }) }), 'proxy_cache_key'), ['$client_scheme://$http_host$request_uri'])
})

test('a moment is a second at least', () => {
  assert.equal([1, 1500].map((ttl) => saidBy(proxy([route('/a/', kept(ttl))]), 'proxy_cache_valid')[0]), ['200 301 308 1s', '200 301 308 2s'])
})

test('where nothing is kept, nothing is said of it', () => {
  assert.not.match(proxy([route('/a/')]), /cache|\$kept/)
})

test.run()
