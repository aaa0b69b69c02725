import type { Workload } from '../kinds/workload.mts'
import { nginxWord } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** What stands around the servers of every nginx; what is undefined is left out. */
export type Frame = {
  readonly source: string
  /** The one folder to write in. */
  readonly tmp: string
  /** The server that says whether it runs. */
  readonly status: { readonly listen: string; readonly purpose: string } | undefined
  readonly types: string
  readonly connections: number
  readonly openFiles: number | undefined
  readonly user: string | undefined
  readonly writable: string | undefined
}

/** A whole nginx file around what it serves. */
export const framed = (http: string, { tmp, status, ...frame }: Frame, workload: Workload, templates: Templates): string => {
  const at = (name: string) => nginxWord(`${tmp}/${name}`)
  const places = { pid: at('nginx.pid'), clientBody: at('client_body'), proxy: at('proxy'), fastcgi: at('fastcgi'), uwsgi: at('uwsgi'), scgi: at('scgi') }
  return withoutGaps(templates.text('nginx/nginx.conf', {
    ...frame, ...places, workers: workersOf(workload),
    status: status && templates.text('nginx/status.conf', status).trimEnd(), http: http.trimEnd(),
  }))
}

/** nginx counts the host's processors, not those the container may use. */
const workersOf = ({ resources }: Workload): number => Math.max(1, Math.ceil(resources.limits.cpus))

/** An empty partial leaves its blank lines behind: one is enough. */
const withoutGaps = (text: string): string => text.replace(/\n{3,}/g, '\n\n').replace(/\n\n(\s*\})/g, '\n$1')
