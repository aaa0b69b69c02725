import { connect } from 'node:http2'
import { request } from 'node:http'
import { request as requestOverTls, type RequestOptions } from 'node:https'

export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly text: string; readonly json: any }
/** `tls` is the name asked for at the handshake, and the host unless there is another; the certificate may be anyone's. */
type Question = { readonly headers?: Record<string, string>; readonly method?: string; readonly body?: string | Buffer; readonly tls?: string | undefined }

const over = (tls: string | undefined) => tls === undefined ? request : requestOverTls
const optionsOf = (port: number, path: string, { headers = {}, method = 'GET', tls }: Question): RequestOptions =>
  ({ host: '127.0.0.1', port, path, method, agent: false, ...tls === undefined ? { headers } : { headers: { host: tls, ...headers }, servername: tls, rejectUnauthorized: false } })

/** One HTTP/1 request on a connection of its own. */
export const ask = (port: number, path: string, question: Question = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = over(question.tls)(optionsOf(port, path, question), (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined })
      })
    })
    sent.on('error', reject).end(question.body)
  })

type Upgraded = Pick<Answer, 'status' | 'headers'> & { readonly echo: string }

/** Asks for a protocol, sends bytes and gives what came back: the head of the answer and the bytes. */
export const upgraded = (port: number, path: string, sent: string, { protocol = 'websocket', tls }: { readonly protocol?: string; readonly tls?: string } = {}): Promise<Upgraded> =>
  new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: protocol, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' }
    const asked = over(tls)(optionsOf(port, path, { headers, tls }))
    asked.on('upgrade', ({ statusCode: status = 0, headers: said }, socket) => {
      socket.on('data', (bytes: Buffer) => { socket.destroy(); resolve({ status, headers: said, echo: bytes.toString() }) })
      socket.write(sent)
    })
    asked.on('response', (response) => { response.resume(); resolve({ status: response.statusCode ?? 0, headers: response.headers, echo: '' }) }).on('error', reject).end()
  })

/** Opens a websocket, sends bytes and gives what came back: the status and the bytes. */
export const upgrade = async (port: number, path: string, sent: string, protocol?: string): Promise<Pick<Upgraded, 'status' | 'echo'>> => {
  const { status, echo } = await upgraded(port, path, sent, protocol === undefined ? {} : { protocol })
  return { status, echo }
}

/** When each piece of a stream arrived, in milliseconds after the request. */
export const arrivals = (port: number, path: string, tls?: string): Promise<readonly { readonly text: string; readonly after: number }[]> =>
  new Promise((resolve, reject) => {
    const [start, pieces] = [Date.now(), [] as { text: string; after: number }[]]
    over(tls)(optionsOf(port, path, { headers: { 'accept-encoding': 'gzip' }, tls }), (response) => {
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
