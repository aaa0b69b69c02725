import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errorAnswer, rawAnswer, statusOfFailure } from '../../../scripts/serve/answer.mts'
import { ownHeaders, passedHeaders, staysBehind } from '../../../scripts/serve/headers.mts'
import { logLine } from '../../../scripts/serve/log.mts'
import { ownTemplates } from '../templates.mts'

const words = suite('what the server of gantry says')

words('a service hears of its client only what is known', () => {
  const headers = { host: 'a.test', connection: 'x', 'x-forwarded-for': 'evil', a_b: 'evil', 'x-own': 'kept', 'set-cookie': ['a', 'b'] }
  const known = { 'x-real-ip': '::1', 'x-forwarded-for': '::1', 'x-forwarded-proto': 'http', 'x-request-id': '7', 'x-forwarded-host': 'a.test' }
  assert.equal(passedHeaders(headers, { id: '7', client: '::1', isSecure: false, isWebsocket: false }), { host: 'a.test', 'x-own': 'kept', 'set-cookie': ['a', 'b'], ...known })
  assert.equal(passedHeaders({ connection: 'x' }, { id: '7', client: '::1', isSecure: true, prefix: '/p', isWebsocket: true })['x-forwarded-proto'], 'https')
  assert.is(passedHeaders({ connection: 'x' }, { id: '7', client: '::1', isSecure: false, isWebsocket: true }).connection, 'upgrade')
})

words('a service that is not there is another failure than one that breaks or is silent', () => {
  assert.equal([{ wasReached: false, wasSilent: false }, { wasReached: false, wasSilent: true }, { wasReached: true, wasSilent: true }, { wasReached: true, wasSilent: false }].map(statusOfFailure), [503, 503, 504, 502])
  assert.equal(errorAnswer(503, '7'), { status: 503, headers: { 'Content-Type': 'application/json', 'Retry-After': '2' }, text: '{"status":503,"error":"service unavailable","request":"7"}\n' })
})

words('a promise of TLS is given over TLS alone, and takes the place of a service\'s own', () => {
  const own = { 'Strict-Transport-Security': 'max-age=1', 'X-Frame-Options': 'DENY' }
  assert.equal([true, false].map((isSecure) => ownHeaders(own, isSecure).map(([name]) => name)), [['Strict-Transport-Security', 'X-Frame-Options'], ['X-Frame-Options']])
  assert.equal(['server', 'x-powered-by', 'connection', 'x-accel-buffering', 'x-frame-options', 'strict-transport-security', 'content-type', 'x-own'].filter((name) => !staysBehind(name, own)), ['content-type', 'x-own'])
})

words('what is no request is answered whole, and the connection ends', () => {
  assert.is(rawAnswer(400, [['X-Frame-Options', 'DENY']], '7'), 'HTTP/1.1 400 bad request\r\nX-Frame-Options: DENY\r\nContent-Type: application/json\r\nContent-Length: 51\r\nConnection: close\r\n\r\n{"status":400,"error":"bad request","request":"7"}\n')
})

words('too many requests may be told a longer time', () => assert.is(errorAnswer(429, '7', 12).headers['Retry-After'], '12'))

words('the words of an error are those of the nginx files', () => {
  const said = Object.entries(ownTemplates).filter(([name]) => name.startsWith('nginx/')).flatMap(([, text]) => [...text.matchAll(/return (\d+) '(.*)\\n';/g)])
  assert.is(said.length, 7)
  for (const [, status, text] of said) assert.is(errorAnswer(Number(status), '$request_id').text.trimEnd(), text)
})

words('the log has the fields of the nginx files, and no query', () => {
  const line = logLine({ ended: new Date(0), request: '7', client: '::1', method: 'GET', host: 'a', target: '/a?token=x?y', protocol: 'HTTP/1.1', status: 200, bytes: 1, seconds: 0.00149, upstream: 'b:1', upstreamStatus: '200', upstreamSeconds: '0.001', userAgent: '"' })
  assert.is(line, '{"time":"1970-01-01T00:00:00+00:00","request":"7","client":"::1","method":"GET","host":"a","path":"/a","protocol":"HTTP/1.1","status":200,"bytes":1,"seconds":0.001,"upstream":"b:1","upstream_status":"200","upstream_seconds":"0.001","user_agent":"\\""}\n')
  assert.equal([...(ownTemplates['nginx/nginx.conf'] ?? '').split('log_format')[1]?.split(';')[0]?.matchAll(/"(\w+)":/g) ?? []].map(([, name]) => name), Object.keys(JSON.parse(line)))
})

words.run()
