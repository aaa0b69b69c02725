import { nativeNginx, nginxPlace } from '../kinds/nginx-place.mts'
import { servedFolder, webrootFolder } from '../tls/places.mts'
import type { Mount, NetworkName, Workload } from '../kinds/workload.mts'
import type { Companion } from './companion.mts'

/** The one service that publishes ports: nginx in front of every route. Nothing has to be up before it: it answers 503 for what is not. */
export const proxy: Companion = {
  name: 'proxy',
  summary: 'nginx in front of every service with a route',
  isImplied: (workloads) => workloads.some(({ routes }) => routes.length > 0),
  workload: (environment, workloads) => {
    const { command, user, mounts, reload, stop } = nginxPlace('proxy')
    const { http, https, tls } = environment
    return {
      name: 'proxy', isEntry: true, tier: environment.tiers[0]?.name ?? '', runs: 'service', scheduled: false, ready: 30_000,
      image: `nginx:${environment.proxy.version.split('.').slice(0, 2).join('.')}-alpine`,
      command, user, // Bodies and kept answers: what does not fit is refused, and not the end of the container.
      mounts: [{ type: 'tmpfs', path: '/tmp', size: 64 * 1024 ** 2 }, ...mounts, ...tls ? certificateMounts(environment.name) : []], reload, stop,
      ports: [{ name: 'http', number: 80, protocol: 'http' }, ...https ? [{ name: 'https', number: 443, protocol: 'http' as const }] : []],
      networks: networksOf(workloads), needs: [],
      wants: workloads.filter(({ routes }) => routes.length > 0).map(({ name }) => name),
      health: {
        command: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8081/health'],
        interval: 10_000, timeout: 3000, retries: 3, startPeriod: 30_000, startInterval: 500,
      },
      resources: { limits: { cpus: 1, memory: 128 * 1024 ** 2, pids: 128 }, reservations: {} },
      replicas: 1, singleton: false, backup: { isOn: false, isLive: false, sqlite: [] }, secrets: [], variables: {}, privateVariables: {}, routes: [],
      publish: [{ address: http.address, host: http.port, port: 80, protocol: 'tcp' }, ...https ? [{ address: https.address, host: https.port, port: 443, protocol: 'tcp' as const }] : []],
      capabilities: [], readOnlyRoot: true, restart: 'unless-stopped',
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
      ...environment.ground?.services.has('proxy') ? { native: nativeNginx(environment.ground, 'proxy', environment.http.port) } : {},
    }
  },
}

/** The pair that is served, and the folder in which an ACME client answers; whole folders, so that a replaced file is seen. */
const certificateMounts = (environment: string): readonly Mount[] => [
  { type: 'bind', source: servedFolder(environment), path: '/etc/nginx/tls', readOnly: true },
  { type: 'bind', source: webrootFolder(environment), path: '/var/www/acme', readOnly: true },
]

const networksOf = (workloads: readonly Workload[]): Workload['networks'] => {
  const routed = new Set<NetworkName>(['frontend', ...workloads.filter(({ routes }) => routes.length > 0).map(homeOf)])
  return (['frontend', 'backend', 'database'] as const).filter((name) => routed.has(name))
}

/** The network in which a service is reached; never the database's when there is another. */
const homeOf = ({ networks }: Workload): NetworkName => networks.find((name) => name !== 'database') ?? 'database'
