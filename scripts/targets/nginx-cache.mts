import type { Route } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { cdnHeaders, secondsOf } from './kept-answer.mts'
import { headerLines } from './nginx-headers.mts'
import { portOf } from './nginx-tls.mts'
import { nginxWord } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** What nobody has asked for is forgotten after ten minutes, unless it is to be kept longer. */
const leastInactive = 600

type Asked = { /** As the client asked for it, in variables. */ readonly scheme: string; readonly host: string; readonly tmp: string; readonly templates: Templates }

/** Where answers are kept, and whose; undefined where no route keeps any. */
export const cacheText = (routes: readonly Route[], { scheme, host, tmp, templates }: Asked): string | undefined => {
  const times = routes.flatMap(({ cache }) => cache ? [secondsOf(cache)] : [])
  return times.length === 0 ? undefined : templates.text('nginx/cache.conf', { scheme, host, folder: nginxWord(`${tmp}/cache`), inactive: Math.max(leastInactive, ...times) }).trimEnd()
}

/** A route that keeps answers; undefined for one that does not. */
export const cachedText = ({ cache }: Route, headers: Readonly<Record<string, string>>, origin: string | undefined, templates: Templates): string | undefined => {
  if (!cache) return undefined
  const { added, hidden } = headerLines({ ...headers, ...cdnHeaders(cache, origin) }, templates)
  return templates.text('nginx/cached.conf', { seconds: secondsOf(cache), headers: added || undefined, hidden: cache.cdn === undefined ? undefined : hidden }).trimEnd()
}

/** What pages of ours call themselves when they ask a CDN; undefined without a domain. */
export const originOf = ({ http: { domain }, https }: Pick<Environment, 'http' | 'https'>): string | undefined =>
  domain === undefined ? undefined : `https://${domain}${portOf(https?.port)}`
