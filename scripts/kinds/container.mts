import type { Kind } from './kind.mts'

/** Any image, with the same hardening as the rest. */
export const container = {
  name: 'container',
  summary: 'Any image',
  home: 'backend',
  runs: 'service',
  calls: true,
  keepsState: false,
  keys: {},
  fill: () => ({ user: '1000:1000', probe: 'shell', limits: { cpus: 1, memory: 1024 ** 3 / 2 } }),
} satisfies Kind
