import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { clientOf } from '../../serve/client.mts'
import { hostOf } from '../../serve/host.mts'
import { logLine, type Visited } from '../../serve/log.mts'

/** One request from its arrival to its line in the log; what happens to it is noted here. */
export type Visit = Omit<Visited, 'ended' | 'seconds' | 'status' | 'upstreamSeconds' | 'bytes' | 'upstream' | 'upstreamStatus'> & {
  /** Whether its client speaks TLS, with us or with a proxy in front of us. */
  readonly isSecure: boolean
  readonly began: number
  bytes: number
  upstream: string
  upstreamStatus: string
  upstreamBegan: number
}

/** What a request is called in the log and towards services. */
export const newId = (): string => randomBytes(16).toString('hex')

/** A request has arrived; proxies in these networks are believed. */
export const newVisit = ({ url = '', method = '', httpVersion, headers, socket }: IncomingMessage, trust: readonly string[]): Visit => {
  const connected = { address: socket.remoteAddress?.replace(/^::ffff:/, '') ?? '', isSecure: 'encrypted' in socket }
  const { address: client, isSecure } = clientOf(trust, connected, { forwardedFor: textOf(headers['x-forwarded-for']), forwardedProto: textOf(headers['x-forwarded-proto']) })
  return {
    request: newId(), client, isSecure,
    method, host: hostOf(url, headers.host), target: url, protocol: `HTTP/${httpVersion}`, userAgent: headers['user-agent'] ?? '',
    began: performance.now(), bytes: 0, upstream: '', upstreamStatus: '', upstreamBegan: 0,
  }
}

const textOf = (value: string | string[] | undefined): string | undefined => typeof value === 'string' ? value : value?.join(',')

/** The request has been answered, or its client has gone: one line on stdout. */
export const endVisit = ({ began, upstreamBegan, isSecure: _isSecure, ...visit }: Visit, status: number): void => {
  const secondsFrom = (moment: number) => (performance.now() - moment) / 1000
  process.stdout.write(logLine({
    ...visit, status, ended: new Date(), seconds: secondsFrom(began),
    upstreamSeconds: visit.upstream === '' ? '' : secondsFrom(upstreamBegan).toFixed(3),
  }))
}
