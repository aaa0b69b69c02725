import * as v from 'valibot'
import { plainPath } from '../stack/plain-path.mts'
import type { Kind } from './kind.mts'
import { nativeNginx, nginxPlace } from './nginx-place.mts'
import { tagOf } from './tag.mts'
import { versions } from './versions.mts'

const html = '/usr/share/nginx/html'
const mebibyte = 1024 ** 2

/** Files served by nginx: from an image that has them in /usr/share/nginx/html, or straight from a folder. */
export const staticWeb = {
  name: 'static-web',
  summary: 'Files served by nginx, with a fallback for single-page applications',
  home: 'frontend',
  runs: 'service',
  calls: false,
  keepsState: false,
  recipe: 'static-web',
  keys: {
    root: v.optional(v.pipe(v.string(), v.regex(/^[^\0\n\r:]+$/, 'bad-text'), v.description('Folder with the files, mounted when there is no `build:` and in development.'))),
    fallback: v.optional(v.pipe(v.string(), v.regex(/^\/[A-Za-z0-9._/-]*$/, 'bad-route'), v.description('File served for unknown paths; `/index.html` unless told.'))),
  },
  fill: (service, { reload }) => {
    const port = service.ports[0]?.number ?? 80
    const root = service.own.root === undefined ? undefined : plainPath(String(service.own.root))
    return {
      ...nginxPlace(service.name),
      image: `nginx:${tagOf(service.version ?? versions.nginx, 'alpine')}`,
      ports: [{ name: 'http', number: port, protocol: 'http' }],
      probe: 'shell',
      health: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}/`],
      limits: { cpus: 0.5, memory: 128 * mebibyte },
      site: { root: html, port, fallback: String(service.own.fallback ?? '/index.html') },
      mounts: [
        ...nginxPlace(service.name).mounts,
        ...root !== undefined && (reload || (!service.build && !service.image)) ? [{ type: 'bind' as const, source: root, path: html, readOnly: true }] : [],
      ],
    }
  },
  native: ({ own }, { ground, workload }) => own.root === undefined
    ? { lacks: 'only its image has the files', hint: 'name their folder with `root:`, or say how it runs here: `native: { command: … }`' }
    : nativeNginx(ground, workload.name, workload.ports[0]?.number ?? 0),
} satisfies Kind
