import * as v from 'valibot'
import type { Service } from '../stack/service.mts'
import { programOf } from './ground.mts'
import type { Kind } from './kind.mts'
import { redisKeeping } from './redis-keeping.mts'
import { volumePlace } from './relocate.mts'

const mebibyte = 1024 ** 2
const defaultMemory = 256 * mebibyte

/** Three quarters of the limit for data: the rest is for buffers and the copy made while saving. */
const dataMemory = (service: Service): string => `${Math.round((service.limits.memory ?? defaultMemory) / mebibyte * 0.75)}mb`

const flags: Readonly<Record<'cache' | 'store', readonly string[]>> = {
  cache: ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'],
  store: ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
}

/** Redis: a cache that evicts and forgets, or a store that keeps. */
export const redis = {
  name: 'redis',
  summary: 'Redis 8 as a cache (evicts, forgets) or a store (keeps)',
  home: 'database',
  runs: 'service',
  calls: false,
  keepsState: true,
  keys: {
    use: v.optional(v.pipe(v.picklist(['cache', 'store']), v.description('`cache` evicts and forgets, `store` keeps; `cache` unless told.'))),
  },
  fill: (service) => {
    const use = (service.own.use ?? 'cache') as 'cache' | 'store'
    return {
      image: `redis:${service.version ?? '8'}`,
      // The network is internal and the image's own protection would refuse everyone but loopback.
      command: ['redis-server', '--protected-mode', 'no', '--maxmemory', dataMemory(service), ...flags[use]],
      user: '999:999',
      ports: [{ name: 'tcp', number: 6379, protocol: 'tcp' }],
      probe: 'shell',
      health: ['redis-cli', '-e', 'ping'],
      limits: { cpus: 1, memory: defaultMemory },
      mounts: use === 'store'
        ? [{ type: 'volume', name: `${service.name}-data`, path: '/data', readOnly: false, cache: false, isSeeded: true }]
        : [{ type: 'tmpfs', path: '/data' }],
      stop: { grace: 30_000 },
    }
  },
  // A cache keeps nothing.
  keeping: (service) => service.own.use === 'store' ? redisKeeping({ command: service.command ?? [] }) : undefined,
  native: (service, { ground, facts, workload }) => {
    const program = programOf(ground, 'redis-server')
    const port = workload.ports[0]?.number ?? 0
    if (!program) return { lacks: 'redis-server is not installed', hint: 'install it (Debian: apt install redis-server), or start a Docker engine' }
    const data = volumePlace(ground.state, `${service.name}-data`)
    const [, ...given] = workload.command ?? []
    return {
      on: `redis ${program.version}`,
      command: [program.path, ...given, '--bind', '127.0.0.1', '--protected-mode', 'yes', '--port', String(port), '--dir', `${ground.folder}/${data}`],
      workdir: '.', path: [], variables: {}, movesPort: true,
      probe: { by: 'exchange', port, send: 'PING\r\n', expect: '+PONG' },
      prepare: facts.isFolder(data) ? [] : [{ folder: data, by: [], why: `${service.name} keeps its data there` }],
    }
  },
} satisfies Kind
