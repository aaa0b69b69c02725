import type { Environment } from '../stack/environment.mts'
import type { Workload } from '../kinds/workload.mts'

/** A service that the stack implies rather than declares: workloads in, one more workload out. */
export type Companion = {
  readonly name: string
  readonly summary: string
  readonly isImplied: (workloads: readonly Workload[]) => boolean
  readonly workload: (environment: Omit<Environment, 'workloads'>, workloads: readonly Workload[]) => Workload
}
