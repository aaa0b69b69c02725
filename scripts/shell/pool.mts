/** Does something with each of a list, so many at the same time; results in the order of the list. */
export const pool = async <T, R>(together: number, all: readonly T[], act: (one: T) => Promise<R>): Promise<readonly R[]> => {
  const results = new Array<R>(all.length)
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) results[index] = await act(all[index] as T)
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(together, all.length)) }, work))
  return results
}
