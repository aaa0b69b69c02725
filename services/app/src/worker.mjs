// The worker: takes jobs from the queue in PostgreSQL and writes their results.
import { openDatabase } from './database.mjs'
import { startHttp } from './http.mjs'
import { listen } from './listen.mjs'
import { createLog } from './log.mjs'
import { createMetrics } from './metrics.mjs'
import { healthRoute, metricsRoute } from './probes.mjs'
import { startQueue } from './queue.mjs'
import { settingsOrExit } from './settings.mjs'
import { onStop } from './stop.mjs'

const settings = settingsOrExit(3001)
const log = createLog(settings.logLevel)
const metrics = createMetrics()
const database = openDatabase(settings.database, { max: 2, log })
const queue = startQueue({ database, metrics, log })
const jobs = listen(settings.database, { channel: 'jobs', onReady: queue.ring, onMessage: queue.ring, log })

const http = startHttp({
  port: settings.port,
  routes: [healthRoute('/health', database.health), metricsRoute(metrics)],
  metrics,
  log,
})

onStop(log, async () => {
  jobs.stop()
  await Promise.all([queue.stop(), http.stop()])
  await database.close()
})
