import type { Environment } from '../stack/environment.mts'
import { stockOf } from './stock.mts'

/** A service under whose name something is kept, and how old the last verified backup of it may be. */
export type Keeper = { readonly service: string; readonly rpo: number }

/** The services of an environment that have data of their own to lose. */
export const keepers = (environment: Environment): readonly Keeper[] => {
  const services = new Set(stockOf(environment).items.filter((item) => item.is !== 'gantry').map(({ service }) => service))
  return environment.workloads.filter(({ name }) => services.has(name)).map(({ name, backup }) => ({ service: name, rpo: backup.rpo ?? environment.backups.rpo }))
}
