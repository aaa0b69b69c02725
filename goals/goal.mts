/** What a goal found: a measured figure, the limit it has to stay below (or above), and how it came about. */
export type Figure = { readonly what: string; readonly measured: number; readonly limit: number; readonly unit: string; readonly detail: string; readonly atLeast?: boolean }

/** One performance goal: a program that measures two things side by side in one run. */
export type Goal = { readonly name: string; readonly needsEngine: boolean; readonly measure: () => Promise<readonly Figure[]> }

/** The middle of some numbers. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

/** Runs things in turn, A B A B …, so that a machine that slows down slows all of them; milliseconds of each run. */
export const interleaved = async <K extends string>(rounds: number, things: Readonly<Record<K, () => Promise<unknown>>>): Promise<Readonly<Record<K, readonly number[]>>> => {
  const times = Object.fromEntries(Object.keys(things).map((name) => [name, [] as number[]])) as unknown as Record<K, number[]>
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(things) as K[]) {
      const began = performance.now()
      await things[name]()
      times[name].push(performance.now() - began)
    }
  }
  return times
}

export const isMet = ({ measured, limit, atLeast }: Figure): boolean => atLeast ? measured >= limit : measured <= limit
