import type { Outlet } from './log-outlet.mts'
import type { Source } from './log-source.mts'

// All sources stop while one outlet has so much to deliver, and go on when each of them has no more than that.
const full = 512 * 1024
const free = 128 * 1024

/** Holds back the sources while an outlet is slower than they are, so that memory stays bounded. */
export const openGate = (sources: ReadonlySet<Source>, outlets: () => readonly Outlet[]) => {
  let isShut = false
  const check = (): void => {
    if (!isShut && outlets().some(({ pending }) => pending() > full)) {
      isShut = true
      for (const source of sources) source.pause()
    } else if (isShut && outlets().every(({ pending }) => pending() <= free)) {
      isShut = false
      for (const source of sources) source.resume()
    }
  }
  return { check, isShut: () => isShut }
}
