import * as v from 'valibot'
import type { Kind } from './kind.mts'

/** A managed service elsewhere: nothing runs here, dependants get its address and its secrets. */
export const external = {
  name: 'external',
  summary: 'A managed service elsewhere: an address and secrets',
  home: 'outside',
  runs: 'service',
  calls: false,
  keepsState: false,
  keys: {
    address: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?:\d{1,5}$/, 'bad-address'), v.description('`host:port` of the service.'))),
  },
  fill: () => ({ probe: 'shell', limits: { cpus: 1, memory: 1 } }),
} satisfies Kind
