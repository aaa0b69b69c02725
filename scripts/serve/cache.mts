import type { Cache } from '../targets/serve-config.mts'
import type { Headers } from './headers.mts'

/** What was asked and answered, as far as it says whether others may have the answer too. */
export type Answered = { readonly method: string; readonly asked: Headers; readonly status: number; readonly answered: Headers }

const kept = new Set([200, 206, 301, 304, 308])

/** What an answer of a cached route says of itself: how long everybody may keep it, unless its service says so or it is somebody's own. */
export const keptFor = ({ seconds }: Pick<Cache, 'seconds'>, { method, asked, status, answered }: Answered): string | undefined => {
  const isOwn = ['authorization', 'cookie', 'content-length', 'transfer-encoding'].some((name) => asked[name] !== undefined)
  const isSaid = ['set-cookie', 'cache-control', 'expires'].some((name) => answered[name] !== undefined)
  return isOwn || isSaid || !kept.has(status) || !['GET', 'HEAD'].includes(method) ? undefined : `public, max-age=${seconds}`
}
