import type { Service } from '../stack/service.mts'
import { portsOf } from './address.mts'
import type { Filled, ProbeRuntime } from './kind.mts'
import { probeCommand } from './probe.mts'
import type { Recipe } from './image-recipe.mts'
import type { Health } from './workload.mts'

/** How a service is asked, and how often: sooner in development. */
export const healthOf = (service: Service, filled: Filled, { isDev, ready, runtime = filled.probe }: { readonly isDev: boolean; readonly ready: number; readonly runtime?: ProbeRuntime }): Health | undefined => {
  const asked = service.probe ?? (filled.health === 'tcp' ? { by: 'tcp' as const } : undefined)
  const command = asked ? probeCommand(asked, runtime, portsOf(service)) : filled.health === 'tcp' ? undefined : filled.health
  if (!command) return undefined
  const { interval, timeout, retries, startPeriod, startInterval } = service.timings
  return {
    command,
    interval: interval ?? (isDev ? 5000 : 10_000), timeout: timeout ?? (isDev ? 3000 : 5000), retries: retries ?? (isDev ? 2 : 3),
    startPeriod: startPeriod ?? ready, startInterval: startInterval ?? 500,
  }
}

/** What an image has to run a probe with. */
export const runtimeIn = ({ language }: Pick<Recipe, 'language'>): ProbeRuntime => language === 'python' || language === 'node' ? language : 'shell'
