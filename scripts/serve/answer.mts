/** An answer of the server's own. */
export type OwnAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }

const words: Readonly<Record<number, string>> = {
  400: 'bad request', 403: 'forbidden', 404: 'not found', 405: 'method not allowed', 408: 'request timeout', 412: 'precondition failed', 413: 'content too large', 416: 'range not satisfiable',
  421: 'misdirected request', 429: 'too many requests', 431: 'request header fields too large',
  500: 'internal server error', 501: 'not implemented', 502: 'bad gateway', 503: 'service unavailable', 504: 'gateway timeout',
}

/** An error in the words of the nginx files; a service that cannot be reached is starting, moving or gone: there is a time to come back, as after too many requests. */
export const errorAnswer = (status: number, request: string, retryAfter = status === 503 ? 2 : undefined): OwnAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) } },
  text: `${JSON.stringify({ status, error: words[status] ?? 'error', request })}\n`,
})

/** The request is to be made elsewhere. */
export const redirectAnswer = (status: 301 | 308, to: string): OwnAnswer => ({ status, headers: { Location: to }, text: '' })

/** An answer to what could not be read as a request; the connection ends with it. */
export const rawAnswer = (status: number, headers: readonly (readonly [name: string, value: string])[], request: string): string => {
  const { text, headers: own } = errorAnswer(status, request)
  const lines = [...headers, ...Object.entries(own), ['Content-Length', String(text.length)], ['Connection', 'close']]
  return [`HTTP/1.1 ${status} ${words[status]}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', text].join('\r\n')
}

/** What the client is told when a service did not answer. */
export const statusOfFailure = ({ wasReached, wasSilent }: { readonly wasReached: boolean; readonly wasSilent: boolean }): 502 | 503 | 504 =>
  !wasReached ? 503 : wasSilent ? 504 : 502
