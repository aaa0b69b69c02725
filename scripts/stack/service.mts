import type { ServiceBackup } from '../backup/settings.mts'
import type { Mount, Port, Publish, SecretUse } from '../kinds/workload.mts'
import type { RecipeSpec } from './service-build.mts'
import type { HealthTimings, Probe } from './service-probe.mts'
import type { RouteSpec } from './service-route.mts'

/** A service with its short forms spelled out and its units counted; nothing a kind adds is in it yet. */
export type Service = {
  readonly name: string
  readonly kind: string
  readonly version?: string
  readonly image?: string
  /** Largest size of its image, in bytes. */
  readonly imageLimit?: number
  /** `isNamed`: the stack file itself says which Dockerfile. */
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly isNamed: boolean; readonly target?: string }
  /** What the stack file says of the Dockerfile to render; undefined when it does not ask for one. */
  readonly recipe?: RecipeSpec
  readonly packages: { readonly build: readonly string[]; readonly run: readonly string[] }
  readonly cgo: boolean
  /** Beside the build folder or in it, relative to the stack folder. */
  readonly include: readonly string[]
  readonly command?: readonly string[]
  readonly workdir?: string
  readonly user?: string
  readonly ports: readonly Port[]
  readonly probe?: Probe
  readonly timings: HealthTimings
  readonly routes: readonly RouteSpec[]
  readonly tier?: string
  readonly ready?: number
  readonly needs: readonly string[]
  readonly wants: readonly string[]
  readonly secrets: readonly SecretUse[]
  readonly variables: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly publish: readonly Publish[]
  readonly limits: { readonly cpus?: number; readonly memory?: number; readonly pids?: number }
  readonly reservations: { readonly cpus?: number; readonly memory?: number }
  readonly gpus?: number | 'all'
  readonly replicas: number
  readonly singleton: boolean
  readonly scheduled: boolean
  readonly pool?: number | Readonly<Record<string, number>>
  readonly dev: { readonly command?: readonly string[]; readonly image?: string; readonly mount?: Readonly<Record<string, string>>; readonly reload?: boolean; readonly port?: number }
  /** Undefined when it never runs without a container. */
  readonly native?: { readonly command?: readonly string[]; readonly workdir?: string; readonly reload?: boolean }
  readonly stop: { readonly grace?: number; readonly signal?: string }
  readonly restart?: 'no' | 'always' | 'unless-stopped' | 'on-failure'
  readonly logging: { readonly driver?: string; readonly options: Readonly<Record<string, string>> }
  readonly backup: ServiceBackup
  readonly compose?: Readonly<Record<string, unknown>>
  /** The checked values of the keys that only its kind has. */
  readonly own: Readonly<Record<string, unknown>>
}
