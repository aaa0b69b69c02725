import { api, byId } from './page.js'

const PERIOD = 5000

/** Shows one part of the header, in the colour of its state. */
export const show = (part, text, isGood) => {
  const place = byId('health').querySelector(`[data-part="${part}"]`)
  place.textContent = text
  place.dataset.state = isGood ? 'good' : 'bad'
}

// An unhealthy API answers 503 with the same body, so this is no error here.
const readHealth = async () => {
  const response = await fetch('/api/health', { signal: AbortSignal.timeout(4000) })
  return response.json()
}

const refresh = async () => {
  const state = await readHealth().catch(() => ({ status: 'unreachable', database: 'unknown', redis: 'unknown' }))
  show('status', state.status, state.status === 'ok')
  show('database', state.database, state.database === 'up')
  show('redis', state.redis, state.redis === 'up')
  const { hostname } = await api('/api/whoami').catch(() => ({ hostname: 'nobody' }))
  byId('health').querySelector('[data-part="hostname"]').textContent = hostname
}

/** Keeps the header up to date, also while the stack is down. */
export const followHealth = async () => {
  await refresh()
  setTimeout(followHealth, PERIOD)
}
