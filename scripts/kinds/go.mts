import { appKind, type Language } from './app.mts'
import type { Service } from '../stack/service.mts'
import type { Kind } from './kind.mts'
import { versions } from './versions.mts'

const go: Language = {
  probe: 'shell',
  image: (version) => `golang:${version ?? versions.go}`,
  port: 8080,
  variables: () => ({}),
  development: (service) => ({
    // In development the compiler is needed, which the finished image does not have; with C libraries one that was built has both.
    ready: 180_000, reloader: 'go', workdir: '/src', ...service.cgo ? {} : { image: `golang:${service.version ?? versions.go}` }, command: ['go', 'run', program(service)],
    mounts: [{ type: 'volume', name: `${service.name}-go`, path: '/go', readOnly: false, cache: true, isSeeded: true }],
    variables: { GOPATH: '/go', GOCACHE: '/go/cache', GOTMPDIR: '/go', HOME: '/tmp' },
  }),
}

const program = ({ recipe }: Service): string => recipe?.package === undefined || recipe.package === '.' ? '.' : `./${recipe.package}`

/** A server in Go. */
export const goWeb = { name: 'go-web', recipe: 'go-web', summary: 'A server in Go', ...appKind(go, 'web') } satisfies Kind

/** A Go process that nobody calls. */
export const goWorker = { name: 'go-worker', recipe: 'go-web', summary: 'A Go process that nobody calls', ...appKind(go, 'worker') } satisfies Kind
