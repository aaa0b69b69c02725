import { parseDuration } from '../stack/units.mts'

/** The time that `10m`, `1h30m`, `2026-11-21`, `2026-11-21T10:00:00` or seconds since 1970 mean, as log files write it; undefined when it is none. */
export const sinceTime = (text: string, now: number): string | undefined => {
  const ago = parseDuration(text)
  const at = ago !== undefined ? now - ago
    : /^\d{9,10}(\.\d+)?$/.test(text) ? Number(text) * 1000
    : /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00`)
    : /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.test(text) ? Date.parse(text)
    : Number.NaN
  // Years beyond these four figures do not sort as text.
  return at >= 0 && at < 253_402_300_800_000 ? new Date(at).toISOString() : undefined
}
