import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBell } from './bell.mjs'
import { sumOfPrimesBelow } from './primes.mjs'

const POLL = 5000
const DELAYS = [500, 1000, 2000, 5000, 10000]
const GRACE = 4000

const TAKE = "select id, n from jobs where state = 'queued' order by id limit 1 for update skip locked"
const FINISH = "update jobs set state = 'done', result = $2, worker = $3, done_at = clock_timestamp() where id = $1"

// Taken, computed and finished in one transaction: a worker that dies gives its job back.
const processOne = async (client) => {
  const [job] = (await client.query(TAKE)).rows
  if (!job) return undefined
  await client.query(FINISH, [job.id, sumOfPrimesBelow(job.n), hostname()])
  return job
}

/** Processes queued jobs until stopped; `ring` looks at the queue now instead of at the next poll. */
export const startQueue = ({ database, metrics, log }) => {
  const done = metrics.counter('jobs_done_total', 'Jobs processed')
  const duration = metrics.histogram('job_duration_seconds', 'Time to take, process and finish a job')
  const bell = createBell()
  let failures = 0
  let stopping = false

  const turn = async () => {
    const started = performance.now()
    const job = await database.transaction(processOne)
    failures = 0
    if (!job) return bell.wait(POLL)
    const seconds = (performance.now() - started) / 1000
    done.add()
    duration.observe(seconds)
    log.info('job done', { job: job.id, n: job.n, ms: Math.round(seconds * 1000) })
  }

  const retreat = (error) => {
    if (failures === 0) log.warn('cannot take jobs', { reason: error.message || error.code })
    return bell.wait(DELAYS[Math.min(failures++, DELAYS.length - 1)])
  }

  const run = async () => {
    while (!stopping) await turn().catch(retreat)
  }

  const running = run()
  const stop = () => {
    stopping = true
    bell.ring()
    // Cut off by a silent database, a job is not lost: its transaction never commits.
    return Promise.race([running, sleep(GRACE)])
  }
  return { ring: bell.ring, stop }
}
