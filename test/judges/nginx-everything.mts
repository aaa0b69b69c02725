import type { Route } from '../../scripts/kinds/workload.mts'
import type { Tls } from '../../scripts/stack/environment.mts'
import { proxyWith, route } from '../targets/render.mts'
import { headers } from '../targets/real/secure.mts'
import { proxySettings } from '../targets/workload.mts'

const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const
const limit = { rate: '10r/s', burst: 20 }
const routes: readonly Route[] = [
  route('/', { limit }), route('/rare', { limit: { rate: '30r/m', burst: 0 } }), route('/live', { websocket: true }), route('/', { host: 'admin.example.com' }),
  route('/kept/', { strip: true, cache: { ttl: 300_000 } }), route('/assets/', { cache: { ttl: 60_000, cdn: 'https://cdn.example.net' } }), route('/x.Y/', { port: grpc, limit }),
]
const prod: Tls = { from: 'letsencrypt', names: ['example.com', 'admin.example.com'], addresses: [], security: 'intermediate', redirect: true, rejects: true }
/** As many names as a certificate may have. */
const many = Array.from({ length: 99 }, (_, index) => `customer-${index}.${'a'.repeat(40)}.example.com`)
const kinds: Readonly<Record<string, Tls | undefined>> = {
  prod, modern: { ...prod, security: 'modern' }, plain: undefined, both: { ...prod, redirect: false }, many: { ...prod, names: ['example.com', ...many] },
  dev: { ...prod, from: 'selfsigned', names: ['example.com', 'admin.example.com', 'localhost', '*.localhost'], addresses: ['127.0.0.1', '::1'], redirect: false, rejects: false },
}

/** Files of a proxy that uses all there is, as they are rendered for declared versions. */
export const everything = (version: string, openssl: string): readonly (readonly [path: string, text: string])[] => Object.entries(kinds).map(([kind, tls]) => [`${kind}/nginx.conf`, proxyWith(routes, {
  http: { address: '', port: 80, domain: 'example.com' }, ...tls ? { tls, https: { address: '', port: 443 } } : {},
  proxy: proxySettings({ version, openssl, headers, connections: 100, trust: ['10.0.0.0/8', 'fd00::/8', '203.0.113.7'], bodyLimit: 1024 ** 3 }),
})])
