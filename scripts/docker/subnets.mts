import type { RawNetwork } from './inspect.mts'
import { label } from './label.mts'

/** Addresses that are taken: by a docker network, or by an interface of the host. */
export type UsedSubnet = { readonly subnet: string; readonly by: string; readonly project: string }

/** What `docker network inspect` said, as the subnets in use. */
export const readSubnets = (json: string): readonly UsedSubnet[] =>
  (JSON.parse(json.trim() || '[]') as readonly RawNetwork[]).flatMap(({ Name, Labels, IPAM }) =>
    (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet ? [{ subnet: Subnet, by: Name, project: Labels?.[label.project] ?? '' }] : [])))
