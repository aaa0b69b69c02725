import type { BackupSettings } from '../../scripts/backup/settings.mts'
import type { Workload } from '../../scripts/kinds/workload.mts'
import type { Environment, ProxySettings } from '../../scripts/stack/environment.mts'

/** The smallest workload, to spread over. */
export const workload = (changes: Partial<Workload> & { readonly name: string }): Workload => ({
  tier: 'core', runs: 'service', scheduled: false, image: `example/${changes.name}:1`,
  ports: [], networks: ['backend'], needs: [], wants: [], ready: 60_000,
  resources: { limits: { cpus: 0.5, memory: 256 * 1024 ** 2, pids: 128 }, reservations: {} },
  replicas: 1, singleton: false, backup: { isOn: true, isLive: false, sqlite: [] }, secrets: [], variables: {}, privateVariables: {}, mounts: [], routes: [], publish: [],
  capabilities: [], readOnlyRoot: true, stop: { grace: 10_000 }, restart: 'unless-stopped',
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  ...changes,
})

/** A proxy without anything to say, to spread over. */
export const proxySettings = (changes: Partial<ProxySettings> = {}): ProxySettings => ({ version: '1.30', openssl: '3.5', bodyLimit: 10 * 1024 ** 2, trust: [], connections: 0, headers: {}, ...changes })

/** How nothing in particular is backed up, to spread over. */
export const backupSettings = (changes: Partial<BackupSettings> = {}): BackupSettings =>
  ({ folder: 'backups/prod', keep: { last: 3, daily: 7, weekly: 4, monthly: 6, yearly: 0, verified: 3 }, encrypt: [], offsite: [], rpo: 26 * 3_600_000, ...changes })

/** The smallest environment, to spread over. */
export const environment = (changes: Partial<Environment> = {}): Environment => ({
  stack: 'shop', name: 'prod', siblings: ['dev', 'prod'], project: 'shop-prod', http: { address: '127.0.0.1', port: 8080 },
  proxy: proxySettings(), backups: backupSettings(), tiers: [{ name: 'core' }], workloads: [], secrets: {}, isMapped: false, images: {}, external: {},
  ...changes,
})
