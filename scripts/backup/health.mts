import { bytes, duration } from '../report/amount.mts'
import type { Finding } from '../report/health.mts'
import type { Environment } from '../stack/environment.mts'
import type { Fresh } from './freshness.mts'
import type { Manifest } from './manifest.mts'
import type { Memory } from './memory.mts'
import { stateOf, waitingRuns } from './offsite.mts'
import { runTime } from './place.mts'
import { newestFirst, type FoundRun } from './run.mts'
import type { Offsite } from './settings.mts'
import { destinationName } from './status.mts'

/** What judging the backups of an environment takes: its runs and those among them that never ended and that nobody writes any more (`dead`), how fresh each service is, the free space where runs stand (bytes), what is known of other places. `age` is how long the environment has been there, in milliseconds; `trouble` why the runs could not be looked at. */
export type BackupsSeen = {
  readonly runs: readonly FoundRun[]
  readonly dead: readonly string[]
  readonly fresh: readonly Fresh[]
  readonly free: number | undefined
  readonly memory: Memory
  readonly age: number
  readonly trouble?: string
}

type Judged = { readonly environment: Environment; readonly seen: BackupsSeen; readonly now: number }

const finding = (level: Finding['level'], text: string): Finding => ({ subject: 'backup', level, text })
const call = ({ name }: Environment, command: string, args = ''): string => `make ${command}${name === 'dev' ? '' : ` ENV=${name}`}${args ? ` ARGS=${args}` : ''}`

/**
 * Whether what an environment keeps is backed up as declared. A dev environment that was never backed up says nothing, its
 * data can be made again; one that was is only warned of, because nobody runs it by the clock.
 */
export const backupFindings = (environment: Environment, seen: BackupsSeen, now: number): readonly Finding[] => {
  const isDev = environment.name === 'dev'
  if (seen.fresh.length === 0 || isDev && seen.runs.length === 0 && seen.trouble === undefined) return []
  const judged: Judged = { environment, seen, now }
  const found = seen.trouble !== undefined ? [finding('bad', seen.trouble)]
    : [...ageFindings(judged), ...drillFindings(judged), ...runFindings(judged), ...spaceFindings(judged), ...offsiteFindings(judged)]
  const judgedFindings = isDev ? found.map((each) => each.level === 'bad' ? { ...each, level: 'warn' as const } : each) : found
  return judgedFindings.some(({ level }) => level === 'bad') ? judgedFindings : [...goodFindings(judged), ...judgedFindings]
}

const names = (fresh: readonly Fresh[]): string => fresh.map(({ service }) => service).join(', ')

const goodFindings = ({ seen: { fresh }, now }: Judged): readonly Finding[] => {
  const verified = fresh.flatMap(({ verifiedAt }) => verifiedAt === undefined ? [] : [verifiedAt])
  const drilled = fresh.flatMap((each) => each.drilledAt === undefined ? [] : [each.drilledAt])
  if (verified.length < fresh.length) return []
  const drill = drilled.length < fresh.length ? '' : `, restored in a drill ${duration(now - Math.min(...drilled))} ago`
  return [finding('good', `${names(fresh)}: verified ${duration(now - Math.min(...verified))} ago${drill}`)]
}

/** What was never saved, or too long ago; an environment younger than its limit is given time. */
const ageFindings = ({ environment, seen: { fresh, age }, now }: Judged): readonly Finding[] => {
  const never = fresh.filter(({ verifiedAt }) => verifiedAt === undefined)
  const late = fresh.filter(({ verifiedAt, rpo }) => verifiedAt !== undefined && now - verifiedAt > rpo)
  const way = `\`${call(environment, 'backup')}\`, and \`${call(environment, 'schedule', '--install')}\` for every day`
  return [
    ...never.length === 0 ? [] : [finding(never.some(({ rpo }) => age > rpo) ? 'bad' : 'warn', `${names(never)}: no verified backup: ${way}`)],
    ...late.map(({ service, verifiedAt = 0, rpo }) => finding('bad', `${service}: the last verified backup is ${duration(now - verifiedAt)} old, more than ${duration(rpo)}: ${way}`)),
  ]
}

