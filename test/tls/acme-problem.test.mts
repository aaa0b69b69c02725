import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lastProblem } from '../../scripts/tls/acme-problem.mts'

const now = Date.parse('2026-11-22T06:00:00Z')
const answer = (status: number, type: string, detail: string, header = ''): string =>
  `2026-11-22 05:56:03,882:DEBUG:acme.client:Received response:\nHTTP ${status}\ncontent-type: application/problem+json\n${header}\n${JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail, status }, null, 3)}\n`
const nonce = '2026-11-22 05:56:03,865:DEBUG:acme.client:Received response:\nHTTP 200\nreplay-nonce: 61fq\n\n\n'
const end = '2026-11-22 05:56:03,883:DEBUG:certbot._internal.log:Exiting abnormally:\nTraceback (most recent call last):\n'

const problem = suite("errors of an ACME server in certbot's log")

problem('the last one counts, with its type', () => {
  assert.equal(lastProblem(nonce + answer(400, 'malformed', 'a') + nonce + answer(403, 'caa', 'b') + end, now), { status: 403, type: 'caa', detail: 'b', retryAfter: undefined })
})

problem('a nonce that was refused is none: certbot asks again itself', () => {
  assert.is(lastProblem(answer(400, 'badNonce', 'again') + nonce + end, now), undefined)
})

problem('a time stands in a header as seconds or as a date, or in the sentence, which counts more', () => {
  const at = (text: string) => new Date(lastProblem(text, now)?.retryAfter ?? 0).toISOString()
  assert.is(at(answer(429, 'rateLimited', 'slow down', 'Retry-After: 90\n')), '2026-11-22T06:01:30.000Z')
  assert.is(at(answer(503, 'rateLimited', 'busy', 'retry-after: Sun, 22 Nov 2026 07:00:00 GMT\n')), '2026-11-22T07:00:00.000Z')
  assert.is(at(answer(429, 'rateLimited', 'too many, retry after 2026-11-25 20:50:14 UTC: see there', 'retry-after: 90\n')), '2026-11-25T20:50:14.000Z')
})

problem('a log without an error, a page instead of an answer, and no log', () => {
  for (const log of [nonce, `2026-11-22 05:56:03,882:DEBUG:acme.client:Received response:\nHTTP 502\n\n<html>{</html>\n${end}`, '']) assert.is(lastProblem(log, now), undefined)
})

problem.run()
