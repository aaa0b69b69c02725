import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { rawAnswer } from '../../serve/answer.mts'
import { ownHeaders } from '../../serve/headers.mts'
import type { ProxyConfig, TlsConfig } from '../../targets/serve-config.mts'
import { refuse } from './answer.mts'
import { connectionsOf, nameOf, type Connections } from './connections.mts'
import { endVisit, newId, newVisit, type Visit } from './visit.mts'

/** A connection that is to speak another protocol, and an ordinary answer for it all the same. */
export type Upgrading = { readonly socket: Socket; readonly head: Buffer; readonly response: ServerResponse }

/** What a server does with requests, and with those that want another protocol. */
export type Handlers = {
  readonly request: (request: IncomingMessage, response: ServerResponse, visit: Visit) => void
  readonly isUpgrade?: (request: IncomingMessage) => boolean
  readonly upgrade?: (request: IncomingMessage, upgrading: Upgrading, visit: Visit) => void
}

/** Whom a server believes, and what it says with every answer. */
export type Manners = Pick<ProxyConfig, 'trust' | 'headers'>

const limits = { keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 0, maxHeaderSize: 64 * 1024, requireHostHeader: false }
const clientHasGone = 499

/** A server, with its connections and those among them that wait for an answer. */
export type Served = { readonly server: Server } & Connections

/** A server that is not listening yet; over TLS when it is given a pair. */
export const serverOf = async (handlers: Handlers, manners: Manners, tls?: TlsConfig): Promise<Served> => {
  const options = { ...limits, shouldUpgradeCallback: handlers.isUpgrade ?? (() => false) }
  const server = tls ? await (await import('./secure.mts')).secureServer(tls, options) : createServer(options)
  const connections = connectionsOf(server)
  const answer = answering(handlers, manners, connections)
  server.on('request', answer).on('checkExpectation', answer)
  if (handlers.upgrade) server.on('upgrade', upgrading(handlers.upgrade, manners))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable || connections.busy.has(nameOf(socket))) return socket.destroy()
    socket.end(rawAnswer(misread[error.code ?? ''] ?? 400, ownHeaders(manners.headers, tls !== undefined), newId()))
  })
  return { server, ...connections }
}

const answering = ({ request: onRequest }: Handlers, manners: Manners, { busy }: Connections) => (request: IncomingMessage, response: ServerResponse): void => {
  const visit = newVisit(request, manners.trust)
  const connection = nameOf(request.socket)
  busy.add(connection)
  response.once('close', () => {
    busy.delete(connection)
    endVisit(visit, response.headersSent ? response.statusCode : clientHasGone)
  })
  greet(response, visit, manners)
  if (isNameless(request)) refuse(response, visit, 400)
  else onRequest(request, response, visit)
}

const upgrading = (upgrade: NonNullable<Handlers['upgrade']>, manners: Manners) => (request: IncomingMessage, socket: Socket, head: Buffer): void => {
  socket.on('error', () => socket.destroy())
  const visit = newVisit(request, manners.trust)
  const response = responseOn(socket, request)
  greet(response, visit, manners)
  upgrade(request, { socket, head, response }, visit)
}

const greet = (response: ServerResponse, { isSecure }: Visit, { headers }: Manners): void => {
  for (const [name, value] of ownHeaders(headers, isSecure)) response.setHeader(name, value)
}

/** Node would answer it alone, without our headers. */
const isNameless = ({ headers, httpVersion }: IncomingMessage): boolean => headers.host === undefined && httpVersion === '1.1'

const misread: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** An ordinary answer on a connection that was to be upgraded; it is the last one there. */
const responseOn = (socket: Socket, request: IncomingMessage): ServerResponse => {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  return response.once('finish', () => socket.end())
}

/** Whether it runs, for those who ask on loopback. */
export const statusServer = (): Served => {
  const server = createServer((request, response) => {
    const isHealth = request.url === '/health'
    response.writeHead(isHealth ? 200 : 404, { 'Content-Type': 'text/plain' }).end(isHealth ? 'ok\n' : 'not found\n')
  })
  return { server, ...connectionsOf(server) }
}
