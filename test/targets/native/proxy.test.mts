import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Route } from '../../../scripts/kinds/workload.mts'
import { hook } from '../../support/hook.mts'
import { when } from '../../support/skip.mts'
import { arrivals, ask, call, upgrade } from '../real/ask.mts'
import { environment, workload } from '../workload.mts'
import { judges, type Running } from './judges.mts'
import { freePorts, startGrpc, startService } from './service.mts'

const route = (path: string, changes: Partial<Route> = {}): Route =>
  ({ path, service: 'api', port: { name: 'http', number: 2030, protocol: 'http' }, strip: false, websocket: false, ...changes })
const routes = [
  route('/plain/'), route('/stripped/', { strip: true }), route('/bare', { strip: true }), route('/whole'), route('/whole/deep/', { service: 'other' }), route('/it\'s/(a)&*"/', { strip: true }), route('/é/', { strip: true }),
  route('/live', { websocket: true }), route('/events'), route('/broken'), route('/cut'), route('/own-503'), route('/cookies'), route('/none'), route('/long'), route('/gone', { service: 'gone' }),
  route('/here', { host: 'admin.example.com' }), route('/here', { host: '*.example.com', service: 'other' }), route('/where', { host: '*.example.com', service: 'other' }), route('/home', { host: 'shop.example.com' }),
]
const entry = workload({ name: 'proxy', isEntry: true })
const stack = environment({ bodyLimit: 1024 ** 2, http: { address: '127.0.0.1', port: 8080, domain: 'shop.example.com' }, workloads: [workload({ name: 'api', routes }), entry] })

type Question = Parameters<typeof ask>[2]
/** What is asked, what a service is to see of it: its path; or the status of a refusal. */
const table: readonly (readonly [path: string, expected: string | number, question?: Question])[] = [
  ['/whole', '/whole'], ['/whole/a', '/whole/a'], ['/wholesome', 404], ['/whole/deep/x', '/whole/deep/x'],
  ['/plain/a?b=c', '/plain/a?b=c'], ['/plain/a%2Fb%20c?d=%26', '/plain/a%2Fb%20c?d=%26'], ['/plain/../whole', '/plain/../whole'], ['/whole/../../x', 400], ['/%zz', 400], ['/whole%00', 400],
  ['/stripped/', '/'], ['/stripped/a%2Fb%20c?d=%26', '/a%2Fb%20c?d=%26'], ['/stripped/?x', '/?x'], ['//stripped//z', '/z'], ['/%73tripped/w?q=1', '/w?q=1'], ['/x/../stripped/é y'.replaceAll(' ', '%20').replace('é', '%C3%A9'), '/%C3%A9%20y'],
  ['/bare', '/'], ['/bare?x=1', '/?x=1'], ['/bare/y', '/y'], ['/bare/?x', '/?x'], ['/barefoot', 404],
  ['/it\'s/(a)&*%22/x', '/x'], ['/it%27s/(a)&*%22/y', '/y'], ['/%C3%A9/z', '/z'],
  ['/nothing', 404], ['/', 404], ['/gone', 503], ['/gone/x', 503], ['/broken', 502],
  ['/here', 404], ['/here', '/here', { headers: { host: 'admin.example.com' } }], ['/here', '/here', { headers: { host: 'ADMIN.example.com:8080' } }], ['/where', 404, { headers: { host: 'admin.example.com' } }],
  ['/where', '/where', { headers: { host: 'x.y.example.com' } }], ['/where', 404, { headers: { host: 'example.com' } }], ['/whole', '/whole', { headers: { host: 'admin.example.com' } }],
  ['/home', '/home', { headers: { host: 'unknown.test' } }], ['/home', '/home', { headers: { host: 'shop.example.com' } }], ['/home', 404, { headers: { host: 'admin.example.com' } }],
  ['/whole', 413, { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1) }], ['/whole', '/whole', { method: 'POST', body: Buffer.alloc(1024 ** 2) }],
  ['/whole', 413, { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1), headers: { 'transfer-encoding': 'chunked' } }], ['/whole', '/whole', { method: 'PUT', body: Buffer.alloc(1024 ** 2), headers: { 'transfer-encoding': 'chunked' } }],
  ['/whole', '/whole', { method: 'DELETE' }], ['/whole', '/whole', { method: 'PATCH', body: 'x' }], ['/whole', '/whole', { headers: { expect: '100-continue' }, method: 'POST', body: 'x' }],
]
const words: Readonly<Record<number, string>> = { 404: 'not found', 413: 'content too large', 502: 'bad gateway', 503: 'service unavailable' }

