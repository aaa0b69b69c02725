import type { Cosign } from '../supply/sign.mts'
import type { ImageBuild } from './image-build.mts'

/** Images built by BuildKit, in this order, `jobs` at a time; `budgets` are milliseconds by tier; `history` remembers what came of them. */
export type BuildEffect = {
  readonly do: 'build'
  readonly builds: readonly ImageBuild[]
  readonly budgets: Readonly<Record<string, number>>
  readonly jobs?: number
  readonly history?: string
  /** How what was pushed is signed. */
  readonly signs?: Cosign
  /** Whether an image that is larger than it may be is a failure; otherwise it is said. */
  readonly enforces?: boolean
}
