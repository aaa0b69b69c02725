import type { SuperviseEffect, Unit } from './supervise-state.mts'

/** So many crashes in a row, each soon after its start, and a service is given up. */
export const crashLimit = 5
/** Who ran this long has not crashed at its start (ms). */
const settled = 10_000
/** The pause before the first restart; it doubles each time (ms). */
const firstPause = 200

/** What becomes of a unit whose process has ended: started again, after a pause where it crashed, or left as it is. */
export const afterExit = (unit: Unit, code: number, now: number, isStopping: boolean): { readonly unit: Unit; readonly effects?: readonly SuperviseEffect[] } => {
  const { ending, nextProbe: _probe, pid: _pid, ...rest } = unit
  const { spec: { service, runs, restart } } = unit
  const ended: Unit = { ...rest, state: 'exited', exitCode: code, finishedAt: now, health: 'none', failures: 0 }
  if (ending?.again && !isStopping) return { unit: { ...ended, state: 'starting', restarts: unit.restarts }, effects: [{ do: 'start', service, isCompiled: unit.spec.watch !== undefined && unit.spec.before !== undefined }] }
  if (isStopping || ending || runs === 'job') return { unit: ended, ...runs === 'job' && !isStopping ? { effects: [{ do: 'say', service, line: endingWords(code) }] } : {} }
  if (restart === 'no' || restart === 'on-failure' && code === 0) return { unit: ended, effects: [{ do: 'say', service, line: endingWords(code) }] }
  return again(unit, ended, code, now)
}

const again = (unit: Unit, ended: Unit, code: number, now: number): { readonly unit: Unit; readonly effects: readonly SuperviseEffect[] } => {
  const { service } = unit.spec
  const crashes = now - (unit.startedAt ?? now) >= settled ? 1 : unit.crashes + 1
  if (crashes >= crashLimit) {
    const error = `given up after ${crashes} crashes in a row; the last run ${endingWords(code)}`
    return { unit: { ...ended, crashes, error }, effects: [{ do: 'say', service, line: `${error}${unit.spec.watch === undefined ? '' : '; a change of its source starts it again'}` }] }
  }
  const pause = firstPause * 2 ** (crashes - 1)
  return { unit: { ...ended, state: 'restarting', crashes, nextStart: now + pause }, effects: [{ do: 'say', service, line: `${endingWords(code)}, starts again in ${pause / 1000} s` }] }
}

const signals: Readonly<Record<number, string>> = { 134: ' (aborted)', 137: ' (killed)', 139: ' (segmentation fault)', 143: ' (terminated)' }
const endingWords = (code: number): string => `ended with ${code}${signals[code] ?? ''}`
