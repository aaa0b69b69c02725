/** What hinders an order, as far as certbot's words and ours tell. */
export type AcmeTrouble =
  | 'not-validated' | 'rate-limited' | 'rejected' | 'no-account' | 'unreachable' | 'untrusted' | 'no-directory' | 'server'
  | 'too-old' | 'busy' | 'disk-full' | 'not-permitted' | 'no-engine' | 'late' | 'interrupted' | 'other'

/** One order and what became of it; times as `2026-11-22T05:50:42.000Z`. */
export type AcmeAttempt = {
  readonly when: string
  readonly what: 'staging' | 'certificate'
  readonly directory: string
  readonly profile?: string
  readonly names: readonly string[]
  /** `kept`: the client asked and found it too early; one that is still `begun` was killed. */
  readonly outcome: 'begun' | 'issued' | 'kept' | AcmeTrouble
  readonly message?: string
  /** The authority takes nothing before that time. */
  readonly retryAfter?: string
}

/** The last orders of an environment, oldest first; stands in `acme.json`. */
export type AcmeRecord = { readonly attempts: readonly AcmeAttempt[] }

/** How many are remembered: limits of authorities count by the hour and by the week. */
const most = 40

/** A record from its file; what cannot be read counts for nothing, since all it holds can happen again. */
export const readAcmeRecord = (text: string | undefined): AcmeRecord => {
  try {
    const data: unknown = JSON.parse(text ?? '{}')
    const attempts = typeof data === 'object' && data !== null && 'attempts' in data && Array.isArray(data.attempts) ? data.attempts as readonly unknown[] : []
    return { attempts: attempts.filter(isAttempt) }
  } catch {
    return { attempts: [] }
  }
}

const isAttempt = (data: unknown): data is AcmeAttempt => {
  const { when, what, directory, names, outcome } = (data ?? {}) as Partial<Record<keyof AcmeAttempt, unknown>>
  return typeof when === 'string' && Number.isFinite(Date.parse(when)) && (what === 'staging' || what === 'certificate')
    && typeof directory === 'string' && Array.isArray(names) && typeof outcome === 'string'
}

/** A record as its file holds it. */
export const writeAcmeRecord = (record: AcmeRecord): string => `${JSON.stringify(record, null, 2)}\n`

/** The record with one more order; one that began at the same time is the same, seen later. */
export const withAttempt = ({ attempts }: AcmeRecord, attempt: AcmeAttempt): AcmeRecord =>
  ({ attempts: [...attempts.filter(({ when, what }) => when !== attempt.when || what !== attempt.what), attempt].slice(-most) })

/** Whether two lists hold the same names. */
export const areSameNames = (one: readonly string[], other: readonly string[]): boolean => {
  const plain = (names: readonly string[]) => [...new Set(names.map((name) => name.toLowerCase()))].sort().join(' ')
  return plain(one) === plain(other)
}
