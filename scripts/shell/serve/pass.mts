import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http'
import { addAbortSignal, Transform } from 'node:stream'
import { createProxyServer } from 'httpxy'
import { keptFor } from '../../serve/cache.mts'
import { passedHeaders, staysBehind } from '../../serve/headers.mts'
import type { Passing } from '../../serve/route.mts'
import type { ProxyConfig } from '../../targets/serve-config.mts'
import { refuse } from './answer.mts'
import { noteUpstream, watch } from './upstream.mts'
import type { Visit } from './visit.mts'

/** Where a request goes and what it says there. A connection of its own each time: one that a restarted service has closed is never used again. */
export const address = (request: IncomingMessage, visit: Visit, { route: { to }, target, prefix, isWebsocket }: Passing) => {
  request.url = target
  request.headers = passedHeaders(request.headers, { id: visit.request, client: visit.client, isSecure: visit.isSecure, prefix, isWebsocket }) as IncomingMessage['headers']
  noteUpstream(visit, to)
  return { target: { protocol: 'http:', host: to.host, port: to.port }, agent: false } as const
}

/** Passes a request on to its service and the answer back, both as they come. */
export const pass = (request: IncomingMessage, response: ServerResponse, visit: Visit, passing: Passing, { bodyLimit, headers: own }: ProxyConfig): void => {
  const proxy = createProxyServer()
  const { headers: asked } = request
  let failure = (): number => 502
  proxy.once('proxyReq', (outgoing) => { failure = watch(outgoing, passing.isPatient, visit) })
  proxy.once('proxyRes', (answer) => {
    const { cache } = passing.route
    const kept = cache && keptFor(cache, { method: visit.method, asked, status: answer.statusCode ?? 0, answered: answer.headers })
    for (const name of Object.keys(answer.headers)) if (staysBehind(name, { ...own, ...cache?.headers })) delete answer.headers[name]
    for (const [name, value] of Object.entries<OutgoingHttpHeader>({ ...cache?.headers, ...kept === undefined ? {} : { 'Cache-Control': kept } })) response.setHeader(name, value)
    answer.headers.connection = response.shouldKeepAlive ? 'keep-alive' : 'close'
    answer.on('data', (chunk: Buffer) => { visit.bytes += chunk.length })
  })
  const fail = () => refuse(response, visit, failure())
  proxy.on('error', fail)
  const options = address(request, visit, passing)
  if (bodyLimit === 0 || request.headers['transfer-encoding'] === undefined) return void proxy.web(request, response, options).catch(fail)
  const tooLarge = new AbortController()
  proxy.once('proxyReq', (outgoing) => addAbortSignal(tooLarge.signal, outgoing))
  const buffer = limited(request, bodyLimit, () => { refuse(response, visit, 413); tooLarge.abort() })
  void proxy.web(request, response, { ...options, buffer }).catch(fail)
}

/** A body of unknown length, up to a limit; what comes after it is read and dropped. */
const limited = (request: IncomingMessage, limit: number, tooLarge: () => void): Transform => {
  let length = 0
  return request.pipe(new Transform({
    transform: (chunk: Buffer, _, done) => {
      length += chunk.length
      if (length <= limit) return done(null, chunk)
      tooLarge()
      done()
    },
  }))
}
