import { appKind, type Language } from './app.mts'
import type { Kind } from './kind.mts'

const go: Language = {
  probe: 'shell',
  image: (version) => `golang:${version ?? '1.27'}`,
  port: 8080,
  variables: () => ({}),
  development: (service) => ({
    // In development the compiler is needed, which the finished image does not have.
    ready: 180_000, reloader: 'go', workdir: '/src', image: `golang:${service.version ?? '1.27'}`, command: ['go', 'run', '.'],
    mounts: [{ type: 'volume', name: `${service.name}-go`, path: '/go', readOnly: false, cache: true, isSeeded: true }],
    variables: { GOPATH: '/go', GOCACHE: '/go/cache', GOTMPDIR: '/go', HOME: '/tmp' },
  }),
}

/** A server in Go. */
export const goWeb = { name: 'go-web', summary: 'A server in Go', ...appKind(go, 'web') } satisfies Kind

/** A Go process that nobody calls. */
export const goWorker = { name: 'go-worker', summary: 'A Go process that nobody calls', ...appKind(go, 'worker') } satisfies Kind