for (const judge of judges) {
  const all = suite(`the proxy as ${judge.name}`)
  const test = when(judge.lacks === undefined, judge.lacks ?? '', all)
  let api: Awaited<ReturnType<typeof startService>>
  let other: typeof api
  let running: Running
  let late = 0

  if (judge.lacks === undefined) {
    all.before(hook(async () => {
      [api, other, [late = 0]] = await Promise.all([startService(), startService(), freePorts(1)])
      running = await judge.start({ workload: entry, environment: stack, addressOf: (service) => `127.0.0.1:${{ api: api.port, other: other.port }[service] ?? late}` })
    }))
    all.after(hook(async () => {
      await running.remove()
      await Promise.all([api.stop(), other.stop()])
    }))
  }

  test('answers every request of the table as it should', async () => {
    for (const [path, expected, question] of table) {
      const { status, json } = await ask(running.port, path, question)
      const what = `${question?.method ?? ''} ${path} ${JSON.stringify(question?.headers ?? {})}`
      assert.equal([status, typeof expected === 'string' ? json?.url : status === 400 ? undefined : json?.error], typeof expected === 'string' ? [200, expected] : [expected, words[expected]], what)
      if (question?.body && status === 200) assert.is(json.length, question.body.length, what)
    }
  })

  test('sends a path that lacks its slash to the one that has it', async () => {
    const { status, headers } = await ask(running.port, '/plain?b=c')
    assert.equal([status, headers['location']], [308, '/plain/?b=c'])
  })

  test('overwrites what a client claims of itself', async () => {
    const claims = { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil', 'x-forwarded-port': '666', forwarded: 'for=6.6.6.6', 'x-request-id': 'mine', 'x-forwarded-prefix': '/evil', proxy: 'evil', x_real_ip: '6.6.6.6', te: 'trailers', 'keep-alive': 'evil' }
    const seen = (await ask(running.port, '/whole', { headers: { ...claims, 'x-own': 'kept', cookie: 'a=1' } })).json.headers
    assert.not.match(JSON.stringify(seen), /6\.6\.6\.6|evil|https|mine|666|trailers/)
    assert.equal([seen.host, seen['x-forwarded-host'], seen['x-forwarded-proto'], seen['x-forwarded-for'], seen['x-real-ip']], [`127.0.0.1:${running.port}`, `127.0.0.1:${running.port}`, 'http', '127.0.0.1', '127.0.0.1'])
    assert.match(seen['x-request-id'], /^[0-9a-f]{32}$/)
    assert.equal([seen['x-own'], seen.cookie], ['kept', 'a=1'])
    assert.is((await ask(running.port, '/stripped/a')).json.headers['x-forwarded-prefix'], '/stripped')
  })

  test('says as JSON which request has failed, and when to come back', async () => {
    const { status, headers, json } = await ask(running.port, '/gone')
    assert.equal([status, headers['retry-after'], headers['content-type'], Object.keys(json)], [503, '2', 'application/json', ['status', 'error', 'request']])
    assert.equal([(await ask(running.port, '/broken')).headers['retry-after'], (await ask(running.port, '/nothing')).headers['content-type']], [undefined, 'application/json'])
  })

  test('passes the errors, cookies and empty answers of a service as they are', async () => {
    const { status, text, headers } = await ask(running.port, '/own-503')
    assert.equal([status, text, headers['retry-after'], headers['x-accel-buffering']], [503, 'mine', undefined, undefined])
    assert.is.not(headers['server'], 'mine')
    assert.equal((await ask(running.port, '/cookies')).headers['set-cookie'], ['a=1', 'b=2'])
    assert.is((await ask(running.port, '/none')).status, 204)
    const head = await ask(running.port, '/whole', { method: 'HEAD' })
    assert.equal([head.status, head.text], [200, ''])
  })

  test('cuts an answer off where its service has', async () => {
    assert.match(await ask(running.port, '/cut').then(({ text }) => text, (error: Error) => error.message), 'aborted')
  })

  test('passes a websocket where the route declares it, and nothing else that wants to be one', async () => {
    assert.equal(await upgrade(running.port, '/live', 'hello'), { status: 101, echo: 'hello' })
    assert.equal(await upgrade(running.port, '/live/room', 'hello', 'WebSocket'), { status: 101, echo: 'hello' })
    assert.is((await upgrade(running.port, '/live/no', 'hello')).status, 403)
    assert.is((await upgrade(running.port, '/whole', 'hello')).status, 200)
    assert.is((await upgrade(running.port, '/live', 'hello', 'h2c')).status, 200)
    assert.is((await upgrade(running.port, '/gone', 'hello')).status, 503)
    const h2c = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' }
    assert.is((await ask(running.port, '/whole', { method: 'POST', body: 'hello', headers: h2c })).json.length, 5)
  })

  test('lets events through when they are sent', async () => {
    const pieces = await arrivals(running.port, '/events')
    assert.is(pieces.map(({ text }) => text).join(''), 'data: first\n\ndata: second\n\n')
    assert.ok((pieces[0]?.after ?? 9999) < 300, JSON.stringify(pieces))
  })

  test('finds a service as soon as it is there, and again after a restart', async () => {
    assert.is((await ask(running.port, '/gone')).status, 503)
    for (let turn = 0; turn < 3; turn++) {
      const service = await startService(late)
      assert.is((await ask(running.port, '/gone')).json.url, '/gone')
      await service.stop()
      assert.is((await ask(running.port, '/gone')).status, 503)
    }
  })

  test('serves many at once on kept connections', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, turn) => fetch(`http://127.0.0.1:${running.port}/whole/${turn}`).then((answer) => answer.json() as Promise<{ url: string }>)))
    assert.equal(answers.map(({ url }) => url), answers.map((_, turn) => `/whole/${turn}`))
  })

  test('outlives clients that go away in the middle', async () => {
    for (const text of ['GET /long HTTP/1.1\r\nHost: x\r\n\r\n', 'POST /whole HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', 'nonsense\r\n\r\n', 'GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n']) {
      const socket = connect(running.port, '127.0.0.1', () => socket.write(text))
      await new Promise((resolve) => setTimeout(resolve, 50))
      socket.resetAndDestroy()
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.is((await ask(running.port, '/whole')).status, 200)
  })

  test('writes one JSON object for each request into its log, without query strings', async () => {
    const { json } = await ask(running.port, '/whole/logged?token=verysecret', { headers: { 'user-agent': 'the "tester"' } })
    const entries = async () => {
      for (let turn = 0; turn < 60 && !running.said().includes('/whole/logged'); turn++) await new Promise((resolve) => setTimeout(resolve, 50))
      return running.said().trimEnd().split('\n').map((line) => JSON.parse(line))
    }
    const entry = (await entries()).find(({ path }) => path === '/whole/logged')
    assert.equal(Object.keys(entry), ['time', 'request', 'client', 'method', 'host', 'path', 'protocol', 'status', 'bytes', 'seconds', 'upstream', 'upstream_status', 'upstream_seconds', 'user_agent'])
    const { time, seconds, upstream_seconds: upstreamSeconds, bytes, ...rest } = entry
    assert.equal(rest, { request: json.headers['x-request-id'], client: '127.0.0.1', method: 'GET', host: '127.0.0.1', path: '/whole/logged', protocol: 'HTTP/1.1', status: 200, upstream: `127.0.0.1:${api.port}`, upstream_status: '200', user_agent: 'the "tester"' })
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
    assert.equal([typeof seconds, /^\d+\.\d{3}$/.test(upstreamSeconds), bytes > 100], ['number', true, true])
    assert.not.match(running.said(), /verysecret/)
    const statuses = new Set((await entries()).map(({ status }) => status))
    for (const status of [101, 200, 204, 308, 404, 413, 499, 502, 503]) assert.ok(statuses.has(status), `no ${status} among ${[...statuses]}`)
  })

  test('lets what is under way come to its end when it is told to stop', async () => {
    const long = ask(running.port, '/long')
    await new Promise((resolve) => setTimeout(resolve, 150))
    const code = running.stop('SIGQUIT')
    assert.is((await long).text, 'done')
    assert.is(await code, 0)
    assert.ok(await ask(running.port, '/whole').then(() => false, () => true), 'it still listens')
  })

  test('has nothing bad to say of itself', () => {
    const ofRequests = /^.*#\d+: \*\d+ .*\n/gm
    assert.is(running.complaints().replace(ofRequests, ''), '')
  })

  all.run()
}

