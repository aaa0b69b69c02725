import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'

const answers: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/broken': ({ socket }) => socket?.destroy(),
  '/own-503': (response) => response.writeHead(503, { 'content-type': 'text/plain', 'x-accel-buffering': 'no', server: 'mine' }).end('mine'),
  '/cut': (response) => { response.writeHead(200, { 'content-length': '10' }).write('12345'); setTimeout(() => response.socket?.destroy(), 50) },
  '/cookies': (response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(),
  '/mine': (response) => response.writeHead(200, { server: 'mine', 'x-powered-by': 'mine', 'x-frame-options': 'mine', 'content-security-policy': 'mine', 'strict-transport-security': 'mine', 'x-own': 'kept' }).end('mine'),
  '/said': (response) => response.writeHead(200, { 'cache-control': 'private' }).end('mine'),
  '/missing': (response) => response.writeHead(404).end('mine'),
  '/none': (response) => response.writeHead(204).end(),
  '/events': (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }).write('data: first\n\n')
    setTimeout(() => response.end('data: second\n\n'), 400)
  },
  '/endless': (response) => response.write('begun'),
  '/long': (response) => setTimeout(() => response.end('done'), 700),
}

const echo = (request: IncomingMessage, response: ServerResponse): void => {
  let length = 0
  request.on('data', (chunk: Buffer) => { length += chunk.length }).on('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ method: request.method, url: request.url, length, headers: request.headers }))
  })
}

/** A service to stand behind a proxy: says what it was asked, streams events, echoes websockets, and misbehaves where it is told to. */
export const startService = async (port = 0) => {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? '']
    if (answer) answer(response)
    else echo(request, response)
  })
  server.on('upgrade', ({ url }, socket) => {
    if (url === '/live/no') return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Powered-By: mine\r\n\r\nno')
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Powered-By: mine\r\nX-Frame-Options: mine\r\n\r\n')
    socket.on('data', (bytes) => socket.write(bytes)).on('error', () => {}).on('end', () => socket.end())
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => { server.closeAllConnections(); server.close(); await once(server, 'close') },
  }
}

/** A gRPC service that sends back what it is sent, with trailers. */
export const startGrpc = async () => {
  const server = createHttp2Server()
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', path: headers[':path'] }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.pipe(stream)
  })
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session) => sessions.add(session))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { port: (server.address() as AddressInfo).port, stop: () => { for (const session of sessions) session.destroy(); server.close() } }
}

/** Gives a service to a test and stops it afterwards. */
export const withService = async (act: (service: Awaited<ReturnType<typeof startService>>) => Promise<void>): Promise<void> => {
  const service = await startService()
  await act(service).finally(service.stop)
}

/** Ports that nobody listens on at this moment. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createTcpServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server
  }))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(async (server) => { server.close(); await once(server, 'close') }))
  return ports
}
