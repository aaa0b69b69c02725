// needs: engine
// limit: 240
import * as assert from 'uvu/assert'
import { arrivals, ask, call, upgrade } from './ask.mts'
import { until } from './docker.mts'
import { inFrontOf } from './proxied.mts'

await inFrontOf('the proxy', (test, { port, program, hasGrpc, stack }) => {
  test('its file is accepted without a warning', async () => {
    const said = await stack.compose('exec', '-T', 'proxy', 'sh', '-c', `${program} -t -c /etc/nginx/gantry/nginx.conf 2>&1`)
    assert.not.match(said, /warn|emerg/)
  })

  test('a prefix ends at a slash', async () => {
    assert.is((await ask(port, '/whole')).json.url, '/whole')
    assert.is((await ask(port, '/whole/a')).json.url, '/whole/a')
    assert.is((await ask(port, '/wholesome')).status, 404)
    assert.is((await ask(port, '/plain/a?b=c')).json.url, '/plain/a?b=c')
    const { status, headers } = await ask(port, '/plain?b=c')
    assert.equal([status, headers['location']], [308, '/plain/?b=c'])
  })

  test('a stripped prefix is gone and the rest is as the client wrote it', async () => {
    const urls = ['/stripped/', '/stripped/a%2Fb%20c?d=%26', '/stripped/?x', '/bare', '/bare?x=1', '/bare/y', '//stripped//z', '/%73tripped/w?q=1', '/it\'s/(a)&*%22/x', '/it%27s/(a)&*%22/y']
    const seen = await Promise.all(urls.map(async (url) => (await ask(port, url)).json?.url))
    assert.equal(seen, ['/', '/a%2Fb%20c?d=%26', '/?x', '/', '/?x=1', '/y', '/z', '/w?q=1', '/x', '/y'])
    assert.is((await ask(port, '/stripped/a')).json.headers['x-forwarded-prefix'], '/stripped')
    assert.is((await ask(port, '/barefoot')).status, 404)
  })

  test('what is not routed is answered with a 404 as JSON', async () => {
    const { status, headers, json } = await ask(port, '/nothing')
    assert.equal([status, headers['content-type'], json.error], [404, 'application/json', 'not found'])
  })

  test('a host has its routes and those of every host', async () => {
    const headers = { host: 'admin.example.com' }
    assert.is((await ask(port, '/here', { headers })).status, 200)
    assert.is((await ask(port, '/whole', { headers })).status, 200)
    assert.is((await ask(port, '/here')).status, 404)
  })

  test('what a client claims of itself is overwritten', async () => {
    const headers = { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil', forwarded: 'for=6.6.6.6', 'x-request-id': 'mine', 'x-forwarded-prefix': '/evil', proxy: 'evil' }
    const seen = (await ask(port, '/whole', { headers })).json.headers
    assert.not.match(JSON.stringify(seen), /6\.6\.6\.6|evil|https|mine/)
    assert.equal([seen.host, seen['x-forwarded-host'], seen['x-forwarded-proto']], [`127.0.0.1:${port}`, `127.0.0.1:${port}`, 'http'])
    assert.match(seen['x-request-id'], /^[0-9a-f]{32}$/)
  })

  test('an absent service is answered with 503 and a time to come back', async () => {
    const { status, headers, json } = await ask(port, '/gone')
    assert.equal([status, headers['retry-after'], headers['content-type'], json.error], [503, '2', 'application/json', 'service unavailable'])
  })

  test('a service that breaks is a 502, and its own errors pass as they are', async () => {
    assert.is((await ask(port, '/broken')).status, 502)
    const { status, text, headers } = await ask(port, '/own-503')
    assert.equal([status, text, headers['retry-after']], [503, 'mine', undefined])
  })

  test('a body above the limit is refused as JSON', async () => {
    const { status, json } = await ask(port, '/whole', { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1) })
    assert.equal([status, json.error], [413, 'content too large'])
    assert.is((await ask(port, '/whole', { method: 'POST', body: Buffer.alloc(1024 ** 2) })).status, 200)
  })

  test('a websocket passes where the route declares it', async () => {
    assert.equal(await upgrade(port, '/live', 'hello'), { status: 101, echo: 'hello' })
    assert.equal(await upgrade(port, '/live/room', 'hello'), { status: 101, echo: 'hello' })
    assert.is((await upgrade(port, '/whole', 'hello')).status, 200)
    assert.is((await upgrade(port, '/live', 'hello', 'h2c')).status, 200)
  })

  test('events arrive when they are sent', async () => {
    const pieces = await arrivals(port, '/events')
    assert.is(pieces.map(({ text }) => text).join(''), 'data: first\n\ndata: second\n\n')
    assert.ok((pieces[0]?.after ?? 9999) < 1000, JSON.stringify(pieces))
  })

  if (hasGrpc) test('gRPC passes with its trailers', async () => {
    const { headers, trailers, body } = await call(port, '/echo.Echo/Say', Buffer.from('\0\0\0\0\x02hi'))
    assert.equal([headers[':status'], headers.path, headers.te, trailers['grpc-status'], body.subarray(5).toString()], [200, '/echo.Echo/Say', 'trailers', '0', 'hi'])
  })

  if (hasGrpc) test('gRPC to an absent service is told so in its own words', async () => {
    const { headers, endsWithHeaders } = await call(port, '/gone.Gone/Say', Buffer.from('\0\0\0\0\x02hi'))
    assert.equal([headers[':status'], headers['content-type'], headers['grpc-status'], endsWithHeaders], [200, 'application/grpc', '14', true])
  })

  test('its log is one JSON object a line, without query strings', async () => {
    await ask(port, '/whole?token=verysecret')
    const lines = await until(4, async () => (await stack.compose('logs', '--no-log-prefix', 'proxy')).split('\n').filter((line) => line.startsWith('{')), (found) => found.length > 10)
    const entries = lines.map((line) => JSON.parse(line))
    assert.ok(entries.some(({ path, status }) => path === '/whole' && status === 200))
    assert.not.match(lines.join(), /verysecret/)
  })
})
