/** One request that has been answered, or has ended before. */
export type Visited = {
  readonly ended: Date
  readonly request: string
  readonly client: string
  readonly method: string
  readonly host: string
  readonly target: string
  readonly protocol: string
  readonly status: number
  readonly bytes: number
  readonly seconds: number
  readonly upstream: string
  readonly upstreamStatus: string
  readonly upstreamSeconds: string
  readonly userAgent: string
}

/** A line of the access log, in the form of the nginx files. Query strings carry tokens: they stay out of it. */
export const logLine = ({ ended, target, upstreamStatus, upstreamSeconds, userAgent, seconds, ...rest }: Visited): string => `${JSON.stringify({
  time: ended.toISOString().replace(/\.\d+Z$/, '+00:00'),
  request: rest.request, client: rest.client, method: rest.method, host: rest.host, path: target.replace(/\?.*/s, ''), protocol: rest.protocol, status: rest.status, bytes: rest.bytes,
  seconds: Math.round(seconds * 1000) / 1000, upstream: rest.upstream, upstream_status: upstreamStatus, upstream_seconds: upstreamSeconds, user_agent: userAgent,
})}\n`
