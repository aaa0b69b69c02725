import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isMissed, jobNames, jobWords, type JobName } from '../../schedule/jobs.mts'
import { afterRun } from '../../schedule/record.mts'
import { lastTime, readFields } from '../../schedule/when.mts'
import { extension, isStarted } from '../call.mts'
import { exits, fail, failed, isFailure } from '../failure.mts'
import { exitOf, listenForSignals } from '../interruption.mts'
import { takeLock } from '../lock.mts'
import { logPaths, logWriter } from '../log-writer.mts'
import { everyLine } from '../processes.mts'
import { readRecord, recordsFolder, writeRecord } from './records.mts'

/** The environment whose jobs run, and how long to wait, in milliseconds, each time another command is at it. */
export type Place = { readonly stack: string; readonly environment: string; readonly pauses: readonly number[]; readonly signal: AbortSignal }

// Half an hour: a backup may be under way.
const pauses = Array.from({ length: 10 }, () => 180_000)

/** The last lines of a run, for whoever is told that it failed. */
const told = 20

/** Runs a job as the clock does: logged, never twice at once; returns its exit code. Somebody else being at it is no alarm, and is not counted as a run. */
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

const runAlone = async (job: JobName, { stack, environment, pauses: waits, signal }: Place): Promise<number> => {
  const folder = join(stack, '.gantry', environment, 'logs')
  const log = logWriter(folder, job)
  const tail: string[] = []
  let writing = Promise.resolve()
  const say = (line: string): void => {
    tail.push(line)
    if (tail.length > told) tail.shift()
    writing = writing.then(() => log.append(Buffer.from(`${new Date().toISOString()} ${line}\n`)))
    // Told at the end, when all is written or not.
    writing.catch(() => {})
  }
  const startedAt = new Date().toISOString()
  const before = await readRecord(stack, environment, job) ?? { since: startedAt }
  const argv = [process.execPath, join(import.meta.dirname, '..', '..', `${jobWords[job][0]}${extension}`), '--stack', stack, '--env', environment, ...jobWords[job].slice(1)]
  say(`begins: ${jobWords[job].join(' ')} --env ${environment}`)
  const run = () => everyLine(argv, say, { cwd: stack, env: { ENV: undefined, NO_COLOR: '1' } })
  let exit = await run()
  for (const pause of waits) {
    if (exit !== exits.busy || signal.aborted) break
    await sleep(pause, undefined, { signal }).catch(() => {})
    if (!signal.aborted) exit = await run()
  }
  say(`ends with ${exit}${exit === exits.busy ? ': another command is at it' : ''}`)
  const trouble = await writing.then(() => log.close()).then(() => undefined, (error: unknown) => error)
  if (exit !== exits.busy) {
    const { record, isNews } = afterRun(before, { startedAt, endedAt: new Date().toISOString(), exit })
    if (isNews) process.stderr.write(`${job} of ${environment} in ${stack} ended with ${exit}\n${tail.slice(0, -1).join('\n')}\nAll of it: ${logPaths(folder, job)[0]}\n`)
    await writeRecord(stack, environment, job, record)
  }
  if (trouble) throw trouble
  return exit
}

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

const main = async (): Promise<number> => {
  process.umask(0o022)
  const { signal, interrupted, end } = listenForSignals()
  const { values: { stack = '', env = '' }, positionals: [job = '', ...more] } = parseArgs({ args: process.argv.slice(2), allowPositionals: true, options: { stack: { type: 'string' }, env: { type: 'string' } } })
  const place: Place = { stack, environment: env, pauses, signal }
  const known = jobNames.find((name) => name === job)
  if (!existsSync(join(stack, 'stack.yaml'))) fail(failed(`${stack} has no stack.yaml any more`, `its jobs are still installed: take their lines out with \`crontab -e\`, or the units gantry-* out of systemd`))
  if (stack === '' || env === '' || !known && job !== 'catch-up') throw new TypeError(`run-job does not know ${job}: install the lines anew with schedule --install`)
  const code = await (known ? runJob(known, place) : catchUp(more, place))
  if (signal.aborted) return exitOf[await interrupted]
  end()
  return code
}

if (isStarted(import.meta)) {
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isFailure(error) && error.hint ? `  ${error.hint}\n` : ''}`)
    return isFailure(error) ? error.exit : exits.failed
  })
}
