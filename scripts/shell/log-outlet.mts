/** Where text goes in its order, a character for each byte, gathered while what came before it is on its way. */
export type Outlet = {
  readonly write: (text: string) => void
  /** How many bytes have not arrived yet. */
  readonly pending: () => number
  /** Resolves when all has arrived, or nothing more can. */
  readonly idle: () => Promise<void>
  /** Delivers nothing more. */
  readonly stop: (error: unknown) => void
  readonly isStopped: () => boolean
  /** From now on nobody waits longer than so many milliseconds for bytes to arrive. */
  readonly hurry: (patience: number) => void
}

/** How an outlet delivers, and whom it tells: `moved` after each delivery, `stopped` once, when one fails; what comes later is dropped. */
export type Delivery = { readonly deliver: (bytes: Buffer) => Promise<void>; readonly moved: () => void; readonly stopped: (error: unknown) => void }

// The first bytes go at once; under load they gather for so long, or until there are so many.
const gathering = { ms: 10, bytes: 64 * 1024 }

/** Opens an outlet; it delivers one batch at a time. */
export const openOutlet = ({ deliver, moved, stopped }: Delivery): Outlet => {
  const queue: string[] = []
  let [queued, sending, began] = [0, 0, 0]
  let patience = Infinity
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let giveUp: NodeJS.Timeout | undefined
  let waiting: (() => void)[] = []

  const settle = (): void => {
    if (!isOver && queued + sending > 0) return
    for (const done of waiting) done()
    waiting = []
  }
  const stop = (error: unknown): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    clearTimeout(giveUp)
    queue.length = 0
    queued = sending = 0
    stopped(error)
    settle()
    moved()
  }
  const watch = (): void => {
    clearTimeout(giveUp)
    if (patience < Infinity && sending > 0) giveUp = setTimeout(() => stop(new Error(`took nothing for ${patience} ms`)), patience)
  }
  const send = async (): Promise<void> => {
    timer = undefined
    const batch = taken(queue)
    sending = batch.length
    queued -= sending
    began = performance.now()
    watch()
    await deliver(batch).catch(stop)
    if (isOver) return
    clearTimeout(giveUp)
    sending = 0
    schedule()
    settle()
    moved()
  }
  const schedule = (): void => {
    if (sending > 0 || queued === 0) return
    const wait = queued >= gathering.bytes ? 0 : Math.max(0, gathering.ms - (performance.now() - began))
    if (wait > 0) return void (timer ??= setTimeout(() => void send(), wait))
    clearTimeout(timer)
    void send()
  }
  return {
    write: (text) => {
      if (isOver || text === '') return
      queue.push(text)
      queued += text.length
      schedule()
    },
    pending: () => queued + sending,
    stop,
    isStopped: () => isOver,
    idle: () => isOver || queued + sending === 0 ? Promise.resolve() : new Promise((done) => waiting.push(done)),
    hurry: (ms) => { patience = ms; watch() },
  }
}

/** What goes in one delivery: small enough that somebody slow is seen to move. */
const taken = (queue: string[]): Buffer => {
  let [count, size] = [0, 0]
  while (count < queue.length && size < gathering.bytes) size += queue[count++]?.length ?? 0
  return Buffer.from(queue.splice(0, count).join(''), 'latin1')
}
