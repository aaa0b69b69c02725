import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Connections of a server, and the names of those that wait for an answer. */
export type Connections = { readonly sockets: ReadonlySet<Socket>; readonly busy: Set<string> }

/** What a connection is called, with TLS and below it. */
export const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

/** The connections that a server has at any time. */
export const connectionsOf = (server: Server): Connections => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return { sockets, busy: new Set() }
}
