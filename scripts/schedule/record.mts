import type { JobName } from './jobs.mts'

/** What the last run of a job came to; times are ISO in UTC. `since` is when gantry first heard of the job, `failing` when it began to fail. */
export type JobRecord = {
  readonly since: string
  readonly startedAt?: string
  readonly endedAt?: string
  readonly exit?: number
  readonly failing?: string
  readonly toldAt?: string
}

export type JobRecords = Readonly<Partial<Record<JobName, JobRecord>>>

/** The record after a run, and whether anybody is to be told: when it begins to fail, and once a day while it goes on. */
export const afterRun = (before: JobRecord, { startedAt, endedAt, exit }: { readonly startedAt: string; readonly endedAt: string; readonly exit: number }): { readonly record: JobRecord; readonly isNews: boolean } => {
  const run = { since: before.since, startedAt, endedAt, exit }
  if (exit === 0) return { record: run, isNews: false }
  const isNews = before.toldAt === undefined || before.failing === undefined || Date.parse(endedAt) - Date.parse(before.toldAt) > day
  return { record: { ...run, failing: before.failing ?? startedAt, toldAt: isNews ? endedAt : before.toldAt ?? endedAt }, isNews }
}

const day = 86_400_000
