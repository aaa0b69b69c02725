/** The periods of which a rule keeps the newest run. */
export type Period = 'daily' | 'weekly' | 'monthly' | 'yearly'

const day = 24 * 60 * 60 * 1000

/** The Thursday of a week: its year is the year that the week belongs to. */
const thursday = (time: Date): Date => new Date(time.getTime() + (4 - (time.getUTCDay() || 7)) * day)

const week = (time: Date): string => {
  const middle = thursday(time)
  const first = Date.UTC(middle.getUTCFullYear(), 0, 1)
  return `${middle.getUTCFullYear()}-W${String(1 + Math.floor((middle.getTime() - first) / (7 * day))).padStart(2, '0')}`
}

/** The period that a time belongs to, by its name: 2026-11-22, 2026-W47, 2026-11, 2026; all of them in UTC. */
export const periodOf = {
  daily: (time) => time.toISOString().slice(0, 10),
  weekly: week,
  monthly: (time) => time.toISOString().slice(0, 7),
  yearly: (time) => time.toISOString().slice(0, 4),
} as const satisfies Readonly<Record<Period, (time: Date) => string>>
