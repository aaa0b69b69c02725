import type { Kind } from './kind.mts'
import { container } from './container.mts'
import { external } from './external.mts'
import { goWeb, goWorker } from './go.mts'
import { job } from './job.mts'
import { nodeWeb, nodeWorker } from './node.mts'
import { postgres } from './postgres.mts'
import { pythonWeb, pythonWorker } from './python.mts'
import { redis } from './redis.mts'
import { staticWeb } from './static-web.mts'

/** Every kind by its name. A new kind is one file and one line here. */
export const kinds = {
  postgres,
  redis,
  'node-web': nodeWeb,
  'node-worker': nodeWorker,
  'python-web': pythonWeb,
  'python-worker': pythonWorker,
  'go-web': goWeb,
  'go-worker': goWorker,
  'static-web': staticWeb,
  job,
  container,
  external,
} satisfies Readonly<Record<string, Kind>>

export type KindName = keyof typeof kinds
export const kindNames = Object.keys(kinds) as KindName[]

/** The kind of that name, which the schema has checked. */
export const kindOf = (name: string): Kind => kinds[name as KindName]
