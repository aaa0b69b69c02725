import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { once } from 'node:events'
import { createServer as createPlain, type AddressInfo, type Server } from 'node:net'
import { createSecureContext, createServer } from 'node:tls'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { askServed } from '../../scripts/shell/tls/ask-served.mts'
import { compareServed } from '../../scripts/shell/tls/compare-served.mts'
import type { MadePair } from '../../scripts/shell/tls/make-certificate.mts'
import { withTemp } from '../support/temp.mts'
import { authority, leaf } from './made.mts'

const root = await authority()
const [first, second, other] = [await leaf('shop.test', root), await leaf('shop.test', root), await leaf('other.test', root)]
const contextOf = ({ certificate, key }: MadePair) => createSecureContext({ cert: certificate, key })

const listening = async <T extends Server>(server: T, act: (port: number, server: T) => Promise<void>): Promise<void> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await act((server.address() as AddressInfo).port, server)
  } finally {
    server.close()
  }
}

/** A server with a certificate for each name; one of no name of its own ends the handshake. */
const withServer = (certificates: Record<string, MadePair>, act: (port: number) => Promise<void>) => {
  const server = createServer({ SNICallback: (name, answer) => {
    const found = certificates[name]
    return found ? answer(null, contextOf(found)) : answer(new Error('no such name'))
  } })
  server.on('tlsClientError', () => {})
  return listening(server, act)
}

/** Compares with the first certificate, as it stands in a file. */
const compare = (port: number, name = 'shop.test', time = 300) => withTemp(async (folder) => {
  await writeFile(join(folder, 'fullchain.pem'), first.certificate)
  return compareServed({ do: 'compare-served', certificate: 'fullchain.pem', address: '0.0.0.0', port, name }, folder, time)
})

const comparing = suite('what is served')

comparing('is the certificate in the file, asked for by name', () => withServer({ 'shop.test': first, 'other.test': other }, async (port) => {
  assert.equal(await compare(port), { ok: true, message: '' })
}))

comparing('may take a moment to be: a graceful reload is waited for', () => {
  const certificates = { 'shop.test': second }
  return withServer(certificates, async (port) => {
    setTimeout(() => { certificates['shop.test'] = first }, 400)
    assert.ok((await compare(port, 'shop.test', 5000)).ok)
  })
})

comparing('is otherwise told: who serves what, and what should be served', () => withServer({ 'shop.test': other }, async (port) => {
  const { ok, message, hint } = await compare(port)
  assert.is(ok, false)
  assert.match(message, new RegExp(`^shop.test:${port} serves other.test of Test Authority until \\d{4}-\\d\\d-\\d\\d \\(serial [0-9a-f]{12}\\); fullchain.pem is shop.test of Test Authority until [\\d-]{10} \\(serial [0-9a-f]{12}\\)$`))
  assert.is(hint, 'something else may stand in front of the proxy, or hold its port')
}))

comparing('may be nothing', async () => {
  let port = 0
  await listening(createPlain(), async (free) => { port = free })
  const { ok, message } = await compare(port)
  assert.equal([ok, message], [false, `shop.test:${port} was asked for its certificate: nothing listens there`])
})

comparing('is no TLS, no answer, or a refusal of the name', async () => {
  const asked = (port: number, name = 'shop.test') => askServed({ address: '127.0.0.1', port, name }, 300)
  await listening(createPlain((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')), async (port) => assert.equal(await asked(port), { why: 'it does not speak TLS' }))
  const open = new Set<{ destroy: () => void }>()
  await listening(createPlain((socket) => { open.add(socket) }), async (port) => {
    assert.equal(await asked(port), { why: 'no answer in 0.3 s' })
    for (const socket of open) socket.destroy()
  })
  await withServer({ 'shop.test': first }, async (port) => assert.equal(await asked(port, 'no.test'), { why: 'it ends the connection' }))
})

comparing('is read with its chain', () => withServer({ 'shop.test': { certificate: first.certificate + root.certificate, key: first.key } }, async (port) => {
  const { certificate } = await askServed({ address: '', port, name: 'shop.test' })
  assert.equal([certificate?.names, certificate?.chain.length, certificate?.chain.broken], [['shop.test'], 2, undefined])
}))

comparing.run()
