import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createProxyServer } from 'httpxy'
import { ownHeaders, staysBehind } from '../../serve/headers.mts'
import type { Passing } from '../../serve/route.mts'
import type { ProxyConfig } from '../../targets/serve-config.mts'
import { refuse } from './answer.mts'
import { address } from './pass.mts'
import type { Upgrading } from './server.mts'
import { silenceOf, watch } from './upstream.mts'
import type { Visit } from './visit.mts'

/** Passes a websocket on; `opened` is told when there is one. */
export const upgrade = (request: IncomingMessage, { socket, head, response }: Upgrading, visit: Visit, passing: Passing, { headers: own }: ProxyConfig, opened: () => void): void => {
  const proxy = createProxyServer()
  let failure = (): number => 502
  let isOpen = false
  const tidy = ({ headers }: IncomingMessage) => {
    for (const name of Object.keys(headers)) if (name !== 'connection' && staysBehind(name, own)) delete headers[name]
    Object.assign(headers, Object.fromEntries(ownHeaders(own, visit.isSecure)))
  }
  proxy.once('proxyReqWs', (outgoing) => {
    failure = watch(outgoing, passing.isPatient, visit)
    outgoing.once('upgrade', tidy).once('response', tidy)
  })
  proxy.once('open', (upstream: Socket) => {
    isOpen = true
    visit.upstreamStatus = '101'
    opened()
    upstream.on('data', (chunk: Buffer) => { visit.bytes += chunk.length })
    upstream.setTimeout(silenceOf(passing.isPatient), () => upstream.destroy(new Error('silent for too long')))
  })
  const fail = () => { if (!isOpen && visit.upstreamStatus === '') refuse(response, visit, failure()) }
  proxy.on('error', fail)
  const options = address(request, visit, passing)
  void proxy.ws(request, socket, options, head).catch(fail)
}
