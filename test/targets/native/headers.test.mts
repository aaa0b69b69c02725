import * as assert from 'uvu/assert'
import { ask } from '../real/ask.mts'
import { proxySettings } from '../workload.mts'
import { askRaw, open, requestText, say, upgrading, type Head, type Secure } from './ask-raw.mts'
import { makeTrust } from './authority.mts'
import { inFrontOf, privileged, route, stackOf, tlsSettings } from './stage.mts'

const headers = { 'Content-Security-Policy': "default-src 'self'; img-src 'self' data:", 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains', 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' }
const routes = [
  route('/whole'), route('/plain/'), route('/mine'), route('/none'), route('/missing'), route('/cookies'), route('/broken'), route('/own-503'), route('/gone', { service: 'gone' }),
  route('/live', { websocket: true }), route('/rare', { limit: { rate: '1r/m', burst: 0 } }), route('/kept', { cache: { ttl: 60_000 } }),
]
const stack = stackOf(routes, { http: { address: '127.0.0.1', port: 80, domain: 'shop.example.com' }, proxy: proxySettings({ headers, bodyLimit: 10 }), tls: tlsSettings() })

/** Every sort of answer: what is asked for it, and its status. */
const table: readonly (readonly [text: string, status: number])[] = [
  [requestText('/whole'), 200], [requestText('/none'), 204], [requestText('/plain'), 308], [requestText('/nothing'), 404], [requestText('/missing'), 404], [requestText('/whole', undefined, ['Content-Length: 11']), 413],
  [requestText('/broken'), 502], [requestText('/gone'), 503], [requestText('/own-503'), 503], [requestText('/kept'), 200], [requestText('/rare'), 200], [requestText('/rare'), 429], [requestText('POST /mine'), 200], [requestText('HEAD /whole'), 200],
  [requestText('/%zz'), 400], ['GET /whole HTTP/1.1\r\n\r\n', 400], ['nonsense\r\n\r\n', 400], [requestText('/whole', undefined, [`A: ${'a'.repeat(70_000)}`]), 431],
  [requestText('/live', undefined, upgrading), 101], [requestText('/live/no', undefined, upgrading), 403], [requestText('/gone', undefined, upgrading), 503], [requestText('/whole', undefined, ['Expect: something']), 200],
]
const { ca, sign } = await makeTrust()
const pair = await sign(['shop.example.com'])

/** Those of ours in an answer; of the two that say what a server is made of, only what a service would say. */
const ours = ({ headers: said }: Head) => [...Object.keys(headers).map((name) => said[name.toLowerCase()]), said['x-powered-by'], said['server'] === 'mine']
const wanted = (isSecure: boolean) => [...Object.entries(headers).map(([name, value]) => isSecure || !name.startsWith('Strict') ? value : undefined), undefined, false]

inFrontOf('headers', stack, (test, stage, { isNginx }) => {
  for (const secure of [undefined, { ca, servername: 'shop.example.com' }] satisfies (Secure | undefined)[]) {
    test(`are on every answer, ${secure ? 'with' : 'without'} TLS`, async () => {
      const port = secure ? stage.running.securePort : stage.port
      for (const [text, status] of table) {
        // nginx says 400 where a header is too large, and counts the rare ones over both ways in.
        const answer = await askRaw(port, text, secure)
        const expected = status === 431 && isNginx ? 400 : secure && text.includes('/rare') ? 429 : status
        assert.equal([answer.status, ...ours(answer)], [expected, ...wanted(secure !== undefined)], text.slice(0, 80))
      }
    })
  }

  test('of a service stay where the proxy has none in their place', async () => {
    const { headers: said, text } = await ask(stage.port, '/mine')
    assert.equal([said['x-own'], text], ['kept', 'mine'])
    assert.equal((await ask(stage.port, '/cookies')).headers['set-cookie'], ['a=1', 'b=2'])
  })

  test('stay when a connection is used again', async () => {
    const socket = open(stage.port)
    for (const path of ['/nothing', '/whole']) assert.equal(ours(await say(socket, requestText(path))), wanted(false))
    socket.destroy()
  })
}, { among: privileged, pair })
