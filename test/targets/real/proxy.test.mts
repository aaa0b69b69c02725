// needs: engine
// limit: 240
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Route } from '../../../scripts/kinds/workload.mts'
import { hook } from '../../support/hook.mts'
import { freePorts } from '../native/service.mts'
import { environment, proxySettings, workload } from '../workload.mts'
import { arrivals, ask, call, upgrade } from './ask.mts'
import { docker, stackOf, until } from './docker.mts'

const route = (path: string, changes: Partial<Route> = {}): Route =>
  ({ path, service: 'api', port: { name: 'http', number: 2030, protocol: 'http' }, strip: false, websocket: false, ...changes })
const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const
const gone = { service: 'gone', port: { name: 'http', number: 80, protocol: 'http' } } as const

const standIn = (name: string) => workload({
  name, image: 'localhost/gantry/node:24', command: ['node', '/app/stand-in.mjs'], user: '1000:1000',
  mounts: [{ type: 'bind', source: 'app', path: '/app', readOnly: true }], networks: ['backend'], stop: { grace: 1000 },
})

/** Both ways to follow a name: an upstream that resolves, and a variable for a proxy too old for it; that one is put into the image of the other. */
const programs: Readonly<Record<string, string | undefined>> = { '1.30': 'nginx', '1.22': process.env['GANTRY_NGINX_1_22'] }

const proxySuite = (proxyVersion: string, port: number) => {
  const program = programs[proxyVersion] ?? 'nginx'
  const project = `gantry-targets-${port}`
  const hasGrpc = proxyVersion !== '1.22'
  const stack = stackOf(environment({
    project, proxy: proxySettings({ version: proxyVersion, bodyLimit: 1024 ** 2 }),
    workloads: [
      { ...standIn('api'), routes: [
        route('/plain/'), route('/stripped/', { strip: true }), route('/bare', { strip: true }), route('/whole'), route('/it\'s/(a)&*"/', { strip: true }), route('/live', { websocket: true }),
        route('/events'), route('/slow'), route('/broken'), route('/own-503'), route('/echo.Echo/', { port: grpc }), route('/here', { host: 'admin.example.com' }),
      ] },
      // It has routes and no container until a test starts one.
      { ...standIn('late'), scheduled: true, routes: [route('/late', { service: 'late' }), route('/late.Late/', { service: 'late', port: grpc })] },
      workload({ name: 'never', scheduled: true, routes: [route('/gone', gone), route('/gone.Gone/', { ...gone, port: grpc })] }),
      workload({
        name: 'proxy', isEntry: true, image: 'localhost/gantry/nginx:1.30', user: '101:101', networks: ['frontend', 'backend'],
        command: [program, '-c', '/etc/nginx/gantry/nginx.conf', '-g', 'daemon off;'],
        mounts: [{ type: 'tmpfs', path: '/tmp', user: '101:101', size: 32 * 1024 ** 2 }, { type: 'rendered', target: 'nginx', folder: 'proxy', path: '/etc/nginx/gantry' }, ...program === 'nginx' ? [] : [{ type: 'bind' as const, source: dirname(program), path: dirname(program), readOnly: true }]],
        publish: [{ address: '127.0.0.1', host: port, port: 80, protocol: 'tcp' }], stop: { grace: 2000, signal: 'SIGQUIT' },
        health: { command: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8081/health'], interval: 2000, timeout: 2000, retries: 3, startPeriod: 20_000, startInterval: 250 },
      }),
    ],
  }), { 'app/stand-in.mjs': readFileSync(new URL('stand-in.mjs', import.meta.url), 'utf8') })

  const addressOf = (container: string) => docker('inspect', container, '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}')

  const test = suite(`the proxy as nginx ${proxyVersion} on a real engine`)

  test.before(hook(async () => {
    await stack.compose('up', '--detach', '--wait')
    await until(10, () => ask(port, '/whole'), ({ status }) => status === 200)
  }))
  test.after(hook(() => stack.remove()))

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

  test('a reload loses no request', async () => {
    const seen = new Set<number>()
    let isReloading = true
    const watching = (async () => { while (isReloading) seen.add((await ask(port, '/whole')).status) })()
    for (let turn = 0; turn < 3; turn++) await stack.compose('exec', '-T', 'proxy', program, '-c', '/etc/nginx/gantry/nginx.conf', '-s', 'reload')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    isReloading = false
    await watching
    assert.equal([...seen], [200])
  })

  test('a service that starts late is found', async () => {
    assert.is((await ask(port, '/late')).status, 503)
    await stack.compose('up', '--detach', '--no-deps', 'late')
    const found = await until(6, () => ask(port, '/late'), ({ status }) => status === 200)
    assert.is(found.json.url, '/late')
    if (hasGrpc) assert.is((await call(port, '/late.Late/Say', Buffer.from('\0\0\0\0\x02hi'))).trailers['grpc-status'], '0')
  })

  test('a service is followed to its new address, and is never a 502 or 504 on the way', async () => {
    const old = await stack.compose('ps', '--quiet', 'late')
    const before = await addressOf(old)
    const seen = new Set<number>()
    let isMoving = true
    await docker('stop', old)
    // A connection that the kernel took and the ending program never did is reset: that request is a 502, and no news.
    const watching = (async () => { while (isMoving) seen.add((await ask(port, '/late')).status) })()
    await docker('rm', old)
    // Somebody else takes the old address.
    const network = `${project}_backend`
    const squatter = await docker('run', '--detach', '--rm', '--network', network, '--ip', before, 'localhost/gantry/busybox:1', 'sleep', '60').catch(() => undefined)
    const other = squatter ?? await docker('run', '--detach', '--rm', '--network', network, 'localhost/gantry/busybox:1', 'sleep', '60')
    await new Promise((resolve) => setTimeout(resolve, 3000))
    await stack.compose('up', '--detach', '--no-deps', 'late')
    await until(6, () => ask(port, '/late'), ({ status }) => status === 200)
    isMoving = false
    await watching
    await docker('rm', '--force', other)
    assert.is.not(await addressOf(await stack.compose('ps', '--quiet', 'late')), before)
    assert.equal([...seen].sort(), [200, 503])
  })

  test('replicas share the requests', async () => {
    await stack.compose('up', '--detach', '--no-deps', '--scale', 'late=3', 'late')
    const ten = () => Promise.all(Array.from({ length: 10 }, async () => (await ask(port, '/late')).json?.host as string))
    const hosts = await until(8, ten, (found) => new Set(found).size === 3)
    assert.is(new Set(hosts).size, 3)
  })

  test('its log is one JSON object a line, without query strings', async () => {
    await ask(port, '/whole?token=verysecret')
    const lines = await until(4, async () => (await stack.compose('logs', '--no-log-prefix', 'proxy')).split('\n').filter((line) => line.startsWith('{')), (found) => found.length > 10)
    const entries = lines.map((line) => JSON.parse(line))
    assert.ok(entries.some(({ path, status }) => path === '/whole' && status === 200))
    assert.not.match(lines.join(), /verysecret/)
  })

  test.run()
}

const [first = 0, second = 0] = await freePorts(2)
proxySuite('1.30', first)
proxySuite('1.22', second)
