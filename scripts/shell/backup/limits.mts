/** What an archive may take, in milliseconds: without anything moving, and in all. `ask` finds out why nothing moves: what it answers ends the waiting. */
export type Limits = { readonly stallMs: number; readonly totalMs: number; readonly signal?: AbortSignal; readonly ask?: () => Promise<string | undefined> }

/** How long nothing moves before somebody asks why, and asks again. */
const quiet = 5000

/** Watches over something that moves bytes; `signal` aborts with the reason, in words. */
export type Watch = { readonly signal: AbortSignal; readonly moved: () => void; readonly reason: () => string | undefined; readonly end: () => void }

const inWords = (ms: number): string => (ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`)

/** Starts watching; `stalled` says what a standstill is. */
export const watchOver = ({ stallMs, totalMs, signal, ask }: Limits, stalled: (time: string) => string): Watch => {
  const controller = new AbortController()
  let reason: string | undefined
  let last = performance.now()
  const stop = (why: string): void => {
    reason ??= why
    controller.abort(new Error(reason))
  }
  let asked = last
  const look = async (): Promise<void> => {
    const now = performance.now()
    if (ask === undefined || now - Math.max(last, asked) < quiet) return
    asked = Infinity
    const why = await ask()
    asked = performance.now()
    if (why !== undefined) stop(why)
  }
  const total = setTimeout(() => stop(`it takes longer than ${inWords(totalMs)}`), totalMs)
  const stall = setInterval(() => {
    if (performance.now() - last > stallMs) stop(stalled(inWords(stallMs)))
    void look()
  }, Math.min(1000, Math.ceil(stallMs / 4)))
  const onAbort = (): void => stop('interrupted')
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)
  return {
    signal: controller.signal,
    moved: () => { last = performance.now() },
    reason: () => reason,
    end: () => {
      clearTimeout(total)
      clearInterval(stall)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}

/** Waits for something that can not be broken off, but not after the watch has given up. */
export const unlessGivenUp = async <T,>(action: Promise<T>, { signal }: Watch): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason as Error)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort)
  return Promise.race([action, promise]).finally(() => signal.removeEventListener('abort', onAbort))
}
