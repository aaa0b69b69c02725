import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { endVisit, newVisit, type Visit } from './visit.mts'

/** What a server does with requests, and with those that want another protocol. */
export type Handlers = {
  readonly request: (request: IncomingMessage, response: ServerResponse, visit: Visit) => void
  readonly isUpgrade?: (request: IncomingMessage) => boolean
  readonly upgrade?: (request: IncomingMessage, socket: Socket, head: Buffer, visit: Visit) => void
}

const limits = { keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 0, maxHeaderSize: 64 * 1024 }
const clientHasGone = 499

/** A server, with its connections and those among them that wait for an answer. */
export type Served = { readonly server: Server; readonly sockets: ReadonlySet<Socket>; readonly busy: ReadonlySet<Socket> }

/** A server that is not listening yet. */
export const serverOf = ({ request: onRequest, isUpgrade, upgrade }: Handlers): Served => {
  const busy = new Set<Socket>()
  const server = createServer({ ...limits, shouldUpgradeCallback: isUpgrade ?? (() => false) }, (request, response) => {
    const { socket } = request
    const visit = newVisit(request)
    busy.add(socket)
    response.once('close', () => {
      busy.delete(socket)
      endVisit(visit, response.headersSent ? response.statusCode : clientHasGone)
    })
    onRequest(request, response, visit)
  })
  if (upgrade) server.on('upgrade', (request, duplex, head) => {
    const socket = duplex as Socket
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head, newVisit(request))
  })
  return { server, busy, sockets: connectionsOf(server) }
}

const connectionsOf = (server: Server): ReadonlySet<Socket> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

/** Whether it runs, for those who ask on loopback. */
export const statusServer = (): Served => {
  const server = createServer((request, response) => {
    const isHealth = request.url === '/health'
    response.writeHead(isHealth ? 200 : 404, { 'Content-Type': 'text/plain' }).end(isHealth ? 'ok\n' : 'not found\n')
  })
  return { server, busy: new Set(), sockets: connectionsOf(server) }
}
