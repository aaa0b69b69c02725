import type { Workload } from '../kinds/workload.mts'
import { orUndefined, type Entries } from './data.mts'

/** What has to be there first. Soft wants are not in it: compose would wait for them all the same. */
export const dependsOn = (workload: Workload, workloads: ReadonlyMap<string, Workload>): Entries | undefined => {
  const needs = [...workload.needs].sort((a, b) => (a.service < b.service ? -1 : 1))
  return orUndefined(Object.fromEntries(needs.flatMap(({ service, until }) => {
    const needed = workloads.get(service)
    return needed && isStartedWith(workload, needed) ? [[service, { condition: conditionFor(needed, until) }]] : []
  })))
}

/** A service of a profile is undefined to those outside it, and compose refuses the file. */
const isStartedWith = (workload: Workload, needed: Workload): boolean => workload.scheduled || !needed.scheduled

const conditionFor = ({ health }: Workload, until: 'ready' | 'done'): string =>
  until === 'done' ? 'service_completed_successfully' : health ? 'service_healthy' : 'service_started'
