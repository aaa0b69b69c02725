// needs: engine
import { connect, type ConnectionOptions } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../../support/hook.mts'
import { arrivals, ask, upgraded } from './ask.mts'
import { domain, route, secureStack } from './secure.mts'

const stack = await secureStack('tls', { routes: [route('/whole'), route('/events'), route('/live', { websocket: true }), route('/here', { host: 'admin.example.com' })] })
const { plain, secure } = stack

const test = suite('the proxy over TLS')
test.before(hook(stack.start))
test.after(hook(stack.remove))

/** What was agreed on at the handshake, or what ended it. */
const handshake = (options: ConnectionOptions): Promise<{ readonly protocol: string | null; readonly cipher: string; readonly alpn: string | false | null; readonly served: string }> => new Promise((resolve, reject) => {
  const socket = connect({ host: '127.0.0.1', port: secure, servername: domain, rejectUnauthorized: false, ...options }, () => {
    resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name, alpn: socket.alpnProtocol, served: String(socket.getPeerX509Certificate()?.toString()) })
    socket.destroy()
  })
  socket.on('error', reject)
})
const refusal = (options: ConnectionOptions): Promise<string> => handshake(options).then(() => 'agreed', (error: NodeJS.ErrnoException) => error.code ?? error.message)

test('speaks TLS 1.3 and 1.2 with the certificate that is there, and nothing older', async () => {
  assert.equal(await handshake({}), { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', alpn: false, served: stack.certificate })
  assert.is((await handshake({ maxVersion: 'TLSv1.2' })).cipher, 'ECDHE-ECDSA-AES128-GCM-SHA256')
  assert.match(await refusal({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), /PROTOCOL_VERSION/)
})

test('has no cipher that the guideline does not name', async () => {
  for (const cipher of ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'AES128-GCM-SHA256']) assert.match(await refusal({ maxVersion: 'TLSv1.2', ciphers: `${cipher}@SECLEVEL=0` }), /HANDSHAKE_FAILURE/)
})

test('agrees on a group that outlives quantum computers', async () => {
  assert.is((await handshake({ ecdhCurve: 'X25519MLKEM768' })).protocol, 'TLSv1.3')
})

test('offers HTTP/2', async () => {
  assert.is((await handshake({ ALPNProtocols: ['h2', 'http/1.1'] })).alpn, 'h2')
})

test('ends the handshake with who asks for another name, or for none', async () => {
  assert.match(await refusal({ servername: 'stranger.example.com' }), /UNRECOGNIZED_NAME/)
  assert.match(await refusal({ servername: '' }), /UNRECOGNIZED_NAME/)
  const { status, json } = await ask(secure, '/whole', { tls: domain, headers: { host: 'stranger.example.com' } })
  assert.equal([status, json.error], [421, 'misdirected request'])
})

test('every host has its own routes', async () => {
  assert.is((await ask(secure, '/here', { tls: 'admin.example.com' })).json.headers.host, 'admin.example.com')
  assert.is((await ask(secure, '/here', { tls: domain })).status, 404)
})

test('tells services how it was asked', async () => {
  assert.equal((({ host, 'x-forwarded-proto': scheme }) => [host, scheme])((await ask(secure, '/whole', { tls: domain, headers: { 'x-forwarded-proto': 'http' } })).json.headers), [domain, 'https'])
})

test('plain HTTP leads to the same address over TLS', async () => {
  const { status, headers } = await ask(plain, '/whole/a%2Fb?c=%26', { headers: { host: `${domain}:${plain}` }, method: 'POST' })
  assert.equal([status, headers['location']], [301, `https://${domain}:${secure}/whole/a%2Fb?c=%26`])
  assert.is((await ask(plain, '/', { headers: { host: 'admin.example.com' } })).headers['location'], `https://admin.example.com:${secure}/`)
})

test('who asks for no name of ours is led nowhere', async () => {
  const { status, json, headers } = await ask(plain, '/whole', { headers: { host: 'stranger.example.com' } })
  assert.equal([status, json.error, headers['location']], [421, 'misdirected request', undefined])
})

test('what an ACME server looks for is found, as text', async () => {
  const { status, text, headers } = await ask(plain, '/.well-known/acme-challenge/token', { headers: { host: domain } })
  assert.equal([status, text, headers['content-type']], [200, 'token.thumbprint', 'text/plain'])
  for (const path of ['/.well-known/acme-challenge/', '/.well-known/acme-challenge/none']) assert.ok([403, 404].includes((await ask(plain, path, { headers: { host: domain } })).status))
  assert.is((await ask(plain, '/.well-known/acme-challenge/../../x', { headers: { host: domain } })).status, 301)
})

test('a websocket passes', async () => {
  const { status, echo } = await upgraded(secure, '/live', 'hello', { tls: domain })
  assert.equal([status, echo], [101, 'hello'])
})

test('events arrive when they are sent', async () => {
  const pieces = await arrivals(secure, '/events', domain)
  assert.is(pieces.map(({ text }) => text).join(''), 'data: first\n\ndata: second\n\n')
  assert.ok((pieces[0]?.after ?? 9999) < 1000, JSON.stringify(pieces))
})

test.run()
