import { duration } from '../report/amount.mts'
import { directoryName } from './acme-directory.mts'
import type { Order } from './acme-order.mts'
import type { AcmeAttempt, AcmeRecord } from './acme-record.mts'
import { stays } from './acme-verdict.mts'

const hour = 3_600_000
/** Let's Encrypt ends an hour's patience with an account and a host name at five failures (letsencrypt.org/docs/rate-limits). */
const failures = 4

/** Why an authority is better not asked now: it has named a time, or one more failure would close the door. */
export const refusalOf = ({ attempts }: AcmeRecord, { what, directory, now }: Pick<AcmeAttempt, 'what' | 'directory'> & { readonly now: number }): Order['refusal'] => {
  const own = attempts.filter((attempt) => attempt.directory === directory && attempt.what === what)
  const limited = own.findLast(({ retryAfter }) => retryAfter !== undefined && Date.parse(retryAfter) > now)
  if (limited?.retryAfter !== undefined) return {
    message: `${limited.message ?? `${directoryName(directory)} takes no more orders before ${timeOf(Date.parse(limited.retryAfter))}`}; it is not asked again for ${duration(Date.parse(limited.retryAfter) - now)}`,
    hint: `${stays}; run it again after that time, or with \`--force\` before it`,
  }
  const failed = own.filter(({ outcome, when }) => outcome === 'not-validated' && now - Date.parse(when) < hour)
  const [first] = failed.slice(-failures)
  if (what === 'staging' || failed.length < failures || !first) return undefined
  return {
    message: `${failed.length} orders have failed within an hour, and one more can make ${directoryName(directory)} refuse all of the next hour; it said: ${failed.at(-1)?.message ?? ''}`,
    hint: `mend that first; run it again after ${timeOf(Date.parse(first.when) + hour)}, or with \`--force\` before it`,
  }
}

/** A time as people and logs read it: `2026-11-22 05:50 UTC`, rounded up. */
export const timeOf = (ms: number): string => `${new Date(Math.ceil(ms / 60_000) * 60_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
