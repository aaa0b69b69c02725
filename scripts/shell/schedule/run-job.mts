import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { jobNames } from '../../schedule/jobs.mts'
import { isStarted } from '../call.mts'
import { exits, fail, failed, isFailure } from '../failure.mts'
import { exitOf, listenForSignals } from '../interruption.mts'
import { catchUp } from './catch-up.mts'
import { runJob, type Place } from './job.mts'

// Half an hour: a backup may be under way.
const pauses = Array.from({ length: 10 }, () => 180_000)

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
