import type { RateLimit } from '../../kinds/workload.mts'
import { admit, isForgotten, type Bucket } from '../../serve/limit.mts'

/** Whether a client may ask once more: undefined, or the seconds after which it may come back. */
export type Limiter = (limit: RateLimit, client: string) => number | undefined

/** Counts what each client asks at each rate, as zones of nginx do; who has been forgotten makes room for who is new. */
export const limiterOf = (): Limiter => {
  const rates = new Map<string, Map<string, Bucket>>()
  return (limit, client) => {
    const clients = rates.get(limit.rate) ?? new Map<string, Bucket>()
    rates.set(limit.rate, clients)
    const now = performance.now()
    const admission = admit(clients.get(client), limit, now)
    if ('retryAfter' in admission) return admission.retryAfter
    clients.delete(client)
    forgetOldest(clients, limit, now)
    clients.set(client, admission.bucket)
    return undefined
  }
}

/** Two at a time: more than come. */
const forgetOldest = (clients: Map<string, Bucket>, limit: RateLimit, now: number): void => {
  const oldest = clients.entries()
  for (let turn = 0; turn < 2; turn++) {
    const [client, bucket] = oldest.next().value ?? []
    if (client !== undefined && bucket && isForgotten(bucket, limit, now)) clients.delete(client)
  }
}

/** Counts what each client has open; `enter` gives the way out again, or undefined when it is one too many. */
export const turnstileOf = (most: number) => {
  const open = new Map<string, number>()
  return (client: string): (() => void) | undefined => {
    const count = open.get(client) ?? 0
    if (most > 0 && count >= most) return undefined
    open.set(client, count + 1)
    return () => {
      const left = (open.get(client) ?? 1) - 1
      if (left > 0) open.set(client, left)
      else open.delete(client)
    }
  }
}
