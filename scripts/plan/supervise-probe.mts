import type { Unit } from './supervise-state.mts'

/** As many probes as the engine keeps of a container. */
const kept = 5

/** A unit that was just started: its first probe comes at once. */
export const firstProbe = (unit: Unit, now: number): Unit =>
  unit.spec.probe ? { ...unit, health: 'starting', failures: 0, nextProbe: now + unit.spec.timings.startInterval } : { ...unit, health: 'none' }

/** One answer, judged as the engine judges it: failures count after the start period or once it was healthy. */
export const absorbProbe = (unit: Unit, { ok, output, now }: { readonly ok: boolean; readonly output: string; readonly now: number }): Unit => {
  const { timings: { interval, retries, startPeriod, startInterval } } = unit.spec
  const isStarting = unit.health === 'starting' && now - (unit.startedAt ?? now) < startPeriod
  const failures = ok || isStarting ? 0 : unit.failures + 1
  const health = ok ? 'healthy' : failures >= retries ? 'unhealthy' : unit.health
  return { ...unit, health, failures, probes: [...unit.probes, { at: now, exitCode: ok ? 0 : 1, output }].slice(-kept), nextProbe: now + (health === 'starting' ? startInterval : interval) }
}
