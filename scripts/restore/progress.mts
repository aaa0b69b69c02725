const mebibyte = 1024 ** 2

const clock = (seconds: number): string => seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`

/** How far reading an archive has come: how much of how much, how fast, and how long it takes still. */
export const progressText = (what: string, bytes: number, of: number, ms: number): string => {
  const rate = ms > 0 ? bytes / ms * 1000 : 0
  const left = rate > 0 && bytes < of ? `, ${clock((of - bytes) / rate)} left` : ''
  return `${what}: ${Math.round(bytes / mebibyte)} of ${Math.round(of / mebibyte)} MiB, ${(rate / mebibyte).toFixed(rate < 10 * mebibyte ? 1 : 0)} MiB/s${left}`
}
