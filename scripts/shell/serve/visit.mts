import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { logLine, type Visited } from '../../serve/log.mts'
import { hostOf } from '../../serve/route.mts'

/** One request from its arrival to its line in the log; what happens to it is noted here. */
export type Visit = Omit<Visited, 'ended' | 'seconds' | 'status' | 'upstreamSeconds' | 'bytes' | 'upstream' | 'upstreamStatus'> & {
  readonly began: number
  bytes: number
  upstream: string
  upstreamStatus: string
  upstreamBegan: number
}

/** A request has arrived. */
export const newVisit = ({ url = '', method = '', httpVersion, headers, socket }: IncomingMessage): Visit => ({
  request: randomBytes(16).toString('hex'), client: socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
  method, host: hostOf(url, headers.host), target: url, protocol: `HTTP/${httpVersion}`, userAgent: headers['user-agent'] ?? '',
  began: performance.now(), bytes: 0, upstream: '', upstreamStatus: '', upstreamBegan: 0,
})

/** The request has been answered, or its client has gone: one line on stdout. */
export const endVisit = ({ began, upstreamBegan, ...visit }: Visit, status: number): void => {
  const secondsFrom = (moment: number) => (performance.now() - moment) / 1000
  process.stdout.write(logLine({
    ...visit, status, ended: new Date(), seconds: secondsFrom(began),
    upstreamSeconds: visit.upstream === '' ? '' : secondsFrom(upstreamBegan).toFixed(3),
  }))
}
