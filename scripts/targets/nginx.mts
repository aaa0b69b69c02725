import type { Workload } from '../kinds/workload.mts'
import { nginxNotes } from './nginx-notes.mts'
import { proxyText } from './nginx-proxy.mts'
import { siteText } from './nginx-site.mts'
import type { Target } from './target.mts'

/** nginx files: one for the proxy in front of every route, one for each service that serves files. */
export const nginx: Target = {
  name: 'nginx',
  summary: 'nginx configuration of the proxy and of static sites',
  render: (input) => input.environment.workloads.flatMap((workload) => {
    const text = workload.isEntry ? proxyText(input) : workload.site ? siteText(workload.site, input) : undefined
    if (text === undefined) return []
    const content = input.templates.text('nginx/nginx.conf', { source: input.source, workers: workersOf(workload), http: text.trimEnd() })
    return [{ path: input.place('nginx', `${workload.name}/nginx.conf`), content: withoutGaps(content) }]
  }),
  notes: nginxNotes,
}

/** nginx counts the host's processors, not those the container may use. */
const workersOf = ({ resources }: Workload): number => Math.max(1, Math.ceil(resources.limits.cpus))

/** An empty partial leaves its blank lines behind: one is enough. */
const withoutGaps = (text: string): string => text.replace(/\n{3,}/g, '\n\n').replace(/\n\n(\s*\})/g, '\n$1')
