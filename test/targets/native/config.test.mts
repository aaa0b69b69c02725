import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serveConfig } from '../../../scripts/targets/serve-config.mts'
import { environment, proxySettings, workload } from '../workload.mts'

const configuration = suite('the configuration of the server of gantry')

const port = { name: 'http', number: 80, protocol: 'http' } as const
const entry = workload({ name: 'proxy', isEntry: true })
const place = { listen: '[::1]:8080', statusPort: 8081, addressOf: (service: string, name: string) => `${service === 'api' && name === 'grpc' ? '[::1]' : '127.0.0.1'}:7` }
const route = { path: '/a/', service: 'api', port, strip: true, websocket: false } as const
const proxy = proxySettings({ bodyLimit: 5, trust: ['10.0.0.0/8'], connections: 3, headers: { 'X-Frame-Options': 'DENY' } })

configuration('has every route of an environment with the place of its service', () => {
  const routes = [route, { ...route, path: '/x.Y/', host: 'h', port: { name: 'grpc', number: 81, protocol: 'grpc' }, strip: false, limit: { rate: '1r/s', burst: 2 } }] as const
  assert.equal(serveConfig({ workload: entry, environment: environment({ workloads: [workload({ name: 'api', routes }), entry], http: { address: '', port: 80, domain: 'd' }, proxy }), place }), {
    listen: { address: '::1', port: 8080 }, statusPort: 8081, domain: 'd', bodyLimit: 5, trust: ['10.0.0.0/8'], connections: 3, headers: { 'X-Frame-Options': 'DENY' }, routes: [
      { path: '/a/', strip: true, websocket: false, protocol: 'http', to: { host: '127.0.0.1', port: 7 } },
      { path: '/x.Y/', host: 'h', strip: false, websocket: false, protocol: 'grpc', to: { host: '::1', port: 7 }, limit: { rate: '1r/s', burst: 2 } },
    ],
  })
})

configuration('has how long answers are kept, and what lets a CDN have them', () => {
  const routes = [{ ...route, cache: { ttl: 1500 } }, { ...route, path: '/b', cache: { ttl: 60_000, cdn: 'https://cdn.test' } }]
  const config = serveConfig({ workload: entry, environment: environment({ workloads: [workload({ name: 'api', routes }), entry], http: { address: '', port: 80, domain: 'd.test' }, https: { address: '', port: 8443 } }), place })
  assert.equal('routes' in config && config.routes.map(({ cache }) => cache), [
    { seconds: 2, headers: {} }, { seconds: 60, headers: { 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': 'https://d.test:8443' } },
  ])
})

configuration('has TLS where the environment has it and there is a place for it', () => {
  const tls = { from: 'letsencrypt', names: ['d.test'], addresses: [], security: 'modern', redirect: true, rejects: true } as const
  const configOf = (changes: object) => serveConfig({ workload: entry, environment: environment({ tls, https: { address: '', port: 443 } }), place: { ...place, ...changes } })
  const { from: _from, ...spoken } = tls
  const own = { listen: '443', certificate: '/s/fullchain.pem', key: '/s/privkey.pem' }
  assert.equal([{}, { tls: own }].map(configOf).map((config) => 'tls' in config ? config.tls : undefined), [undefined, { ...spoken, ...own, listen: { address: '', port: 443 } }])
})

configuration('has the folder of a site; anything else is not served', () => {
  const web = workload({ name: 'web', site: { root: '/srv/a b', port: 80, fallback: '/index.html' } })
  assert.equal(serveConfig({ workload: web, environment: environment(), place: { listen: '8080', addressOf: () => '' } }), { listen: { address: '', port: 8080 }, site: { root: '/srv/a b', fallback: '/index.html' } })
  assert.throws(() => serveConfig({ workload: workload({ name: 'api' }), environment: environment(), place }), 'api is neither the proxy nor a site')
})

configuration.run()
