import type { Route } from '../kinds/workload.mts'

type Kept = NonNullable<Route['cache']>

/** For how many seconds an answer is kept: never none. */
export const secondsOf = ({ ttl }: Kept): number => Math.max(1, Math.ceil(ttl / 1000))

/** What lets pages of ours load an answer from a CDN, with what scripts and fonts ask for too. */
export const cdnHeaders = ({ cdn }: Kept, origin: string | undefined): Readonly<Record<string, string>> =>
  cdn === undefined ? {} : { 'Cross-Origin-Resource-Policy': 'cross-origin', ...origin === undefined ? {} : { 'Access-Control-Allow-Origin': origin } }