// ---

const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const

for (const judge of judges) {
  const all = suite(`gRPC through ${judge.name}`)
  const test = when(judge.lacks === undefined, judge.lacks ?? '', all)

  if (judge.isNginx) test('passes with its trailers, and is told in its own words that a service is absent', async () => {
    const [service, [late = 0]] = await Promise.all([startGrpc(), freePorts(1)])
    const routes = [route('/shop.Cart/', { port: grpc }), route('/gone.Gone/', { port: grpc, service: 'gone' })]
    const running = await judge.start({ workload: entry, environment: environment({ workloads: [workload({ name: 'api', routes })] }), addressOf: (name) => `127.0.0.1:${name === 'gone' ? late : service.port}` })
    const message = Buffer.from('\0\0\0\0\x02hi')
    const { headers, trailers, body } = await call(running.port, '/shop.Cart/Add', message)
    assert.equal([headers[':status'], headers.path, trailers['grpc-status'], body.subarray(5).toString()], [200, '/shop.Cart/Add', '0', 'hi'])
    assert.is((await call(running.port, '/gone.Gone/Say', message)).headers['grpc-status'], '14')
    await running.remove()
    service.stop()
  })
  else test('is refused, and the way out is said once, at the start', async () => {
    const running = await judge.start({ workload: entry, environment: environment({ workloads: [workload({ name: 'api', routes: [route('/shop.Cart/', { port: grpc }), route('/')] })] }) })
    const { status, json } = await ask(running.port, '/shop.Cart/Add', { method: 'POST' })
    await ask(running.port, '/shop.Cart/Add', { method: 'POST' })
    assert.equal([status, json.error], [501, 'not implemented'])
    assert.is(running.complaints(), 'gRPC needs nginx: /shop.Cart/ is answered with 501; install nginx and start again\n')
    await running.remove()
  })

  all.run()
}
