import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls'
import * as assert from 'uvu/assert'
import { arrivals, ask, upgraded } from '../real/ask.mts'
import { proxySettings } from '../workload.mts'
import { askRaw, open, requestText } from './ask-raw.mts'
import { makeTrust } from './authority.mts'
import { inFrontOf, privileged, route, stackOf, tlsSettings } from './stage.mts'

const { ca, sign } = await makeTrust()
const names = ['shop.example.com', 'admin.example.com', '*.dev.example.com']
const pairs = { prod: await sign(names), dev: await sign(['localhost', '*.localhost'], ['127.0.0.1', '::1']) }
const routes = [route('/whole'), route('/events'), route('/long'), route('/live', { websocket: true }), route('/here', { host: 'admin.example.com' })]
const [tls, http] = ['shop.example.com', { address: '127.0.0.1', port: 80, domain: 'shop.example.com' }]
const stackWith = (changes: Parameters<typeof tlsSettings>[0]) => stackOf(routes, { http, tls: tlsSettings({ names, ...changes }), proxy: proxySettings({ headers: { 'X-Frame-Options': 'DENY' } }) })

/** What was agreed on at the handshake, or what ended it. */
const handshake = (port: number, options: ConnectionOptions = {}): Promise<readonly [protocol: string | null, cipher: string] | string> => new Promise((resolve) => {
  const socket = connectSecurely({ host: '127.0.0.1', port, servername: tls, ca, ...options }, () => {
    resolve([socket.getProtocol(), socket.getCipher().name])
    socket.destroy()
  })
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
})

/** What ended it, as text. */
const refusal = async (port: number, options: ConnectionOptions): Promise<string> => String(await handshake(port, options))

