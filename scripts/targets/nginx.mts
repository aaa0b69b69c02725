import type { Workload } from '../kinds/workload.mts'
import { framed, type Frame } from './nginx-frame.mts'
import { nginxNotes } from './nginx-notes.mts'
import { proxyText } from './nginx-proxy.mts'
import { siteText } from './nginx-site.mts'
import type { TlsPlace } from './nginx-tls.mts'
import { pairFiles } from '../tls/places.mts'
import type { RenderInput, Target } from './target.mts'

/** nginx files: one for the proxy in front of every route, one for each service that serves files. */
export const nginx: Target = {
  name: 'nginx',
  summary: 'nginx configuration of the proxy and of static sites',
  render: (input) => input.environment.workloads.flatMap((workload) => {
    const text = servedBy(workload, input)
    if (text === undefined) return []
    return [{ path: input.place('nginx', `${workload.name}/nginx.conf`), content: framed(text, { ...container, source: input.source }, workload, input.templates) }]
  }),
  notes: nginxNotes,
}

const servedBy = ({ isEntry, site }: Workload, { environment, templates }: RenderInput): string | undefined => {
  const { proxy: { version, openssl } } = environment
  if (isEntry) return proxyText(environment, { templates, version, openssl, tmp: container.tmp, listen: '80', tls })
  return site && siteText(site, String(site.port), templates)
}

/** The image's own places. */
const container: Omit<Frame, 'source'> = {
  tmp: '/tmp', types: 'include /etc/nginx/mime.types;', connections: 4096, openFiles: 16384, user: undefined,
  writable: 'The root is read-only; /tmp is the one place to write.',
  status: { listen: '127.0.0.1:8081', purpose: 'The container\'s own probe, and figures for monitoring.' },
}

/** Where its container has the pair that is served, and what an ACME client answers. */
const tls: TlsPlace = { listen: '443', certificate: `/etc/nginx/tls/current/${pairFiles.certificate}`, key: `/etc/nginx/tls/current/${pairFiles.key}`, webroot: '/var/www/acme' }
