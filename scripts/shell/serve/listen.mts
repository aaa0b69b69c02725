import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { nameOf } from './connections.mts'
import type { Served } from './server.mts'

/** How long requests that are under way may take when the server is to end. */
const draining = 5_000

/** Why an address could not be listened on. */
const refusals: Readonly<Record<string, (address: string) => string>> = {
  EADDRINUSE: (address) => `${address} is taken: end what listens there, or choose another port`,
  EACCES: (address) => `${address} needs rights this user does not have: choose a port above 1023`,
  EADDRNOTAVAIL: (address) => `${address} is no address of this machine`,
}

/** Listens, or says why that cannot be. */
export const listen = async (server: Server, host: string, port: number): Promise<void> => {
  server.listen(port, host === '' ? undefined : host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Error(refusals[error.code ?? '']?.(`${host.includes(':') ? `[${host}]` : host || '*'}:${port}`) ?? error.message)
  })
}

/** Takes no new requests, ends websockets and what is idle, and lets requests under way come to their end, for a while. */
export const drain = async ({ server, sockets, busy }: Served): Promise<void> => {
  if (!server.listening) return
  const closed = once(server, 'close')
  const sweep = () => { for (const socket of sockets) if (!busy.has(nameOf(socket))) socket.destroy() }
  server.close()
  sweep()
  const sweeping = setInterval(sweep, 50)
  await Promise.race([closed, after(draining)])
  clearInterval(sweeping)
}
