// limit: 180
import { rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { askRaw, requestText } from '../targets/native/ask-raw.mts'
import { countProcesses } from '../support/alive.mts'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { createNative, fetchText, freePort, server } from './support.mts'

const [http, https, port] = [await freePort(), await freePort(), await freePort()]
const stackFile = (environment: string, settings: string) => `name: t-secure
services:
  api: { kind: node-web, command: node api.mjs, native: { workdir: ./api }, port: ${port}, health: /health, route: /api/, variables: { ANSWER: one } }
environments: { ${environment}: { http: 127.0.0.1:${http}, https: 127.0.0.1:${https}, ${settings} } }
`
const stack = await createNative({ 'stack.yaml': stackFile('dev', 'tls: selfsigned'), 'api/api.mjs': server })
const certificate = () => stack.read('ssl/dev/own/fullchain.pem')
const modeOf = async (path: string) => ((await stat(join(stack.folder, path))).mode & 0o777).toString(8)
const authority = () => stack.read('data/gantry/authority/certificate.pem')
/** Asks over TLS as a client that knows this user's authority and no other. */
const askSecurely = async (path: string, host = 'localhost', servername: string | undefined = host) => askRaw(https, requestText(path, host), { ca: await authority(), ...servername === '127.0.0.1' ? {} : { servername } })

const secure = suite('TLS without an engine')
secure.after(() => stack.remove())

/** A run that is up, looked at and ended with Ctrl-C. */
const whileUp = async (act: () => Promise<void>, words: readonly string[] = [], folders: readonly string[] = []) => {
  const dev = stack.beginWith(folders, 'dev', ...words)
  await dev.seen('Ctrl-C stops everything', 20)
  await act().finally(() => dev.kill('SIGINT'))
  const ended = await dev.ended
  assert.equal([ended.code, await countProcesses(`${stack.folder}/`)], [130, 0])
  return ended
}

secure('the plan says that a certificate is made, and by whom', async () => {
  const { stdout } = await stack.gantry('dev', '--dry-run')
  assert.match(stdout, /^make a certificate for localhost, \*\.localhost, signed by your own authority, in ssl\/dev\/own {2}# there is none yet$/m)
})

secure('https answers with a certificate of the user\'s own authority, http answers too, and Ctrl-C leaves nothing', async () => {
  const { stderr } = await whileUp(async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const { status, text, headers } = await askSecurely('/api/', host)
      assert.equal([status, text, headers['x-content-type-options'], headers['x-frame-options'], headers['strict-transport-security']], [200, text.includes('one') ? text : 'one', 'nosniff', 'DENY', undefined])
    }
    assert.is((await askSecurely('/api/', 'stranger.test', 'localhost')).status, 421)
    assert.is(await fetchText(http, '/api/'), 'one')
    assert.is(await askRaw(https, requestText('/api/', 'localhost'), { servername: 'localhost' }).then(() => 'answered', (error: NodeJS.ErrnoException) => error.code), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  })
  assert.match(stderr, `https://localhost:${https}/api/`)
  assert.is(await askSecurely('/api/').then(() => 'answered', (error: NodeJS.ErrnoException) => error.code), 'ECONNREFUSED')
})

secure('nobody else may read the keys', async () => {
  assert.equal(await Promise.all(['ssl/dev', 'ssl/dev/own/privkey.pem', 'data/gantry/authority', 'data/gantry/authority/key.pem'].map(modeOf)), ['700', '600', '700', '600'])
})

secure('the next run serves the same certificate', async () => {
  const before = await certificate()
  const { stdout } = await stack.gantry('dev', '--dry-run')
  assert.not.match(stdout, /certificate|ssl/)
  await whileUp(async () => assert.is((await askSecurely('/api/')).status, 200))
  assert.is(await certificate(), before)
})

secure('what was removed is made anew, by the same authority', async () => {
  const [before, whose] = [await certificate(), await authority()]
  await rm(join(stack.folder, 'ssl'), { recursive: true })
  await whileUp(async () => assert.is((await askSecurely('/api/')).status, 200))
  assert.is.not(await certificate(), before)
  assert.is(await authority(), whose)
})

secure('a certificate that lacks a name is made anew', async () => {
  await stack.write('stack.yaml', stackFile('dev', 'domain: shop.test, tls: { from: selfsigned, redirect: true }'))
  assert.match((await stack.gantry('dev', '--dry-run')).stdout, /# the one that is there is not for shop\.test/)
  await whileUp(async () => {
    assert.is((await askSecurely('/api/', 'shop.test')).status, 200)
    const { status, headers } = await askRaw(http, requestText('/api/?x=1', 'shop.test'))
    assert.equal([status, headers['location']], [301, `https://shop.test:${https}/api/?x=1`])
  })
})

secure('a port that is taken is named', async () => {
  const { createServer } = await import('node:net')
  const other = createServer().listen(https, '127.0.0.1')
  const { code, stderr } = await stack.gantry('dev')
  other.close()
  assert.equal([code, stderr.split('\n')[0]], [1, `port ${https}, on which proxy listens, is taken by node (process ${process.pid})`])
})

secure('where an ACME server was to be asked, the user\'s own authority signs', async () => {
  await stack.write('stack.yaml', stackFile('staging', 'domain: shop.test, tls: letsencrypt, proxy: { limit: false }'))
  await whileUp(async () => {
    assert.is((await askSecurely('/api/', 'shop.test')).status, 200)
    assert.is((await askRaw(http, requestText('/api/', 'shop.test'))).status, 301)
    assert.match(await askSecurely('/api/', 'stranger.test').then(() => 'answered', (error: Error) => error.message), /handshake failure|unrecognized name/)
  }, ['--env', 'staging'])
})

secure('files of the user\'s own are served as they are', async () => {
  for (const name of ['fullchain.pem', 'privkey.pem']) await stack.write(`mine/${name}`, await stack.read(`ssl/staging/own/${name}`))
  await rm(join(stack.folder, 'ssl'), { recursive: true })
  await stack.write('stack.yaml', stackFile('dev', 'domain: shop.test, tls: { from: files, certificate: ./mine/fullchain.pem, key: mine/privkey.pem }'))
  await whileUp(async () => assert.is((await askSecurely('/api/', 'shop.test')).status, 200))
})

const nginx = process.env['GANTRY_NGINX'] ?? ''
const hasNginx = nginx !== '' && (await run([nginx, '-v'])).code === 0

when(hasNginx, 'there is no nginx: test/engine/provision.sh unpacks one', secure)('the host\'s nginx serves it the same', async () => {
  await stack.write('stack.yaml', stackFile('dev', 'tls: selfsigned'))
  const { stderr } = await whileUp(async () => {
    assert.is((await askSecurely('/api/')).status, 200)
    assert.is((await askSecurely('/api/', 'stranger.test', 'localhost')).status, 421)
    assert.is(await fetchText(http, '/api/'), 'one')
  }, [], [dirname(nginx)])
  assert.match(stderr, /proxy +nginx 1\./)
})

secure.run()
