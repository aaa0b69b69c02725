import type { Instruction } from './instruction.mts'

/** A build that is remembered; `at` is an ISO time, an instruction is its text, whether it was cached, and its milliseconds. */
export type Remembered = {
  readonly at: string
  readonly service: string
  readonly image: string
  readonly revision?: string
  readonly ms: number
  readonly sent: number
  readonly size?: number
  readonly id?: string
  readonly instructions: readonly (readonly [text: string, cached: boolean, ms: number])[]
}

/** So many builds of each image are remembered. */
const kept = 50

/** Builds that were remembered, oldest first; a line that was cut short is none. */
export const readHistory = (text: string): readonly Remembered[] => text.split('\n').flatMap((line) => {
  try {
    const found = JSON.parse(line) as Remembered
    return typeof found.service === 'string' && Array.isArray(found.instructions) ? [found] : []
  } catch {
    return []
  }
})

/** The history with builds added, without those that are long past. */
export const withBuilds = (history: readonly Remembered[], added: readonly Remembered[]): string => {
  const all = [...history, ...added]
  const left = new Map<string, number>()
  const recent = all.toReversed().filter(({ image }) => {
    const count = (left.get(image) ?? 0) + 1
    left.set(image, count)
    return count <= kept
  })
  return recent.toReversed().map((one) => `${JSON.stringify(one)}\n`).join('')
}

/** The last size of an image. */
export const lastSize = (history: readonly Remembered[], image: string): number | undefined =>
  history.findLast((one) => one.image === image && one.size !== undefined)?.size

/** How often each instruction of an image was found in the cache, by its text. */
export const hitsOf = (history: readonly Remembered[], image: string, now: readonly Pick<Instruction, 'text' | 'cached'>[]): Readonly<Record<string, { readonly cached: number; readonly of: number }>> => {
  const past = history.filter((one) => one.image === image).flatMap(({ instructions }) => instructions.map(([text, cached]) => ({ text, cached })))
  return Object.fromEntries(now.map(({ text }) => {
    const all = [...past, ...now].filter((one) => one.text === text)
    return [text, { cached: all.filter(({ cached }) => cached).length, of: all.length }]
  }))
}
