import { appKind, type Language } from './app.mts'
import type { Kind } from './kind.mts'
import { tagOf } from './tag.mts'
import { versions } from './versions.mts'

const node: Language = {
  probe: 'node',
  image: (version) => `node:${tagOf(version ?? versions.node, 'slim')}`,
  port: 3000,
  variables: ({ isDev }) => ({ NODE_ENV: isDev ? 'development' : 'production' }),
  development: () => ({ reloader: 'node', workdir: '/app', packages: { folder: 'node_modules', locks: ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'package.json'] } }),
}

/** A server in Node. */
export const nodeWeb = { name: 'node-web', recipe: 'node-web', summary: 'A server in Node 24', ...appKind(node, 'web') } satisfies Kind

/** A Node process that nobody calls. */
export const nodeWorker = { name: 'node-worker', recipe: 'node-worker', summary: 'A Node process that nobody calls', ...appKind(node, 'worker') } satisfies Kind
