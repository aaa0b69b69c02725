import { createServer } from 'node:http'
import { failed, json } from './reply.mjs'
import { createFinder } from './routes.mjs'

const GRACE = 4000

const answer = async (route, request, log) => {
  try {
    const reply = await route.answer({ request, id: route.id })
    return 'json' in reply ? json(reply.status ?? 200, reply.json, reply.headers) : reply
  } catch (error) {
    return failed(error, log)
  }
}

const send = (response, reply, stream) => {
  response.statusCode = reply.status
  response.setHeaders(new Map(Object.entries(reply.headers)))
  if (stream) stream(response)
  else response.end(reply.body)
}

// Streams are left out of the duration: how long somebody watches is not how long an answer takes.
const createRecorder = (metrics, log) => {
  const total = metrics.counter('http_requests_total', 'Requests answered')
  const duration = metrics.histogram('http_request_duration_seconds', 'Time to answer a request, streams excepted')
  return ({ request, path, route, status, seconds, stream }) => {
    const { method } = request
    total.add({ method, route: route.path, status })
    if (!stream) duration.observe(seconds, { method, route: route.path })
    const fields = { method, path, status, ms: Math.round(seconds * 1000), request: request.headers['x-request-id'] }
    log[route.quiet ? 'debug' : 'info']('request', fields)
  }
}

const createHandler = ({ find, record, log, isStopping }) => async (request, response) => {
  const started = performance.now()
  const path = request.url.split('?')[0]
  const route = find(request.method, path)
  const reply = await answer(route, request, log)
  const stream = request.method === 'HEAD' ? undefined : reply.stream
  const done = () => {
    // 499 is nginx's word for a client that went away.
    const status = stream || response.writableFinished ? reply.status : 499
    record({ request, path, route, status, seconds: (performance.now() - started) / 1000, stream })
  }
  if (response.destroyed) return done()
  response.once('close', done)
  if (stream || isStopping()) response.setHeader('connection', 'close')
  send(response, reply, stream)
}

/** Serves routes, counts and logs requests; `stop` lets those in flight finish. */
export const startHttp = ({ port, routes, metrics, log }) => {
  let isStopping = false
  const record = createRecorder(metrics, log)
  const handler = createHandler({ find: createFinder(routes), record, log, isStopping: () => isStopping })
  // Longer than nginx keeps an idle connection, so that it never writes into one that is closing.
  const server = createServer({ requestTimeout: 10000, keepAliveTimeout: 65000 }, handler)
  server.on('error', (error) => {
    log.error('cannot listen', { port, reason: error.message })
    process.exit(1)
  })
  server.listen(port, '0.0.0.0', () => log.info('serving', { port }))

  const cut = () => {
    log.warn('requests still in flight are cut')
    server.closeAllConnections()
  }
  const stop = () => {
    isStopping = true
    setTimeout(cut, GRACE).unref()
    return new Promise((resolve) => server.close(resolve))
  }
  return { stop }
}
