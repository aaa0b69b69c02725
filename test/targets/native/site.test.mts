import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../../support/hook.mts'
import { when } from '../../support/skip.mts'
import { ask } from '../real/ask.mts'
import { environment, workload } from '../workload.mts'
import { judges, type Running } from './judges.mts'

const kept = ['assets/index-BxK3_a9Q.js', 'assets/index-DiwrgT0a.css', 'main.8e0d62a1.js', 'main.8e0d62a1.chunk.js', 'chunk-FK6JNVV2.js', 'css/app.5f2c8b1e9a7d4c3b.css', '_next/static/build/manifest.js']
const asked = ['index.html', 'main.js', 'assets/logo-MyWidget.svg', 'assets/my-application.js', 'assets/app-version2.js', 'assets/jquery-3.7.1.min.js', 'photo-20240115.jpg', 'assets/photo-20240115.jpg', 'assets/foo-my-icons.svg', 'README-INSTALL1.txt', 'favicon.ico']
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...kept, ...asked].map((file) => [file, `${file}\n${'.'.repeat(2000)}`])),
  'docs/index.html': 'docs', '.env': 'A=1', '.git/config': 'no', '.well-known/security.txt': 'contact', 'module.mjs': 'export {}', 'odd name %é.html': 'odd', 'empty.txt': '', 'folder.txt/x': 'x',
}
/** What is asked, and the first line of what comes back; or the status of a refusal. */
const table: readonly (readonly [path: string, expected: string | number, question?: Parameters<typeof ask>[2]])[] = [
  ['/', 'index.html'], ['/index.html?x=1', 'index.html'], ['/orders/42', 'index.html'], ['/assets/', 'index.html'], ['/assets', 'index.html'], ['/docs', 'docs'], ['/docs/', 'docs'], ['/docs/index.html', 'docs'],
  ['//docs//index.html', 'docs'], ['/x/../docs', 'docs'], ['/../docs', 400], ['/%2e%2e/%2e%2e/etc/passwd', 400], ['/%00', 400], ['/%zz', 400],
  ['/main.js', 'main.js'], ['/main.js/', 'index.html'], ['/gone.js', 404], ['/gone.css', 404], ['/gone.woff2', 404], ['/GONE.JS', 404], ['/gone.png', 'index.html'], ['/folder.txt', 'index.html'],
  ['/.env', 404], ['/.git/config', 404], ['/docs/.hidden', 404], ['/.well-known/security.txt', 'contact'], ['/odd%20name%20%25%C3%A9.html', 'odd'], ['/empty.txt', ''], ['/linked.txt', 'docs'],
  ['/', 405, { method: 'POST', body: 'x' }], ['/main.js', 405, { method: 'DELETE' }], ['/docs/', '', { method: 'HEAD' }],
]
const types = { '/': 'text/html; charset=utf-8', '/README-INSTALL1.txt': 'text/plain; charset=utf-8', '/module.mjs': /^text\/javascript/, '/main.js': /^text\/javascript/, '/assets/index-DiwrgT0a.css': /^text\/css/, '/photo-20240115.jpg': 'image/jpeg', '/assets/logo-MyWidget.svg': /^image\/svg\+xml/, '/favicon.ico': /^image\/(?:x-icon|vnd.microsoft.icon)$/ }

for (const judge of judges) {
  const all = suite(`a site by ${judge.name}`)
  const test = when(judge.lacks === undefined, judge.lacks ?? '', all)
  const root = mkdtempSync(join(tmpdir(), 'gantry site '))
  const write = (path: string, text: string) => { mkdirSync(dirname(join(root, path)), { recursive: true }); writeFileSync(join(root, path), text) }
  const web = workload({ name: 'web', site: { root, port: 80, fallback: '/index.html' } })
  let running: Running

  if (judge.lacks === undefined) all.before(hook(async () => {
    for (const [path, text] of Object.entries(files)) write(path, text)
    chmodSync(root, 0o755)
    symlinkSync(join(root, 'docs/index.html'), join(root, 'linked.txt'))
    running = await judge.start({ workload: web, environment: environment({ workloads: [web] }) })
  }))
  all.after(hook(async () => {
    if (judge.lacks === undefined) await running.remove()
    rmSync(root, { recursive: true })
  }))

  test('answers every request of the table as it should', async () => {
    for (const [path, expected, question] of table) {
      const { status, text } = await ask(running.port, path, question)
      assert.equal(typeof expected === 'string' ? [status, text.split('\n')[0]] : [status], typeof expected === 'string' ? [200, expected] : [expected], `${question?.method ?? ''} ${path}`)
    }
  })

  test('keeps a file whose name changes with its content for a year, and no other', async () => {
    for (const file of kept) assert.is((await ask(running.port, `/${file}`)).headers['cache-control'], 'public, max-age=31536000, immutable', file)
    for (const file of [...asked, 'orders/42', 'docs']) assert.is((await ask(running.port, `/${file}`)).headers['cache-control'], 'no-cache', file)
    for (const path of ['/gone-BxK3_a9R.js', '/.env']) assert.is((await ask(running.port, path)).headers['cache-control'], undefined, path)
  })

  test('answers 304 while a file is the same', async () => {
    const { headers } = await ask(running.port, '/index.html')
    for (const condition of [{ 'if-none-match': String(headers['etag']) }, { 'if-modified-since': String(headers['last-modified']) }]) {
      const { status, text, headers: { 'cache-control': cache, etag } } = await ask(running.port, '/index.html', { headers: condition })
      assert.equal([status, text, cache, etag], [304, '', 'no-cache', headers['etag']])
    }
    assert.is((await ask(running.port, '/index.html', { headers: { 'if-none-match': '"other"' } })).status, 200)
  })

  test('gives a part of a file', async () => {
    const { status, text, headers } = await ask(running.port, '/main.js', { headers: { range: 'bytes=5-6' } })
    assert.equal([status, text, headers['content-range'], headers['content-length']], [206, 'js', 'bytes 5-6/2008', '2'])
    assert.is((await ask(running.port, '/main.js', { headers: { range: 'bytes=9999-' } })).status, 416)
    assert.equal((await ask(running.port, '/main.js', { method: 'HEAD' })).headers['content-length'], '2008')
  })

  test('says of what type a file is', async () => {
    for (const [path, type] of Object.entries(types)) assert.match(String((await ask(running.port, path)).headers['content-type']), type, path)
  })

  test('shows an edit at once', async () => {
    write('live.html', 'one')
    assert.is((await ask(running.port, '/live.html')).text, 'one')
    const { etag } = (await ask(running.port, '/live.html')).headers
    appendFileSync(join(root, 'live.html'), ' and two')
    assert.is((await ask(running.port, '/live.html', { headers: { 'if-none-match': String(etag) } })).text, 'one and two')
    rmSync(join(root, 'live.html'))
    assert.is((await ask(running.port, '/live.html')).text.split('\n')[0], 'index.html')
  })

  test('ends when it is told to, with nothing bad to say of itself', async () => {
    assert.is(await running.stop('SIGTERM'), 0)
    assert.not.match(running.complaints(), /warn|alert|emerg|Error/)
  })

  all.run()
}
