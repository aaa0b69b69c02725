import type { Ground } from '../kinds/ground.mts'
import type { Port, Workload } from '../kinds/workload.mts'

/** How a secret without a file comes to be. */
export type Generate = 'hex32' | 'base64url32' | 'none'

export type Tier = { readonly name: string; readonly ready?: number; readonly build?: number }

/** The public end of the stack: what the proxy publishes. */
export type Entry = { readonly address: string; readonly port: number; readonly domain?: string }

/** One environment of a stack with every default filled in: what targets render and commands run. */
export type Environment = {
  /** Name of the stack. */
  readonly stack: string
  /** Name of the environment. */
  readonly name: string
  /** Compose project, unique per stack and environment. */
  readonly project: string
  readonly http: Entry
  readonly proxyVersion: string
  readonly bodyLimit: number
  readonly subnet?: string
  readonly tiers: readonly Tier[]
  /** In order of need: each stands after everything it needs. */
  readonly workloads: readonly Workload[]
  /** Secrets by name with the way each one is made. */
  readonly secrets: Readonly<Record<string, Generate>>
  /** Whether an image map from outside the stack is in use: then nothing committed is written. */
  readonly isMapped: boolean
  /** Public image name → image to use instead. */
  readonly images: Readonly<Record<string, string>>
  /** The machine, where services run on it without containers. */
  readonly ground?: Ground
  /** Where the services stand that live elsewhere. */
  readonly external: Readonly<Record<string, { readonly host: string; readonly port: Port }>>
}
