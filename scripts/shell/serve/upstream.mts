import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { statusOfFailure } from '../../serve/answer.mts'
import type { Address } from '../../targets/serve-config.mts'
import type { Visit } from './visit.mts'

const connecting = 2_000
const silence = 60_000
const patience = 3_600_000

/** How long a service may be silent. */
export const silenceOf = (isPatient: boolean): number => isPatient ? patience : silence

/** Notes that a request is on its way to a service. */
export const noteUpstream = (visit: Visit, { host, port }: Address): void => {
  visit.upstream = `${host.includes(':') ? `[${host}]` : host}:${port}`
  visit.upstreamBegan = performance.now()
}

/** Watches a request on its way to a service; the function it gives says what a failure is to the client. */
export const watch = (outgoing: ClientRequest, isPatient: boolean, visit: Visit): (() => 502 | 503 | 504) => {
  let wasReached = false
  let wasSilent = false
  const onSocket = (socket: Socket) => {
    const late = setTimeout(() => outgoing.destroy(new Error('no connection in time')), connecting)
    socket.once('connect', () => { wasReached = true; clearTimeout(late) }).once('close', () => clearTimeout(late))
  }
  if (outgoing.socket) onSocket(outgoing.socket)
  else outgoing.once('socket', onSocket)
  outgoing.setTimeout(silenceOf(isPatient), () => { wasSilent = true; outgoing.destroy(new Error('silent for too long')) })
  outgoing.once('response', ({ statusCode }) => { visit.upstreamStatus = String(statusCode) })
  return () => {
    const status = statusOfFailure({ wasReached, wasSilent })
    if (visit.upstreamStatus === '') visit.upstreamStatus = status === 504 ? '504' : '502'
    return status
  }
}
