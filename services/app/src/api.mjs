// The HTTP API: notes, jobs, live events, health and metrics.
import { hostname } from 'node:os'
import { openCache } from './cache.mjs'
import { openDatabase } from './database.mjs'
import { createEvents } from './events.mjs'
import { startHttp } from './http.mjs'
import { jobRoutes } from './jobs.mjs'
import { listen } from './listen.mjs'
import { createLog } from './log.mjs'
import { createMetrics } from './metrics.mjs'
import { noteRoutes } from './notes.mjs'
import { healthRoute, metricsRoute } from './probes.mjs'
import { settingsOrExit } from './settings.mjs'
import { onStop } from './stop.mjs'

const settings = settingsOrExit(3000)
const log = createLog(settings.logLevel)
const metrics = createMetrics()
const database = openDatabase(settings.database, { max: 10, log })
const cache = openCache(settings.cache, log)
const events = createEvents()
metrics.gauge('event_streams', 'Open event streams', events.count)

const health = async () => {
  const [state, isCacheUp] = await Promise.all([database.health(), cache.isUp()])
  return { ...state, redis: isCacheUp ? 'up' : 'down' }
}

// For the page: the reason may name addresses that are nobody's business outside.
const publicHealth = async () => {
  const { reason, ...state } = await health()
  return state
}

const http = startHttp({
  port: settings.port,
  metrics,
  log,
  routes: [
    ...noteRoutes({ database, cache, metrics }),
    ...jobRoutes(database),
    events.route,
    { method: 'GET', path: '/api/whoami', answer: () => ({ json: { hostname: hostname() } }) },
    healthRoute('/api/health', publicHealth),
    healthRoute('/health', health),
    metricsRoute(metrics),
  ],
})
const notes = listen(settings.database, { channel: 'notes', onReady: events.hello, onMessage: events.note, log })

onStop(log, async () => {
  notes.stop()
  events.end()
  await http.stop()
  cache.close()
  await database.close()
})
