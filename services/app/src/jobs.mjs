import { readObject } from './body.mjs'
import { parseId } from './id.mjs'

const COLUMNS = 'id, n, state, result, worker, created_at as "createdAt", done_at as "doneAt"'
const SMALLEST = 2
const LARGEST = 10_000_000

// A bigint arrives as text; sums of primes below 10 million are exact numbers.
const shown = (job) => ({ ...job, result: job.result === null ? null : Number(job.result) })

const add = async (request, database) => {
  const { n } = await readObject(request)
  if (!Number.isInteger(n) || n < SMALLEST || n > LARGEST) {
    return { status: 400, json: { error: `n: a whole number from ${SMALLEST} to ${LARGEST} is needed` } }
  }
  const [job] = await database.query(`insert into jobs (n) values ($1) returning ${COLUMNS}`, [n])
  return { status: 202, json: shown(job), headers: { location: `/api/jobs/${job.id}` } }
}

const one = async (id, database) => {
  const [job] = await database.query(`select ${COLUMNS} from jobs where id = $1`, [parseId(id)])
  return job ? { json: shown(job) } : { status: 404, json: { error: 'no such job' } }
}

/** The routes of jobs: put into the queue here, processed by the worker. */
export const jobRoutes = (database) => [
  { method: 'POST', path: '/api/jobs', answer: ({ request }) => add(request, database) },
  { method: 'GET', path: '/api/jobs/:id', answer: ({ id }) => one(id, database) },
]
