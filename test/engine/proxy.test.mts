// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, createStack, docker, only, until, upgrade } from './support/stack.mts'

const port = 19_040
const app = '{ kind: node-web, image: node:24-slim, command: node /app/app.mjs, volumes: [./app:/app:ro], health: { path: /health, interval: 1s }'
const stack = await createStack('t-proxy', {
  'app/app.mjs': await readFile(join(import.meta.dirname, 'support/app.mjs'), 'utf8'),
  'public/index.html': '<title>the page</title>',
  'public/style.css': 'body { margin: 0 }',
  'stack.yaml': `
proxy: { body: 1M }
services:
  site: { kind: static-web, root: ./public, route: / }
  app: ${app}, route: /api/ }
  other: ${app}, route: { path: /other/, strip: true } }
  live: ${app}, route: { path: /live, websocket: true } }
environments:
  dev: { http: 127.0.0.1:${port} }
` })
const file = join(stack.folder, '.gantry/dev/compose/compose.yaml')

const proxy = suite('the proxy in front of a running stack')

proxy.after(() => stack.remove())

proxy('passes every route on to its service', async () => {
  const { code, stderr } = await stack.gantry('up')
  assert.is(code, 0, stderr)
  assert.is((await ask(port, '/api/a?b=c')).text, 'app /api/a')
  assert.is((await ask(port, '/other/a')).text, 'app /a')
  assert.is((await ask(port, '/')).text, '<title>the page</title>')
})

proxy('answers a path of the application with its page, and a file that is gone with 404', async () => {
  assert.is((await ask(port, '/settings/profile')).text, '<title>the page</title>')
  assert.is((await ask(port, '/gone.js')).status, 404)
  assert.match(String((await ask(port, '/style.css')).headers['content-type']), /^text\/css/)
})

proxy('compresses what can be compressed', async () => {
  const { headers, text } = await ask(port, '/api/text', { headers: { 'accept-encoding': 'gzip' } })
  assert.is(headers['content-encoding'], 'gzip')
  assert.ok(text.length < 2000)
})

proxy('refuses a body above the limit, in JSON', async () => {
  assert.is((await ask(port, '/api/size', { method: 'POST', body: Buffer.alloc(1024 ** 2) })).text, String(1024 ** 2))
  const { status, json } = await ask(port, '/api/size', { method: 'POST', body: Buffer.alloc(1024 ** 2 + 1) })
  assert.equal([status, json.error], [413, 'content too large'])
})

proxy('passes a websocket where the route declares it, and nowhere else', async () => {
  assert.equal(await upgrade(port, '/live', 'hello'), { status: 101, echo: 'hello' })
  assert.is.not((await upgrade(port, '/api/', 'hello')).status, 101)
})

proxy('answers 503 in JSON for a service that is stopped, while the others are served', async () => {
  await docker('stop', '--time', '1', (await only(stack.inspect('app'))).Id)
  const { status, json, headers } = await until(5, () => ask(port, '/api/'), (answer) => answer.status === 503)
  assert.equal([status, json.error, headers['retry-after']], [503, 'service unavailable', '2'])
  assert.equal([(await ask(port, '/other/x')).status, (await ask(port, '/')).status], [200, 200])
})

proxy('finds a service at its new address within five seconds, without being told', async () => {
  const before = await only(stack.inspect('app'))
  const network = 't-proxy-dev_backend'
  await docker('rm', '--force', before.Id)
  // Somebody else takes its place.
  const squatter = await docker('run', '--detach', '--network', network, '--label', 'com.docker.compose.project=t-proxy-dev', 'localhost/gantry/busybox:1', 'sleep', '600')
  await docker('compose', '--file', file, 'up', '--detach', '--no-deps', '--wait', 'app')
  const after = await only(stack.inspect('app'))
  assert.is.not(after.NetworkSettings.Networks[network]?.IPAddress, before.NetworkSettings.Networks[network]?.IPAddress)
  assert.is((await until(5, () => ask(port, '/api/a'), ({ status }) => status === 200)).text, 'app /api/a')
  await docker('rm', '--force', squatter)
})

proxy('balances over the replicas there are, up to three and back to one', async () => {
  const text = await stack.read('stack.yaml')
  const hosts = async () => new Set(await Promise.all(Array.from({ length: 30 }, async () => (await ask(port, '/api/whoami')).text))).size
  await stack.write('stack.yaml', text.replace('route: /api/', 'route: /api/, replicas: 3'))
  assert.is((await stack.gantry('up')).code, 0)
  assert.is(await until(5, hosts, (count) => count === 3), 3)
  await stack.write('stack.yaml', text)
  assert.is((await stack.gantry('up')).code, 0)
  assert.equal((await stack.containers()).filter((name) => name.startsWith('app')), ['app-1'])
  assert.is(await until(5, hosts, (count) => count === 1), 1)
  assert.is((await ask(port, '/api/a')).status, 200)
})

proxy.run()
