import { connect } from 'node:net'
import * as assert from 'uvu/assert'
import { ask, upgrade } from '../real/ask.mts'
import { manyRoutes } from './many-routes.mts'
import { inFrontOf, type Stage } from './stage.mts'

/** One request for each way that a request can end. */
const everyEnding = async ({ port }: Stage): Promise<void> => {
  for (const path of ['/whole', '/none', '/plain', '/nothing', '/broken', '/gone']) await ask(port, path)
  await ask(port, '/whole', { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1) })
  await upgrade(port, '/live', 'hello')
  const gone = connect(port, '127.0.0.1', () => gone.write('GET /long HTTP/1.1\r\nHost: x\r\n\r\n'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  gone.destroy()
}

inFrontOf('what is said of requests, and the end', manyRoutes, (test, stage) => {
  test('writes one JSON object for each request into its log, without query strings', async () => {
    await everyEnding(stage)
    const { json } = await ask(stage.port, '/whole/logged?token=verysecret', { headers: { 'user-agent': 'the "tester"' } })
    const entries = async () => {
      for (let turn = 0; turn < 60 && !stage.running.said().includes('/whole/logged'); turn++) await new Promise((resolve) => setTimeout(resolve, 50))
      return stage.running.said().trimEnd().split('\n').map((line) => JSON.parse(line))
    }
    const entry = (await entries()).find(({ path }) => path === '/whole/logged')
    assert.equal(Object.keys(entry), ['time', 'request', 'client', 'method', 'host', 'path', 'protocol', 'status', 'bytes', 'seconds', 'upstream', 'upstream_status', 'upstream_seconds', 'user_agent'])
    const { time, seconds, upstream_seconds: upstreamSeconds, bytes, ...rest } = entry
    assert.equal(rest, { request: json.headers['x-request-id'], client: '127.0.0.1', method: 'GET', host: '127.0.0.1', path: '/whole/logged', protocol: 'HTTP/1.1', status: 200, upstream: `127.0.0.1:${stage.api.port}`, upstream_status: '200', user_agent: 'the "tester"' })
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
    assert.equal([typeof seconds, /^\d+\.\d{3}$/.test(upstreamSeconds), bytes > 100], ['number', true, true])
    assert.not.match(stage.running.said(), /verysecret/)
    const statuses = new Set((await entries()).map(({ status }) => status))
    for (const status of [101, 200, 204, 308, 404, 413, 499, 502, 503]) assert.ok(statuses.has(status), `no ${status} among ${[...statuses]}`)
  })

  test('lets what is under way come to its end when it is told to stop', async () => {
    const long = ask(stage.port, '/long')
    await new Promise((resolve) => setTimeout(resolve, 150))
    const code = stage.running.stop('SIGQUIT')
    assert.is((await long).text, 'done')
    assert.is(await code, 0)
    assert.ok(await ask(stage.port, '/whole').then(() => false, () => true), 'it still listens')
  })

  test('has nothing bad to say of itself', () => {
    const ofRequests = /^.*#\d+: \*\d+ .*\n/gm
    assert.is(stage.running.complaints().replace(ofRequests, ''), '')
  })
})
