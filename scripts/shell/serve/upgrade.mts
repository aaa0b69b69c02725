import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createProxyServer } from 'httpxy'
import type { Passing } from '../../serve/route.mts'
import { address } from './pass.mts'
import { silenceOf, watch } from './upstream.mts'
import type { Visit } from './visit.mts'

type Endings = { readonly opened: () => void; /** Told the status when there is no websocket. */ readonly refuse: (status: number) => void }

/** Passes a websocket on. */
export const upgrade = (request: IncomingMessage, socket: Socket, head: Buffer, visit: Visit, passing: Passing, { opened, refuse }: Endings): void => {
  const proxy = createProxyServer()
  let failure = (): number => 502
  let isOpen = false
  proxy.once('proxyReqWs', (outgoing) => { failure = watch(outgoing, passing.isPatient, visit) })
  proxy.once('open', (upstream: Socket) => {
    isOpen = true
    visit.upstreamStatus = '101'
    opened()
    upstream.on('data', (chunk: Buffer) => { visit.bytes += chunk.length })
    upstream.setTimeout(silenceOf(passing.isPatient), () => upstream.destroy(new Error('silent for too long')))
  })
  const fail = () => { if (!isOpen && visit.upstreamStatus === '') refuse(failure()) }
  proxy.on('error', fail)
  const options = address(request, visit, passing)
  void proxy.ws(request, socket, options, head).catch(fail)
}
