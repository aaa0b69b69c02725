import type { RateLimit } from '../kinds/workload.mts'

/** How far a client is ahead of its rate, in requests, since its last one (milliseconds). */
export type Bucket = { readonly ahead: number; readonly last: number }

/** A request is let in, or there is a time to come back: whole seconds. */
export type Admission = { readonly bucket: Bucket } | { readonly retryAfter: number }

/** Whether a client may ask once more: as `limit_req … burst nodelay` of nginx has it. A client that is refused is not set back by it. */
export const admit = (bucket: Bucket | undefined, limit: RateLimit, now: number): Admission => {
  const ahead = bucket ? Math.max(0, bucket.ahead - leaked(bucket, limit, now) + 1) : 0
  return ahead > limit.burst ? { retryAfter: Math.max(1, Math.ceil((ahead - limit.burst) / perSecond(limit))) } : { bucket: { ahead, last: now } }
}

/** Whether a client could as well be a new one. */
export const isForgotten = (bucket: Bucket, limit: RateLimit, now: number): boolean => leaked(bucket, limit, now) >= bucket.ahead + 1

const leaked = ({ last }: Bucket, limit: RateLimit, now: number): number => perSecond(limit) * Math.max(0, now - last) / 1000

/** `10r/s`, `30r/m`. */
const perSecond = ({ rate }: RateLimit): number => Number.parseInt(rate, 10) / (rate.endsWith('m') ? 60 : 1)
