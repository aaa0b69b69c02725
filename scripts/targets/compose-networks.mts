import type { NetworkName } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import type { Entries } from './data.mts'
import { quarters } from './subnet.mts'

const order: readonly NetworkName[] = ['frontend', 'backend', 'database']

/** The networks in use. A network keeps its part of a fixed subnet, whichever others are there. */
export const composeNetworks = ({ workloads, subnet }: Environment): Entries | undefined => {
  const used = new Set(workloads.flatMap(({ networks }) => networks))
  const parts = subnet === undefined ? [] : quarters(subnet)
  const networks = order.flatMap((name, index) => used.has(name) ? [[name, network(name, parts[index])] as const] : [])
  return networks.length === 0 ? undefined : Object.fromEntries(networks)
}

const network = (name: NetworkName, subnet: string | undefined): Entries => ({
  ...name === 'database' && { internal: true },
  ...subnet !== undefined && { ipam: { config: [{ subnet }] } },
})
