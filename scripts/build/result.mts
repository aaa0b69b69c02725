import type { Layer } from '../docker/layers.mts'
import type { Signature } from '../supply/sign.mts'
import type { Instruction } from './instruction.mts'

/** What became of an image: sizes in bytes, times in milliseconds. */
export type BuildResult = {
  readonly service: string
  readonly tier: string
  readonly image: string
  readonly state: 'built' | 'failed' | 'skipped'
  /** When it began, counted from when the first did. */
  readonly began: number
  readonly ms: number
  readonly instructions: readonly Instruction[]
  /** What of its build folder was sent to the engine. */
  readonly sent: number
  /** Undefined where the image is not on this machine. */
  readonly size?: number
  /** What it was after the build before this one. */
  readonly sizeBefore?: number
  readonly id?: string
  /** What a registry calls it, when it was pushed. */
  readonly digest?: string
  readonly signature?: Signature
  readonly limit?: number
  /** Its largest layers, where it is larger than it may be. */
  readonly largest?: readonly Layer[]
  readonly failure?: { readonly message: string; readonly hint?: string }
  /** Builds of the past that found each instruction in the cache, by its text. */
  readonly hits: Readonly<Record<string, { readonly cached: number; readonly of: number }>>
}

/** Whether an image is larger than it may be. */
export const isTooLarge = ({ size, limit }: Pick<BuildResult, 'size' | 'limit'>): boolean => size !== undefined && limit !== undefined && size > limit

/** Tiers whose images took longer than they may, in milliseconds from when the first of them began until the last had ended. */
export const late = (results: readonly BuildResult[], budgets: Readonly<Record<string, number>>): readonly { readonly tier: string; readonly ms: number; readonly budget: number }[] =>
  Object.entries(budgets).flatMap(([tier, budget]) => {
    const mine = results.filter((one) => one.tier === tier && one.state !== 'skipped')
    const ms = Math.max(0, ...mine.map((one) => one.began + one.ms)) - Math.min(...mine.map(({ began }) => began), Infinity)
    return mine.length > 0 && ms > budget ? [{ tier, ms, budget }] : []
  })
