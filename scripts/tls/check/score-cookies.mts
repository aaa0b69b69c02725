import { hstsAge, hstsMinimum } from './hsts.mts'
import { headerOf, type Page } from './observed.mts'
import type { Points } from './score-rules.mts'

type Cookie = { readonly name: string; readonly flags: readonly string[] }

const read = (value: string): Cookie => {
  const [first = '', ...flags] = value.split(';').map((part) => part.trim())
  return { name: first.split('=')[0]?.toLowerCase() ?? '', flags: flags.map((flag) => flag.toLowerCase()) }
}

const isSecure = ({ name, flags }: Cookie): boolean => flags.includes('secure') || name.startsWith('__secure-') || name.startsWith('__host-')
const isSession = ({ name }: Cookie): boolean => /login|sess/.test(name)
const isSameSite = ({ flags }: Cookie): boolean => flags.some((flag) => /^samesite=(lax|strict|none)$/.test(flag))

/** Points for the cookies of a page; the worst one counts. */
export const cookiePoints = (home: Page): readonly Points[] => {
  const cookies = home.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => read(value))
  if (cookies.length === 0) return []
  const hasHsts = (hstsAge(headerOf(home, 'strict-transport-security') ?? '') ?? 0) >= hstsMinimum
  const worst = Math.min(...cookies.map((cookie) => pointsOf(cookie, hasHsts)))
  if (worst < 0) return [{ about: 'cookies without Secure, HttpOnly or SameSite', points: worst }]
  return cookies.every(isSameSite) ? [{ about: 'cookies', points: 5 }] : []
}

const pointsOf = (cookie: Cookie, hasHsts: boolean): number => {
  if (isSession(cookie) && !isSecure(cookie)) return hasHsts ? -10 : -40
  if (isSession(cookie) && !cookie.flags.includes('httponly')) return -30
  if (!isSecure(cookie)) return hasHsts ? -5 : -20
  return /csrf/.test(cookie.name) && !isSameSite(cookie) ? -20 : 0
}
