import type { Kind } from './kind.mts'

/** A process that runs to its end: a migration, a training, an import. */
export const job = {
  name: 'job',
  summary: 'A process that runs to its end; dependants wait for that',
  home: 'backend',
  runs: 'job',
  calls: true,
  keepsState: false,
  keys: {},
  fill: () => ({ user: '1000:1000', probe: 'shell', limits: { cpus: 1, memory: 1024 ** 3 / 2 } }),
} satisfies Kind
