// A service to put behind the proxy: HTTP with websockets and server-sent events on 2030, gRPC on 50051.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { hostname } from 'node:os'

let asked = 0
/** What was asked of /held is answered when somebody has asked for /release. */
const { promise: released, resolve: release } = Promise.withResolvers()
/** What is answered to everything below /counted/, apart from how often it was asked. */
const saying = { plain: {}, private: { 'cache-control': 'private' }, cookie: { 'set-cookie': 'a=1' }, brief: { 'cache-control': 'max-age=1' }, large: { 'content-length': '10000000' } }

const http = createServer((request, response) => {
  if (request.url.startsWith('/events')) return sendEvents(response, request.url !== '/events/unsaid')
  if (request.url === '/slow') return
  if (request.url === '/held') return released.then(() => response.end())
  if (request.url === '/release') return response.end(release())
  if (request.url === '/broken') return request.socket.destroy()
  if (request.url === '/own-503') return response.writeHead(503, { 'content-type': 'text/plain' }).end('mine')
  if (request.url === '/missing') return response.writeHead(404).end('mine')
  if (request.url === '/elsewhere') return response.writeHead(301, { location: '/whole' }).end()
  if (request.url === '/boasting') return response.writeHead(200, { server: 'mine', 'x-powered-by': 'mine', 'x-frame-options': 'ALLOWALL', 'content-security-policy': 'mine', 'access-control-allow-origin': '*', 'strict-transport-security': 'mine' }).end()
  const counted = /^\/(?:counted|cdn)\/(\w+)/.exec(request.url)?.[1]
  if (counted) return response.writeHead(200, saying[counted]).end(counted === 'large' ? Buffer.alloc(10_000_000) : String(++asked))
  if (request.url === '/environment') return response.end(JSON.stringify(process.env))
  if (request.url === '/secret') return response.end(readFileSync('/run/secrets/plain'))
  if (request.url === '/arguments') return response.end(JSON.stringify(process.argv.slice(2)))
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ host: hostname(), method: request.method, url: request.url, headers: request.headers }))
})

const sendEvents = (response, isSaid) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...isSaid ? { 'x-accel-buffering': 'no' } : {} })
  response.write('data: first\n\n')
  setTimeout(() => response.end('data: second\n\n'), 1500)
}

http.on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
  socket.on('data', (bytes) => socket.write(bytes)).on('error', () => {})
})

const grpc = createHttp2Server()
grpc.on('stream', (stream, headers) => {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', path: headers[':path'], te: String(headers.te) }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.pipe(stream)
})

http.listen(2030)
grpc.listen(50051)
// Requests under way are finished before it ends.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => http.close(() => process.exit(0)))
