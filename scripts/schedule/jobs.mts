import { createHash } from 'node:crypto'
import { keepers } from '../backup/keepers.mts'
import type { Environment } from '../stack/environment.mts'
import type { When } from './when.mts'

/** What can be done by the clock, with the words of its command. */
export const jobWords = {
  backup: ['backup'],
  drill: ['backup', '--verify', 'drill'],
  certificate: ['ssl-setup', '--renew'],
  health: ['health'],
  images: ['build', '--update', '--dry-run'],
  scan: ['build', '--scan'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type JobName = keyof typeof jobWords

/** Names of all jobs. */
export const jobNames = Object.keys(jobWords) as readonly JobName[]

/** A job of an environment. */
export type Job = { readonly name: JobName; readonly when: When; readonly why: string }

const hour = 3_600_000

/** A number that belongs to a stack for good: stacks on one machine, and machines on one network, do not all begin at the same minute. */
const minuteOf = (project: string): number => createHash('sha256').update(project).digest().readUInt32BE() % 60

/** Hours between two backups so that each is done an hour before the limit; whole parts of a day. */
export const backupPace = (rpo: number): number => [24, 12, 8, 6, 4, 3, 2].find((hours) => (hours + 1) * hour <= rpo) ?? 1

/**
 * The jobs of an environment. Those of the night lie between 04:00 and 06:00: no zone changes its clock then, so none is
 * left out and none runs twice.
 */
export const jobsOf = (environment: Environment): readonly Job[] => {
  const { backups, tls, workloads, project } = environment
  const minute = minuteOf(project)
  const at = (hours: readonly number[], offset: number, weekday?: number): When => ({ minutes: [(minute + offset) % 60], hours, ...weekday === undefined ? {} : { weekday } })
  const kept = keepers(environment)
  const pace = backupPace(Math.min(...kept.map(({ rpo }) => rpo)))
  const jobs: readonly (Job | false)[] = [
    kept.length > 0 && { name: 'backup', when: at(everyHours(pace), 0), why: `${kept.map(({ service }) => service).join(', ')} ${kept.length === 1 ? 'keeps' : 'keep'} data` },
    kept.length > 0 && backups.drill !== undefined && { name: 'drill', when: at([5], 0, backups.drill < 48 * hour ? undefined : 0), why: 'a backup is worth what was restored from it' },
    tls !== undefined && { name: 'certificate', when: at([5, 17], 20), why: 'renewed when it is due' },
    { name: 'health', when: { minutes: [0, 15, 30, 45].map((quarter) => quarter + minute % 15), hours: 'every' }, why: 'says what is wrong' },
    workloads.some(({ build }) => build !== undefined) && { name: 'images', when: at([4], 30, 6), why: 'says which base images have moved' },
    workloads.some(({ build }) => build !== undefined) && { name: 'scan', when: at([5], 40, 6), why: 'known vulnerabilities in what is built' },
  ]
  return jobs.filter((job) => job !== false)
}

const everyHours = (pace: number): readonly number[] => Array.from({ length: 24 / pace }, (_, turn) => (4 + turn * pace) % 24).toSorted((a, b) => a - b)

/** How long after its time a job counts as missed, in milliseconds: until then its own line may still be about to start it. */
const lateness = 10 * 60_000

/** Whether the last run of a job was before the last time it should have run; `since` stands for a job that has never run. */
export const isMissed = (due: Date | undefined, ranAt: number | undefined, since: number, now: number): boolean =>
  due !== undefined && now - due.getTime() >= lateness && Math.max(ranAt ?? 0, since) < due.getTime()
