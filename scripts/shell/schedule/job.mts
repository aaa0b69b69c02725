import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { jobWords, type JobName } from '../../schedule/jobs.mts'
import { afterRun } from '../../schedule/record.mts'
import { extension } from '../call.mts'
import { exits, isFailure } from '../failure.mts'
import { takeLock } from '../lock.mts'
import { everyLine } from '../processes.mts'
import { openJobLog, type JobLog } from './job-log.mts'
import { readRecord, recordsFolder, writeRecord } from './records.mts'

/** The environment whose jobs run, and how long to wait, in milliseconds, each time another command is at it. */
export type Place = { readonly stack: string; readonly environment: string; readonly pauses: readonly number[]; readonly signal: AbortSignal }

/** Runs a job as the clock does: logged, never twice at once; returns its exit code. Whether somebody else was at it or the machine went down, that is no alarm, and is not counted as a run. */
export const runJob = async (job: JobName, place: Place): Promise<number> => {
  const home = recordsFolder(place.stack, place.environment)
  const lock = await takeLock(join(home, `${job}.lock`), job).catch((error: unknown) => {
    if (isFailure(error) && error.exit === exits.busy) return undefined
    throw error
  })
  if (!lock) return exits.busy
  try {
    return await runAlone(job, place)
  } finally {
    await lock.release()
  }
}

const runAlone = async (job: JobName, place: Place): Promise<number> => {
  const { stack, environment, signal } = place
  const log = openJobLog(stack, environment, job)
  const startedAt = new Date().toISOString()
  const before = await readRecord(stack, environment, job) ?? { since: startedAt }
  log.say(`begins: ${jobWords[job].join(' ')} --env ${environment}`)
  const exit = await untilFree(job, place, log)
  const tail = log.tail()
  const kept = exit === exits.busy ? ': another command is at it' : signal.aborted && exit !== 0 ? ': stopped' : ''
  log.say(`ends with ${exit}${kept}`)
  const trouble = await log.close().catch((error: unknown) => error)
  if (kept === '') {
    const { record, isNews } = afterRun(before, { startedAt, endedAt: new Date().toISOString(), exit })
    if (isNews) process.stderr.write(`${job} of ${environment} in ${stack} ended with ${exit}\n${tail.join('\n')}\nAll of it: ${log.path}\n`)
    await writeRecord(stack, environment, job, record)
  }
  if (trouble) throw trouble
  return exit
}

/** Runs the command of a job, again and again while another one is at work in the environment. */
const untilFree = async (job: JobName, { stack, environment, pauses, signal }: Place, { say }: JobLog): Promise<number> => {
  const [name, ...words] = jobWords[job]
  const argv = [process.execPath, join(import.meta.dirname, '..', '..', `${name}${extension}`), '--stack', stack, '--env', environment, ...words]
  // systemd tells a unit of the system no HOME.
  const run = () => everyLine(argv, say, { cwd: stack, env: { ENV: undefined, NO_COLOR: '1', HOME: homedir() } })
  let exit = await run()
  for (const pause of pauses) {
    if (exit !== exits.busy || signal.aborted) break
    await sleep(pause, undefined, { signal }).catch(() => {})
    if (!signal.aborted) exit = await run()
  }
  return exit
}
