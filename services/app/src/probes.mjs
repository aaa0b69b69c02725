/** A route for health checks: 503 as soon as the database is not up. */
export const healthRoute = (path, read) => ({
  method: 'GET',
  path,
  quiet: true,
  answer: async () => {
    const state = await read()
    const isHealthy = state.database === 'up'
    return { status: isHealthy ? 200 : 503, json: { status: isHealthy ? 'ok' : 'unavailable', ...state } }
  },
})

/** The route that shows the measurements to Prometheus. */
export const metricsRoute = (metrics) => ({
  method: 'GET',
  path: '/metrics',
  quiet: true,
  answer: () => ({
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: metrics.text(),
  }),
})
