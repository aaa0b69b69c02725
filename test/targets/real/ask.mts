import { connect } from 'node:http2'
import { request } from 'node:http'

export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly text: string; readonly json: any }
type Question = { readonly headers?: Record<string, string>; readonly method?: string; readonly body?: string | Buffer }

/** One HTTP/1 request on a connection of its own. */
export const ask = (port: number, path: string, { headers = {}, method = 'GET', body }: Question = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined })
      })
    })
    sent.on('error', reject).end(body)
  })

/** Opens a websocket, sends bytes and gives what came back: the status line and the bytes. */
export const upgrade = (port: number, path: string, sent: string, protocol = 'websocket'): Promise<{ readonly status: number; readonly echo: string }> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers: { connection: 'Upgrade', upgrade: protocol, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' } })
    asked.on('upgrade', (response, socket) => {
      socket.on('data', (bytes: Buffer) => { socket.destroy(); resolve({ status: response.statusCode ?? 0, echo: bytes.toString() }) })
      socket.write(sent)
    })
    asked.on('response', (response) => { response.resume(); resolve({ status: response.statusCode ?? 0, echo: '' }) }).on('error', reject).end()
  })

/** When each piece of a stream arrived, in milliseconds after the request. */
export const arrivals = (port: number, path: string): Promise<readonly { readonly text: string; readonly after: number }[]> =>
  new Promise((resolve, reject) => {
    const [start, pieces] = [Date.now(), [] as { text: string; after: number }[]]
    request({ host: '127.0.0.1', port, path, agent: false, headers: { 'accept-encoding': 'gzip' } }, (response) => {
      response.on('data', (chunk: Buffer) => pieces.push({ text: chunk.toString(), after: Date.now() - start })).on('end', () => resolve(pieces))
    }).on('error', reject).end()
  })

export type GrpcAnswer = { readonly headers: any; readonly trailers: any; readonly body: Buffer; readonly endsWithHeaders: boolean }

/** One gRPC call over HTTP/2 without an upgrade, as every gRPC client makes it. */
export const call = (port: number, path: string, message: Buffer): Promise<GrpcAnswer> =>
  new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`)
    session.on('error', reject)
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' })
    const answer = { headers: {}, trailers: {}, endsWithHeaders: false }
    const chunks: Buffer[] = []
    stream.on('response', (headers, flags) => Object.assign(answer, { headers, endsWithHeaders: (flags & 1) === 1 }))
      .on('trailers', (trailers) => Object.assign(answer, { trailers }))
      .on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
      .on('end', () => { session.close(); resolve({ ...answer, body: Buffer.concat(chunks) }) }).end(message)
  })
