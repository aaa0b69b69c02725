import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Route } from '../../../scripts/kinds/workload.mts'
import type { Environment, Tls } from '../../../scripts/stack/environment.mts'
import { freePorts } from '../native/service.mts'
import { environment, proxySettings, workload } from '../workload.mts'
import { ask } from './ask.mts'
import { stackOf, until } from './docker.mts'

/** A route to the stand-in, to spread over. */
export const route = (path: string, changes: Partial<Route> = {}): Route =>
  ({ path, service: 'api', port: { name: 'http', number: 2030, protocol: 'http' }, strip: false, websocket: false, ...changes })

/** The name everything is asked for. */
export const domain = 'shop.example.com'

/** Headers as an environment with TLS has them. */
export const headers = {
  'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'", 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin', 'Permissions-Policy': 'camera=()',
  'Referrer-Policy': 'strict-origin-when-cross-origin', 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains', 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY',
}

/** A certificate that signed itself, and its key. */
export const pairOf = (names: readonly string[]): Readonly<Record<'certificate' | 'key', string>> => {
  const alternatives = names.map((name) => `DNS:${name}`).join(',')
  const text = execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${alternatives}`, '-keyout', '-', '-out', '-'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  const part = (kind: string) => new RegExp(`-----BEGIN ${kind}-----[^-]+-----END ${kind}-----\\n`).exec(text)?.[0] ?? ''
  return { certificate: part('CERTIFICATE'), key: part('PRIVATE KEY') }
}

type Asked = { readonly routes: readonly Route[]; readonly tls?: Partial<Tls>; readonly proxy?: Partial<Environment['proxy']>; readonly files?: Readonly<Record<string, string>>; readonly change?: (text: string) => string }

/** A proxy that speaks TLS in front of a stand-in and of a site, not yet started. */
export const secureStack = async (name: string, { routes, tls = {}, proxy = {}, files = {}, change = (text) => text }: Asked) => {
  const [plain = 0, secure = 0] = await freePorts(2)
  const names = [domain, 'admin.example.com']
  const { certificate, key } = pairOf(names)
  const nginx = { image: 'localhost/gantry/nginx:1.30', user: '101:101', command: ['nginx', '-c', '/etc/nginx/gantry/nginx.conf', '-g', 'daemon off;'], stop: { grace: 2000, signal: 'SIGQUIT' } } as const
  const stack = stackOf(environment({
    project: `gantry-${name}-${process.pid}`, http: { address: '127.0.0.1', port: plain, domain }, https: { address: '127.0.0.1', port: secure },
    tls: { from: 'selfsigned', names, addresses: [], security: 'intermediate', redirect: true, rejects: true, ...tls }, proxy: proxySettings({ headers, bodyLimit: 1024 ** 2, ...proxy }),
    workloads: [
      workload({ name: 'api', image: 'localhost/gantry/node:24', command: ['node', '/app/stand-in.mjs'], user: '1000:1000', mounts: [{ type: 'bind', source: 'app', path: '/app', readOnly: true }], stop: { grace: 1000 }, routes }),
      workload({ ...nginx, name: 'web', site: { root: '/site', port: 80, fallback: '/index.html' }, mounts: [{ type: 'tmpfs', path: '/tmp', user: '101:101' }, { type: 'rendered', target: 'nginx', folder: 'web', path: '/etc/nginx/gantry' }, { type: 'bind', source: 'site', path: '/site', readOnly: true }] }),
      workload({
        ...nginx, name: 'proxy', isEntry: true, networks: ['frontend', 'backend'],
        mounts: [
          { type: 'tmpfs', path: '/tmp', user: '101:101' }, { type: 'rendered', target: 'nginx', folder: 'proxy', path: '/etc/nginx/gantry' },
          { type: 'bind', source: 'served', path: '/etc/nginx/tls', readOnly: true }, { type: 'bind', source: 'webroot', path: '/var/www/acme', readOnly: true },
        ],
        publish: [{ address: '127.0.0.1', host: plain, port: 80, protocol: 'tcp' }, { address: '127.0.0.1', host: secure, port: 443, protocol: 'tcp' }],
      }),
    ],
  }), {
    'app/stand-in.mjs': readFileSync(new URL('stand-in.mjs', import.meta.url), 'utf8'), 'site/index.html': 'the page', 'served/current/fullchain.pem': certificate, 'served/current/privkey.pem': key,
    'webroot/.well-known/acme-challenge/token': 'token.thumbprint', ...files,
  })
  const file = 'nginx/prod/proxy/nginx.conf'
  stack.write(file, change(readFileSync(`${stack.folder}/${file}`, 'utf8')))
  return {
    ...stack, plain, secure, certificate,
    start: async () => {
      await stack.compose('up', '--detach')
      await until(15, () => ask(secure, '/whole', { tls: domain }), ({ status }) => status === 200)
    },
  }
}
