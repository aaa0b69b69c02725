import { join } from 'node:path'
import { jobNames, type JobName } from '../../schedule/jobs.mts'
import type { JobRecord, JobRecords } from '../../schedule/record.mts'
import { homeFolder } from '../../stack/home.mts'
import { readText } from '../files.mts'
import { writeAtomically } from '../write.mts'

/** Where jobs remember when they ran: a file for each, because several may run at once. */
export const recordsFolder = (stackFolder: string, environment: string): string => join(stackFolder, homeFolder(environment), 'schedule')

const isRecord = (value: unknown): value is JobRecord => typeof value === 'object' && value !== null && 'since' in value && typeof value.since === 'string'

/** What is known of a job's last run; nothing where the file is missing or damaged: then the job begins anew. */
export const readRecord = async (stackFolder: string, environment: string, job: JobName): Promise<JobRecord | undefined> => {
  const text = await readText(join(recordsFolder(stackFolder, environment), `${job}.json`))
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The same of every job. */
export const readRecords = async (stackFolder: string, environment: string): Promise<JobRecords> => {
  const all = await Promise.all(jobNames.map(async (job) => [job, await readRecord(stackFolder, environment, job)] as const))
  return Object.fromEntries(all.filter(([, record]) => record !== undefined))
}

/** Remembers a run. */
export const writeRecord = async (stackFolder: string, environment: string, job: JobName, record: JobRecord): Promise<void> => {
  await writeAtomically(join(recordsFolder(stackFolder, environment), `${job}.json`), `${JSON.stringify(record)}\n`, 0o600)
}
