import type { ServerResponse } from 'node:http'
import { errorAnswer, type OwnAnswer } from '../../serve/answer.mts'
import type { Visit } from './visit.mts'

/** Gives an answer of the server's own. */
export const give = (response: ServerResponse, visit: Visit, { status, headers, text }: OwnAnswer): void => {
  const length = Buffer.byteLength(text)
  visit.bytes = response.req.method === 'HEAD' ? 0 : length
  response.writeHead(status, { ...headers, 'Content-Length': length }).end(text)
}

/** Refuses a request, or cuts an answer off that has begun; one that was given in full, or has no client left, stays as it is. */
export const refuse = (response: ServerResponse, visit: Visit, status: number, retryAfter?: number): void => {
  if (response.writableEnded || response.destroyed) return
  if (response.headersSent) response.destroy()
  else give(response, visit, errorAnswer(status, visit.request, retryAfter))
}
