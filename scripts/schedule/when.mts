/** When a job runs, by the clock of the machine; without a weekday every day. 0 is Sunday. */
export type When = { readonly minutes: readonly number[]; readonly hours: readonly number[] | 'every'; readonly weekday?: number }

/** The five fields of a line of a crontab. */
export const cronFields = ({ minutes, hours, weekday }: When): string => `${minutes.join(',')} ${hours === 'every' ? '*' : hours.join(',')} * * ${weekday ?? '*'}`

/** Reads fields that `cronFields` wrote; undefined for any others. */
export const readFields = (text: string): When | undefined => {
  const [, minutes, hours = '', weekday] = /^(\d+(?:,\d+)*) (\*|\d+(?:,\d+)*) \* \* (\*|[0-6])$/.exec(text) ?? []
  if (minutes === undefined) return undefined
  const numbers = (list: string) => list.split(',').map(Number)
  return { minutes: numbers(minutes), hours: hours === '*' ? 'every' : numbers(hours), ...weekday === '*' ? {} : { weekday: Number(weekday) } }
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const two = (number: number): string => String(number).padStart(2, '0')

/** The same as a timer of systemd writes it. */
export const calendar = ({ minutes, hours, weekday }: When): string =>
  `${weekday === undefined ? '' : `${days[weekday]} `}*-*-* ${hours === 'every' ? '*' : hours.map(two).join(',')}:${minutes.map(two).join(',')}:00`

/** The same in words. */
export const whenWords = ({ minutes, hours, weekday }: When): string => {
  if (hours === 'every') return minutes.length === 1 ? `every hour at :${two(minutes[0] ?? 0)}` : `every ${60 / minutes.length} min from :${two(minutes[0] ?? 0)}`
  const times = hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`))
  return `${weekday === undefined ? 'every day' : `every ${days[weekday]}`} at ${times.length > 4 ? `${times[0]} and every ${24 / times.length} h` : times.join(', ')}`
}

// A weekday comes round within eight days of clocks that change.
const span = 8

/** All times within eight days of a moment, in order; a time that the clock leaves out comes where the clock has it then. */
const timesAround = ({ minutes, hours, weekday }: When, moment: Date): readonly Date[] =>
  Array.from({ length: 2 * span + 1 }, (_, day) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + day - span))
    .filter((day) => weekday === undefined || day.getDay() === weekday)
    .flatMap((day) => (hours === 'every' ? Array.from({ length: 24 }, (_, hour) => hour) : hours)
      .flatMap((hour) => minutes.map((minute) => new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute))))
    .toSorted((a, b) => a.getTime() - b.getTime())

/** The next time after a moment. */
export const nextTime = (when: When, moment: Date): Date | undefined => timesAround(when, moment).find((time) => time > moment)

/** The last time before a moment, or this very one. */
export const lastTime = (when: When, moment: Date): Date | undefined => timesAround(when, moment).findLast((time) => time <= moment)
