import type { Certificate } from './certificate.mts'

type Life = Pick<Certificate, 'notBefore' | 'notAfter'>

const day = 86_400_000
/** How far two clocks may be apart without anyone being wrong, in milliseconds. */
const slack = 5 * 60_000

const after = ({ notBefore, notAfter }: Life, share: number): number => notBefore + (notAfter - notBefore) * share

/** When a certificate is to be renewed: after two thirds of its life, be that six days or a year. */
export const renewAt = (life: Life): number => after(life, 2 / 3)

/** Whether it is to be renewed by now. */
export const isDue = (life: Life, now: number): boolean => now >= renewAt(life)

/** Whether it should have been renewed long ago: half of the time that was left for that is over. */
export const isOverdue = (life: Life, now: number): boolean => now >= after(life, 5 / 6)

/** Whether it is valid at this time. */
export const isValid = ({ notBefore, notAfter }: Life, now: number): boolean => notBefore - slack <= now && now < notAfter

/** Whole days until it ends; less than 0 when it has ended. */
export const daysLeft = ({ notAfter }: Life, now: number): number => Math.floor((notAfter - now) / day)

/** Days from its beginning to its end. */
export const lifeDays = ({ notBefore, notAfter }: Life): number => Math.round((notAfter - notBefore) / day)

/** A day, as everybody writes it the same. */
export const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** A time left, in the unit that says most: days, or hours of the last two. */
export const leftWords = (life: Life, now: number): string => {
  const hours = Math.floor((life.notAfter - now) / 3_600_000)
  return hours < 48 ? `${hours} h` : `${daysLeft(life, now)} d`
}

/** What is wrong with its dates, and with the clock they are compared with; undefined while it is valid. */
export const dateTrouble = (life: Life, now: number): { readonly text: string; readonly hint: string } | undefined => {
  if (isValid(life, now)) return undefined
  const clock = `this machine's clock says ${dateOf(now)}`
  return now < life.notBefore
    ? { text: `begins only on ${dateOf(life.notBefore)}, and ${clock}`, hint: 'set the clock right (`timedatectl`), then try again' }
    : { text: `ended on ${dateOf(life.notAfter)}; ${clock}`, hint: 'if the clock is right, it has to be replaced' }
}
