import { runTime } from './place.mts'
import { periodOf, type Period } from './retention-periods.mts'
import { newestFirst, type RunFacts } from './run.mts'
import type { KeepRules } from './settings.mts'

/** Whether a run stays, and why; `warning` is for what its owner should look at. */
export type Verdict = { readonly run: string; readonly keep: boolean; readonly why: string; readonly warning?: string }

const periods = ['daily', 'weekly', 'monthly', 'yearly'] as const satisfies readonly Period[]

type Dated = RunFacts & { readonly time: Date }

/** Why the rules keep some of the verified runs of a service, newest first: by run, everything that speaks for it. */
const reasons = (runs: readonly Dated[], rules: KeepRules): readonly (readonly [run: string, why: string])[] => {
  const newest = (count: number, name: string) => runs.slice(0, count).map(({ run }, index) => [run, `${name} ${index + 1} of ${count}`] as const)
  const ofPeriod = (period: Period) => {
    const firsts = new Map<string, string>()
    for (const { run, time } of runs) if (!firsts.has(periodOf[period](time))) firsts.set(periodOf[period](time), run)
    return [...firsts].slice(0, rules[period]).map(([name, run]) => [run, `${period} ${name}`] as const)
  }
  // The last verified run stays, whatever the rules say.
  return [...newest(rules.last, 'last'), ...periods.flatMap(ofPeriod), ...newest(Math.max(1, rules.verified), 'verified')]
}

/** Everything that speaks for a run; each service has its own count, because a run may be of some of them only, or whole for some only. */
const reasonsByRun = (ended: readonly Dated[], rules: KeepRules): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, Set<string>>()
  const services = new Set(ended.flatMap((run) => run.proven))
  for (const service of services) {
    for (const [run, why] of reasons(ended.filter((each) => each.proven.includes(service)), rules)) found.set(run, (found.get(run) ?? new Set()).add(why))
  }
  return new Map([...found].map(([run, whys]) => [run, [...whys]]))
}

/** Why nothing may be removed at all; undefined where something may. */
const standstill = (ended: readonly Dated[]): string | undefined => {
  const [newest] = ended
  return newest?.state === 'failed' ? `nothing is removed after a run that failed (${newest.run})` : undefined
}

/** A run that failed goes when a verified one is newer for everything it has. */
const judgeFailed = ({ run, time, services }: Dated, verified: readonly Dated[]): Verdict => {
  const alone = services.filter((service) => !verified.some((other) => other.time > time && other.services.includes(service)))
  return alone.length > 0
    ? { run, keep: true, why: `failed, but no verified run is newer for ${alone.join(', ')}` }
    : { run, keep: false, why: services.length > 0 ? 'failed, and a verified run is newer' : 'failed, and nothing is in it' }
}

/** What is never decided by the rules. */
const judgeApart = ({ run, state }: RunFacts, time: Date | undefined, now: Date): Verdict | undefined => {
  if (time === undefined) return { run, keep: true, why: 'not a run of gantry' }
  if (state === 'unended') return { run, keep: true, why: 'never ended; the next backup sweeps it away' }
  if (state === 'doubtful') return { run, keep: true, why: 'its manifest is not believed', warning: `${run} has a manifest that is not believed: look at it, then remove its folder` }
  if (time > now) return { run, keep: true, why: 'from the future', warning: `${run} is dated in the future: the clock was wrong then or is wrong now` }
  return undefined
}

/**
 * Which runs stay: the last ones and the newest of each day, week, month and year, counted for each service over what is verified of it. Runs
 * from the future stay and take nobody's place. Newest first.
 */
export const keepRuns = (runs: readonly RunFacts[], rules: KeepRules, now: Date): readonly Verdict[] => {
  const apart = new Map(runs.flatMap((each) => {
    const verdict = judgeApart(each, runTime(each.run), now)
    return verdict ? [[each.run, verdict] as const] : []
  }))
  const ended = newestFirst(runs).flatMap((each) => (apart.has(each.run) ? [] : [{ ...each, time: runTime(each.run) ?? now }]))
  const verified = ended.filter(({ state }) => state === 'verified')
  const kept = reasonsByRun(ended, rules)
  const still = standstill(ended)
  const judge = (each: Dated): Verdict => {
    const whys = kept.get(each.run)
    const verdict = each.state === 'failed' && whys === undefined ? judgeFailed(each, verified) : { run: each.run, keep: whys !== undefined, why: whys?.join(', ') ?? 'no rule asks for it' }
    return still !== undefined && !verdict.keep ? { run: each.run, keep: true, why: still } : verdict
  }
  const judged = new Map(ended.map((each) => [each.run, judge(each)]))
  return newestFirst(runs).flatMap(({ run }) => apart.get(run) ?? judged.get(run) ?? [])
}
