/** An answer of the server's own. */
export type OwnAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }

const words: Readonly<Record<number, string>> = {
  400: 'bad request', 403: 'forbidden', 404: 'not found', 405: 'method not allowed', 412: 'precondition failed', 413: 'content too large', 416: 'range not satisfiable',
  500: 'internal server error', 501: 'not implemented', 502: 'bad gateway', 503: 'service unavailable', 504: 'gateway timeout',
}

/** An error in the words of the nginx files; a service that cannot be reached is starting, moving or gone: there is a time to come back. */
export const errorAnswer = (status: number, request: string): OwnAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...status === 503 ? { 'Retry-After': '2' } : {} },
  text: `${JSON.stringify({ status, error: words[status] ?? 'error', request })}\n`,
})

/** An address that lacks its slash is sent to the one that has it. */
export const redirectAnswer = (to: string): OwnAnswer => ({ status: 308, headers: { Location: to }, text: '' })

/** What the client is told when a service did not answer. */
export const statusOfFailure = ({ wasReached, wasSilent }: { readonly wasReached: boolean; readonly wasSilent: boolean }): 502 | 503 | 504 =>
  !wasReached ? 503 : wasSilent ? 504 : 502
