import { connect } from 'node:net'
import * as assert from 'uvu/assert'
import { arrivals, ask, upgrade } from '../real/ask.mts'
import { manyRoutes } from './many-routes.mts'
import { startService } from './service.mts'
import { inFrontOf } from './stage.mts'

inFrontOf('what is passed on', manyRoutes, (test, stage) => {
  test('overwrites what a client claims of itself', async () => {
    const claims = { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil', 'x-forwarded-port': '666', forwarded: 'for=6.6.6.6', 'x-request-id': 'mine', 'x-forwarded-prefix': '/evil', proxy: 'evil', x_real_ip: '6.6.6.6', te: 'trailers', 'keep-alive': 'evil' }
    const seen = (await ask(stage.port, '/whole', { headers: { ...claims, 'x-own': 'kept', cookie: 'a=1' } })).json.headers
    assert.not.match(JSON.stringify(seen), /6\.6\.6\.6|evil|https|mine|666|trailers/)
    assert.equal([seen.host, seen['x-forwarded-host'], seen['x-forwarded-proto'], seen['x-forwarded-for'], seen['x-real-ip']], [`127.0.0.1:${stage.port}`, `127.0.0.1:${stage.port}`, 'http', '127.0.0.1', '127.0.0.1'])
    assert.match(seen['x-request-id'], /^[0-9a-f]{32}$/)
    assert.equal([seen['x-own'], seen.cookie], ['kept', 'a=1'])
    assert.is((await ask(stage.port, '/stripped/a')).json.headers['x-forwarded-prefix'], '/stripped')
  })

  test('passes the errors, cookies and empty answers of a service as they are', async () => {
    const { status, text, headers } = await ask(stage.port, '/own-503')
    assert.equal([status, text, headers['retry-after'], headers['x-accel-buffering']], [503, 'mine', undefined, undefined])
    assert.is.not(headers['server'], 'mine')
    assert.equal((await ask(stage.port, '/cookies')).headers['set-cookie'], ['a=1', 'b=2'])
    assert.is((await ask(stage.port, '/none')).status, 204)
    const head = await ask(stage.port, '/whole', { method: 'HEAD' })
    assert.equal([head.status, head.text], [200, ''])
  })

  test('cuts an answer off where its service has', async () => {
    assert.match(await ask(stage.port, '/cut').then(({ text }) => text, (error: Error) => error.message), 'aborted')
  })

  test('passes a websocket where the route declares it, and nothing else that wants to be one', async () => {
    assert.equal(await upgrade(stage.port, '/live', 'hello'), { status: 101, echo: 'hello' })
    assert.equal(await upgrade(stage.port, '/live/room', 'hello', 'WebSocket'), { status: 101, echo: 'hello' })
    assert.is((await upgrade(stage.port, '/live/no', 'hello')).status, 403)
    assert.is((await upgrade(stage.port, '/whole', 'hello')).status, 200)
    assert.is((await upgrade(stage.port, '/live', 'hello', 'h2c')).status, 200)
    assert.is((await upgrade(stage.port, '/gone', 'hello')).status, 503)
    const h2c = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' }
    assert.is((await ask(stage.port, '/whole', { method: 'POST', body: 'hello', headers: h2c })).json.length, 5)
  })

  test('lets events through when they are sent', async () => {
    const pieces = await arrivals(stage.port, '/events')
    assert.is(pieces.map(({ text }) => text).join(''), 'data: first\n\ndata: second\n\n')
    assert.ok((pieces[0]?.after ?? 9999) < 300, JSON.stringify(pieces))
  })

  test('finds a service as soon as it is there, and again after a restart', async () => {
    assert.is((await ask(stage.port, '/gone')).status, 503)
    for (let turn = 0; turn < 3; turn++) {
      const service = await startService(stage.late)
      assert.is((await ask(stage.port, '/gone')).json.url, '/gone')
      await service.stop()
      assert.is((await ask(stage.port, '/gone')).status, 503)
    }
  })

  test('outlives clients that go away in the middle', async () => {
    for (const text of ['GET /long HTTP/1.1\r\nHost: x\r\n\r\n', 'POST /whole HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', 'nonsense\r\n\r\n', 'GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n']) {
      const socket = connect(stage.port, '127.0.0.1', () => socket.write(text))
      await new Promise((resolve) => setTimeout(resolve, 50))
      socket.resetAndDestroy()
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.is((await ask(stage.port, '/whole')).status, 200)
  })
})
