import { isMissed, jobNames } from '../../schedule/jobs.mts'
import { lastTime, readFields } from '../../schedule/when.mts'
import { runJob, type Place } from './job.mts'
import { readRecord, writeRecord } from './records.mts'

/** Runs what should have run while the machine was off: each word is a job with its time, as `backup=17 4 * * *`. */
export const catchUp = async (words: readonly string[], place: Place): Promise<number> => {
  let worst = 0
  for (const word of words) {
    const [name = '', fields = ''] = word.split('=')
    const [job, when] = [jobNames.find((each) => each === name), readFields(fields)]
    if (!job || !when) throw new TypeError(`no job with its time: ${word}`)
    const now = new Date()
    const record = await readRecord(place.stack, place.environment, job)
    if (!record) await writeRecord(place.stack, place.environment, job, { since: now.toISOString() })
    const ranAt = record?.startedAt === undefined ? undefined : Date.parse(record.startedAt)
    if (isMissed(lastTime(when, now), ranAt, Date.parse(record?.since ?? now.toISOString()), now.getTime())) worst = await runJob(job, place) || worst
    if (place.signal.aborted) break
  }
  return worst
}
