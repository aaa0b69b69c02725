// needs: engine
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../../support/hook.mts'
import { freePorts } from '../native/service.mts'
import { environment, workload } from '../workload.mts'
import { ask } from './ask.mts'
import { stackOf, until } from './docker.mts'

const kept = ['assets/index-BxK3_a9Q.js', 'assets/index-DiwrgT0a.css', 'main.8e0d62a1.js', 'main.8e0d62a1.chunk.js', 'chunk-FK6JNVV2.js', 'css/app.5f2c8b1e9a7d4c3b.css', '_next/static/build/manifest.js']
const asked = ['index.html', 'main.js', 'assets/logo-MyWidget.svg', 'assets/my-application.js', 'assets/app-version2.js', 'assets/jquery-3.7.1.min.js', 'photo-20240115.jpg', 'assets/photo-20240115.jpg', 'assets/foo-my-icons.svg', 'README-INSTALL1.txt', 'favicon.ico']

const [port = 0] = await freePorts(1)
const { compose, remove } = stackOf(environment({
  project: `gantry-targets-${port}`,
  workloads: [workload({
    name: 'web', image: 'localhost/gantry/nginx:1.30', user: '101:101', networks: ['frontend'], site: { root: '/usr/share/nginx/html', port: 80, fallback: '/index.html' },
    command: ['nginx', '-c', '/etc/nginx/gantry/nginx.conf', '-g', 'daemon off;'],
    mounts: [
      { type: 'tmpfs', path: '/tmp', user: '101:101' }, { type: 'rendered', target: 'nginx', folder: 'web', path: '/etc/nginx/gantry' },
      { type: 'bind', source: 'public', path: '/usr/share/nginx/html', readOnly: true },
    ],
    publish: [{ address: '127.0.0.1', host: port, port: 80, protocol: 'tcp' }], stop: { grace: 2000, signal: 'SIGQUIT' },
  })],
}), {
  ...Object.fromEntries([...kept, ...asked].map((file) => [`public/${file}`, `${file}\n${'.'.repeat(2000)}`])),
  'public/docs/index.html': 'docs', 'public/.env': 'A=1', 'public/.well-known/security.txt': 'contact', 'public/module.mjs': 'export {}',
})

const cacheOf = async (path: string) => (await ask(port, path)).headers['cache-control']

const test = suite('a static site on a real engine')
test.before(hook(async () => {
  await compose('up', '--detach')
  await until(10, () => ask(port, '/'), ({ status }) => status === 200)
}))
test.after(hook(remove))

test('a file whose name changes with its content is kept for a year', async () => {
  for (const file of kept) assert.is(await cacheOf(`/${file}`), 'public, max-age=31536000, immutable', file)
})

test('every other file is asked for again, and answered 304 while it is the same', async () => {
  for (const file of asked) assert.is(await cacheOf(`/${file}`), 'no-cache', file)
  const { headers } = await ask(port, '/index.html')
  assert.is((await ask(port, '/index.html', { headers: { 'if-none-match': String(headers['etag']) } })).status, 304)
})

test('an unknown path is the application, and not to be kept', async () => {
  for (const path of ['/', '/orders/42', '/assets/', '/index.html?x=1']) {
    const { status, text, headers } = await ask(port, path)
    assert.equal([status, text.split('\n')[0], headers['cache-control'], headers['content-type']], [200, 'index.html', 'no-cache', 'text/html; charset=utf-8'], path)
  }
  assert.is((await ask(port, '/docs')).text, 'docs')
})

test('a script that is gone is a 404, not the application', async () => {
  const { status, headers } = await ask(port, '/assets/index-BxK3_a9R.js')
  assert.equal([status, headers['cache-control']], [404, undefined])
})

test('hidden files stay hidden, except what is meant to be found', async () => {
  assert.is((await ask(port, '/.env')).status, 404)
  assert.is((await ask(port, '/.well-known/security.txt')).text, 'contact')
})

test('text is compressed and modules have their type', async () => {
  assert.is((await ask(port, '/main.js', { headers: { 'accept-encoding': 'gzip' } })).headers['content-encoding'], 'gzip')
  assert.match(String((await ask(port, '/module.mjs')).headers['content-type']), /^text\/javascript/)
})

test('it says nothing about itself and nothing bad to the log', async () => {
  assert.is((await ask(port, '/')).headers['server'], 'nginx')
  assert.not.match(await compose('logs', '--no-log-prefix', 'web'), /\[(warn|emerg|alert|crit)\]/)
})

test('its own probe finds it', async () => {
  assert.is(await compose('exec', '-T', 'web', 'wget', '-qO-', 'http://127.0.0.1:8081/health'), 'ok')
  assert.match(await compose('exec', '-T', 'web', 'wget', '-qO-', 'http://127.0.0.1:8081/status'), /Active connections/)
})

test.run()
