/** What waits of one log, in its own order. */
export type Waiting<T> = { readonly items: readonly T[]; readonly hasMore: boolean }

/** Something that came at a time, written so that times sort as text. */
export type Timed = { readonly at: string }

/** One of them, and the place of its log among the others. */
export type Taken<T> = { readonly log: number; readonly item: T }

/** Takes from several logs in the order of time, each in its own order, until one that has more needs to be read on. */
export const takeInOrder = <T extends Timed>(logs: readonly Waiting<T>[]): { readonly taken: readonly Taken<T>[]; readonly counts: readonly number[] } => {
  const counts = logs.map(() => 0)
  const taken: Taken<T>[] = []
  for (;;) {
    let log = -1
    let first: T | undefined
    for (const [index, { items, hasMore }] of logs.entries()) {
      const item = items[counts[index] ?? 0]
      if (!item && hasMore) return { taken, counts }
      if (item && (!first || item.at < first.at)) [log, first] = [index, item]
    }
    if (!first) return { taken, counts }
    taken.push({ log, item: first })
    counts[log] = (counts[log] ?? 0) + 1
  }
}