// A drill may come a day late: it waits for the backup before it.
const grace = 24 * 3_600_000

const drillFindings = ({ environment, seen: { fresh, runs }, now }: Judged): readonly Finding[] => {
  const { drill } = environment.backups
  if (drill === undefined) return []
  const saved = fresh.filter(({ verifiedAt }) => verifiedAt !== undefined)
  const way = `\`${call(environment, 'backup', "'--verify drill'")}\``
  const since = Math.min(...runs.flatMap(({ run }) => runTime(run)?.getTime() ?? []))
  const never = saved.filter(({ drilledAt }) => drilledAt === undefined)
  const late = saved.filter(({ drilledAt }) => drilledAt !== undefined && now - drilledAt > drill + grace)
  return [
    ...never.length === 0 ? [] : [finding(now - since > drill + grace ? 'bad' : 'warn', `${names(never)}: never restored in a drill: ${way}`)],
    ...late.map(({ service, drilledAt = 0 }) => finding('bad', `${service}: the last drill was ${duration(now - drilledAt)} ago, more than ${duration(drill)}: ${way}`)),
  ]
}

/** The last run, runs that something has killed, and those that a wrong clock has dated or somebody has changed. */
const runFindings = ({ environment, seen: { runs, dead }, now }: Judged): readonly Finding[] => {
  const future = runs.filter(({ run }) => (runTime(run)?.getTime() ?? 0) > now)
  const [last] = newestFirst(runs.filter((run) => run.is === 'ended' && !future.includes(run)))
  const failures = last?.is === 'ended' ? last.manifest.failures : []
  return [
    ...failures.slice(0, 3).map(({ service, item, message }) => finding('warn', `the last run could not save ${service}${item === '' ? '' : ` ${item}`}: ${message}`)),
    ...future.map(({ run }) => finding('warn', `${run} is dated in the future: the clock was wrong then or is wrong now`)),
    ...dead.map((run) => finding('warn', `${run} never ended, something killed it: the next \`${call(environment, 'backup')}\` clears it away`)),
    ...runs.flatMap((run) => run.is === 'doubtful' ? [finding('warn', `${run.run} is not believed: ${run.message}`)] : []),
  ]
}

const sizeOf = ({ archives }: Manifest): number => archives.reduce((sum, archive) => sum + archive.bytes, 0)

/** Room for the next two runs, each as large as the largest of the last ones: time to act before one fails. */
const spaceFindings = ({ seen: { runs, free } }: Judged): readonly Finding[] => {
  const sizes = newestFirst(runs).flatMap((run) => run.is === 'ended' ? [sizeOf(run.manifest)] : []).slice(0, 3)
  const next = Math.max(0, ...sizes)
  return free === undefined || free >= 2 * next ? [] : [finding('bad', `${bytes(free)} are free where backups stand, and the next two need ${bytes(2 * next)}`)]
}

const offsiteFindings = (judged: Judged): readonly Finding[] => judged.environment.backups.offsite.flatMap((offsite) => offsiteFinding(offsite, judged))

const offsiteFinding = (offsite: Offsite, { environment, seen: { runs, memory }, now }: Judged): readonly Finding[] => {
  const state = stateOf(offsite, memory.offsite)
  const manifests = runs.flatMap((run) => run.is === 'ended' ? [run.manifest] : [])
  const waiting = waitingRuns(manifests, state)
  const there = newestFirst(manifests.filter(({ run }) => Object.hasOwn(state.runs, run)))[0]
  const newer = waiting.filter(({ run }) => there === undefined || (runTime(run) ?? 0) > (runTime(there.run) ?? 0))
  if (newer.length === 0) return []
  const oldest = Math.min(...newer.map(({ endedAt }) => Date.parse(endedAt)))
  const why = state.lastError === undefined ? '' : `: ${state.lastError.message}`
  const lag = now - oldest
  return lag <= 0 ? [] : [finding(lag > environment.backups.rpo ? 'bad' : 'warn', `${destinationName(offsite.to)}: the newest ${newer.length === 1 ? 'run is' : `${newer.length} runs are`} not there since ${duration(lag)}${why}`)]
}
