import type { Workload } from '../../scripts/kinds/workload.mts'
import type { Environment, ProxySettings } from '../../scripts/stack/environment.mts'

/** The smallest workload, to spread over. */
export const workload = (changes: Partial<Workload> & { readonly name: string }): Workload => ({
  tier: 'core', runs: 'service', scheduled: false, image: `example/${changes.name}:1`,
  ports: [], networks: ['backend'], needs: [], wants: [], ready: 60_000,
  resources: { limits: { cpus: 0.5, memory: 256 * 1024 ** 2, pids: 128 }, reservations: {} },
  replicas: 1, singleton: false, secrets: [], variables: {}, privateVariables: {}, mounts: [], routes: [], publish: [],
  capabilities: [], readOnlyRoot: true, stop: { grace: 10_000 }, restart: 'unless-stopped',
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  ...changes,
})

/** A proxy without anything to say, to spread over. */
export const proxySettings = (changes: Partial<ProxySettings> = {}): ProxySettings => ({ version: '1.30', openssl: '3.5', bodyLimit: 10 * 1024 ** 2, trust: [], connections: 0, headers: {}, ...changes })

/** The smallest environment, to spread over. */
export const environment = (changes: Partial<Environment> = {}): Environment => ({
  stack: 'shop', name: 'prod', siblings: ['dev', 'prod'], project: 'shop-prod', http: { address: '127.0.0.1', port: 8080 },
  proxy: proxySettings(), tiers: [{ name: 'core' }], workloads: [], secrets: {}, isMapped: false, images: {}, external: {},
  ...changes,
})
