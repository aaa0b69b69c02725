import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a server says to one kind of request; `silent` never answers. */
export type FakeAnswer = 'silent' | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }

/** An ACME server that gets as far as an order and then answers as it is told; plain HTTP, on loopback. */
export const startFakeAcme = async (say: { readonly order?: FakeAnswer; readonly account?: FakeAnswer; readonly directory?: FakeAnswer }) => {
  const asked: string[] = []
  let nonces = 0
  const server = createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const usual: Readonly<Record<string, FakeAnswer>> = {
      '/dir': say.directory ?? { status: 200, body: { newNonce: `${base}/nonce`, newAccount: `${base}/account`, newOrder: `${base}/order`, revokeCert: `${base}/revoke`, keyChange: `${base}/key` } },
      '/nonce': { status: 200, body: {} },
      '/account': say.account ?? { status: 201, headers: { location: `${base}/account/1` }, body: { status: 'valid', contact: [] } },
      '/order': say.order ?? 'silent',
    }
    const path = request.url ?? ''
    asked.push(path)
    request.resume().on('end', () => give(response, usual[path] ?? { status: 404, body: {} }, `nonce-${nonces++}`))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    directory: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dir`,
    /** The paths that were asked for so far. */
    asked: (): readonly string[] => asked,
    stop: async (): Promise<void> => { server.closeAllConnections(); server.close(); await once(server, 'close') },
  }
}

const give = (response: ServerResponse, answer: FakeAnswer, nonce: string): void => {
  if (answer === 'silent') return
  const { status, headers = {}, body } = answer
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type, 'replay-nonce': nonce, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** An error as ACME servers word it. */
export const problem = (status: number, type: string, detail: string, headers: Readonly<Record<string, string>> = {}): FakeAnswer =>
  ({ status, headers, body: { type: `urn:ietf:params:acme:error:${type}`, detail, status } })
