/** Runs what it is given, so many at a time; the rest waits in order. */
export type Turnstile = <T>(act: () => Promise<T>) => Promise<T>

/** A turnstile through which `width` go side by side. */
export const turnstile = (width: number): Turnstile => {
  let free = width
  const waiting: (() => void)[] = []
  const enter = (): Promise<void> => free-- > 0 ? Promise.resolve() : new Promise((resolve) => { waiting.push(resolve) })
  const leave = (): void => {
    free++
    waiting.shift()?.()
  }
  return async (act) => {
    await enter()
    try {
      return await act()
    } finally {
      leave()
    }
  }
}