inFrontOf('TLS as in prod', stackWith({ redirect: true }), (test, stage, { isNginx }) => {
  const secure = () => stage.running.securePort

  test('speaks TLS 1.3 and 1.2 with the pair it was given, and nothing older', async () => {
    assert.equal([await handshake(secure()), await handshake(secure(), { maxVersion: 'TLSv1.2' })], [['TLSv1.3', 'TLS_AES_256_GCM_SHA384'], ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256']])
    assert.match(await refusal(secure(), { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), /PROTOCOL_VERSION/)
    for (const cipher of ['ECDHE-ECDSA-AES128-SHA256', 'AES128-GCM-SHA256']) assert.match(await refusal(secure(), { maxVersion: 'TLSv1.2', ciphers: `${cipher}@SECLEVEL=0` }), /HANDSHAKE_FAILURE/)
  })

  test('ends the handshake with who asks for another name, or for none', async () => {
    for (const servername of ['stranger.example.com', '']) assert.match(await refusal(secure(), { servername }), isNginx ? /UNRECOGNIZED_NAME/ : /HANDSHAKE_FAILURE/)
    assert.equal((await handshake(secure(), { servername: 'a.dev.example.com' }))[0], 'TLSv1.3')
    const { status, json } = await ask(secure(), '/whole', { tls, headers: { host: 'stranger.example.com' } })
    assert.equal([status, json.error], [421, 'misdirected request'])
  })

  test('every host has its own routes', async () => {
    assert.is((await ask(secure(), '/here', { tls: 'admin.example.com' })).json.headers.host, 'admin.example.com')
    assert.is((await ask(secure(), '/here', { tls })).status, 404)
  })

  test('services hear how they were asked, whatever a client says', async () => {
    const { json } = await ask(secure(), '/whole', { tls, headers: { 'x-forwarded-proto': 'http' } })
    assert.equal([json.headers['x-forwarded-proto'], json.headers.host, json.headers['x-forwarded-for']], ['https', tls, '127.0.0.1'])
  })

  test('websockets, events and many at once pass as without', async () => {
    const { status, echo, headers } = await upgraded(secure(), '/live', 'hello', { tls })
    assert.equal([status, echo, headers['x-frame-options'], headers['x-powered-by']], [101, 'hello', 'DENY', undefined])
    assert.ok(((await arrivals(secure(), '/events', tls))[0]?.after ?? 9999) < 350)
    const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => ask(secure(), `/whole/${turn}`, { tls, method: 'POST', body: Buffer.alloc(turn) })))
    assert.equal(answers.map(({ json }) => json.length), answers.map((_, turn) => turn))
  })

  test('plain HTTP leads to the same address over TLS', async () => {
    const { status, headers } = await ask(stage.port, '/whole/a%2Fb?c=%26', { headers: { host: `${tls}:${stage.port}` }, method: 'POST' })
    assert.equal([status, headers['location'], headers['x-frame-options']], [301, `https://${tls}:${secure()}/whole/a%2Fb?c=%26`, 'DENY'])
    assert.is((await ask(stage.port, '/', { headers: { host: 'a.dev.example.com' } })).headers['location'], `https://a.dev.example.com:${secure()}/`)
    assert.equal(await ask(stage.port, '/whole', { headers: { host: 'stranger.example.com' } }).then(({ status: refused, json }) => [refused, json.error]), [421, 'misdirected request'])
    assert.is((await askRaw(stage.port, requestText('/live', tls, ['Connection: Upgrade', 'Upgrade: websocket']))).status, 301)
  })

  test('lets what is under way come to its end when it is told to stop', async () => {
    // nginx waits for those too that have not asked for anything yet.
    const quiet = isNginx ? [] : [open(secure(), { ca, servername: tls }), open(secure())]
    for (const socket of quiet) socket.on('error', () => {})
    const long = ask(secure(), '/long', { tls })
    await new Promise((resolve) => setTimeout(resolve, 150))
    const began = performance.now()
    const code = stage.running.stop('SIGQUIT')
    assert.equal([(await long).text, await code], ['done', 0])
    assert.ok(performance.now() - began < 2500)
    for (const socket of quiet) socket.destroy()
  })

  test('has nothing bad to say of itself', () => assert.not.match(stage.running.complaints(), /\[(?:emerg|alert|crit|warn)\]|Error/))
}, { among: privileged, pair: pairs.prod })

// ---

inFrontOf('TLS as in dev', stackWith({ rejects: false, names: ['localhost', '*.localhost'], addresses: ['127.0.0.1', '::1'] }), (test, stage, { isNginx }) => {
  const secure = () => stage.running.securePort

  test('plain HTTP is served too, to every host', async () => {
    assert.equal(await Promise.all(['localhost', 'anybody'].map(async (host) => (await ask(stage.port, '/whole', { headers: { host } })).json.headers['x-forwarded-proto'])), ['http', 'http'])
  })

  test('over TLS who asks for none of our names is told so, after the handshake', async () => {
    for (const host of ['localhost', 'shop.localhost', `127.0.0.1:${secure()}`, `[::1]:${secure()}`]) assert.is((await ask(secure(), '/whole', { tls: 'localhost', headers: { host } })).status, 200, host)
    for (const host of ['stranger.example.com', '10.0.0.1']) assert.is((await ask(secure(), '/whole', { tls: 'localhost', headers: { host } })).status, 421, host)
    assert.is((await ask(secure(), '/whole', { tls: 'stranger.example.com' })).status, 421)
  })

  test('the pair is for names and for addresses', async () => {
    for (const servername of ['localhost', undefined]) assert.is((await askRaw(secure(), requestText('/whole', servername ?? '127.0.0.1'), { ca, ...servername === undefined ? {} : { servername } })).status, 200)
  })

  if (!isNginx) test('a pair that is replaced is served without a restart; one that cannot be read is not', async () => {
    const renewed = await makeTrust()
    const { certificate, key } = await renewed.sign(['localhost'])
    const replace = async (certificateText: string, keyText: string) => {
      await writeFile(join(stage.running.folder, 'privkey.pem'), keyText)
      await writeFile(join(stage.running.folder, 'new.pem'), certificateText)
      await rename(join(stage.running.folder, 'new.pem'), join(stage.running.folder, 'fullchain.pem'))
    }
    const isServed = () => handshake(secure(), { ca: renewed.ca, servername: 'localhost' }).then((found) => typeof found !== 'string')
    await replace(certificate, key)
    for (let turn = 0; turn < 100 && !await isServed(); turn++) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.ok(await isServed())
    await replace('nonsense', key)
    for (let turn = 0; turn < 100 && stage.running.complaints() === ''; turn++) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.match(stage.running.complaints(), /fullchain\.pem and .*privkey\.pem are no pair: .*; the certificate before it is served on\n$/)
    assert.ok(await isServed())
  })
}, { among: privileged, pair: pairs.dev })

// ---

inFrontOf('TLS 1.3 alone', stackWith({ security: 'modern' }), (test, stage) => {
  test('is what the modern guideline asks for', async () => {
    assert.equal((await handshake(stage.running.securePort))[0], 'TLSv1.3')
    assert.match(await refusal(stage.running.securePort, { maxVersion: 'TLSv1.2' }), /PROTOCOL_VERSION/)
  })
}, { among: privileged, pair: pairs.prod })
