const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const memoryUnits: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

/** Milliseconds of `90s`, `4m`, `1m30s`, `250ms`; undefined when it is none. */
export const parseDuration = (text: unknown): number | undefined => {
  if (typeof text !== 'string' || !/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)]
    .reduce((sum, [, number, unit]) => sum + Number(number) * (durationUnits[unit ?? ''] ?? 0), 0)
}

/** Bytes of `512M`, `2G`, `512Mi`, `64k`, in powers of 1024 as Docker counts; undefined when it is none. */
export const parseMemory = (text: unknown): number | undefined => {
  const match = typeof text === 'string' ? /^(\d+(?:\.\d+)?)([kmgt])(?:i?b?)$/i.exec(text) : null
  if (!match) return undefined
  const bytes = Math.round(Number(match[1]) * (memoryUnits[(match[2] ?? '').toLowerCase()] ?? 0))
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined
}

/** Processors of `0.5`, `2` or Kubernetes' `250m`; undefined when it is none. */
export const parseCpus = (value: unknown): number | undefined => {
  const number = typeof value === 'number' ? value
    : typeof value === 'string' && /^\d+m$/.test(value) ? Number(value.slice(0, -1)) / 1000
    : typeof value === 'string' && /^(\d+(\.\d+)?|\.\d+)$/.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) && number >= 0.01 && number <= 1024 ? number : undefined
}

/** `1.5G`, `512M`: bytes the way the stack file writes them. */
export const showMemory = (bytes: number): string => {
  const unit = (['t', 'g', 'm', 'k'] as const).find((name) => bytes >= (memoryUnits[name] ?? 1))
  return unit ? `${Number((bytes / (memoryUnits[unit] ?? 1)).toFixed(1))}${unit.toUpperCase()}` : `${bytes}B`
}

/** `250ms`, `5s`, `1m30s`: milliseconds the way the stack file and compose write them. */
export const showDuration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`
  const seconds = Math.round(milliseconds) / 1000
  const minutes = Math.floor(seconds / 60)
  const rest = Number((seconds % 60).toFixed(3))
  return minutes === 0 ? `${rest}s` : rest === 0 ? `${minutes}m` : `${minutes}m${rest}s`
}
