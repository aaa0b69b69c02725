import type { Step } from '../plan/step.mts'
import type { Environment } from '../stack/environment.mts'
import type { Level } from './manifest.mts'
import { keepRuns } from './retention.mts'
import { runFacts, type FoundRun } from './run.mts'

/** What backing up looks at; `run` is what this one is called, `told` the run that the status file is about. */
export type BackupSeen = {
  readonly run: string
  readonly runs: readonly FoundRun[]
  readonly services: readonly string[] | undefined
  readonly level: Level
  readonly told: string | undefined
  readonly now: Date
}

/** First the run itself; once it is there, in the next round: its drill, what is copied elsewhere, what goes, and who is told. */
export const backupSteps = (environment: Environment, seen: BackupSeen): readonly Step[] => {
  const taken = seen.runs.find(({ run }) => run === seen.run)
  if (!taken) return [{ do: 'backup', act: 'take', id: 'take', after: [], environment, run: seen.run, services: seen.services, level: seen.level === 'full' ? 'full' : 'read', why: 'dumped inside the services, streamed, read again' }]
  if (seen.told === seen.run) return []
  const drill = seen.level === 'drill' && taken.is === 'ended' && !taken.manifest.archives.some(({ proofs }) => proofs.some(({ level }) => level === 'drill'))
  const drills: readonly Step[] = drill ? [{ do: 'backup', act: 'drill', id: 'drill', after: [], environment, run: seen.run, why: 'what was never restored is not proved' }] : []
  const removals = removalSteps(environment, seen, drills.map(({ id }) => id))
  return [...drills, ...removals, ...followSteps(environment, seen, [...drills, ...removals].map(({ id }) => id))]
}

/** What follows every run: what is verified is copied elsewhere, and who is to know is told. */
export const followSteps = (environment: Environment, { run, now }: Pick<BackupSeen, 'run' | 'now'>, after: readonly string[]): readonly Step[] => {
  const to = environment.backups.offsite.map((offsite) => offsite.to)
  const copies: readonly Step[] = to.length === 0 ? [] : [{ do: 'backup', act: 'copy', id: 'copy', after, environment, to, why: 'a disk does not survive itself' }]
  return [...copies, { do: 'backup', act: 'tell', id: 'tell', after: [...after, ...copies.map(({ id }) => id)], environment, run, startedAt: now.toISOString(), why: 'health, monitoring and people are to know what came of it', quiet: true }]
}

/** Runs that no rule keeps. */
export const removalSteps = (environment: Environment, { runs, now }: Pick<BackupSeen, 'runs' | 'now'>, after: readonly string[]): readonly Step[] =>
  keepRuns(runs.map(runFacts), environment.backups.keep, now).filter(({ keep }) => !keep)
    .map(({ run, why }): Step => ({ do: 'backup', act: 'remove', id: `remove ${run}`, after, environment, run, why, quiet: true }))
