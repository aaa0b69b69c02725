import { api, byId, element } from './page.js'

const PERIOD = 500

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const sentence = ({ id, n, state, result, worker }) =>
  state === 'done'
    ? `Job ${id}: primes below ${n.toLocaleString()} add up to ${result.toLocaleString()} (${worker})`
    : `Job ${id}: primes below ${n.toLocaleString()}, ${state}`

const follow = async (job, item) => {
  item.textContent = sentence(job)
  if (job.state === 'done') return
  await sleep(PERIOD)
  // The API may be away for a while; the job is not.
  await follow(await api(`/api/jobs/${job.id}`).catch(() => job), item)
}

/** Puts a job into the queue and shows it until it is done. */
export const submitJob = async (n) => {
  const job = await api('/api/jobs', { n })
  const item = element('li', '')
  byId('jobs').prepend(item)
  follow(job, item)
}
