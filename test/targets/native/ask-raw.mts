import { connect, type Socket } from 'node:net'
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls'

/** The first line and the headers of an answer, names in small letters. */
export type Head = { readonly status: number; readonly headers: Readonly<Record<string, string>>; /** What came after them at once. */ readonly text: string }

/** Who is asked over TLS, and whom the client trusts. */
export type Secure = Pick<ConnectionOptions, 'ca' | 'servername' | 'maxVersion' | 'minVersion'>

/** A connection of its own on loopback, over TLS when it is said whom to trust. */
export const open = (port: number, secure?: Secure): Socket => secure ? connectSecurely({ host: '127.0.0.1', port, ...secure }) : connect(port, '127.0.0.1')

/** Sends bytes and reads the head of what comes back; an end without an answer is an error. */
export const say = (socket: Socket, text: string): Promise<Head> => new Promise((resolve, reject) => {
  let bytes = ''
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.toString('latin1')
    const [head, ...rest] = bytes.split('\r\n\r\n')
    if (rest.length > 0) resolve(headOf(head ?? '', rest.join('\r\n\r\n')))
  }).once('error', reject).once('close', () => reject(new Error(`ended after ${JSON.stringify(bytes)}`)))
  socket.write(text)
})

/** One conversation of one request. */
export const askRaw = async (port: number, text: string, secure?: Secure): Promise<Head> => {
  const socket = open(port, secure)
  return say(socket, text).finally(() => socket.destroy())
}

const headOf = (text: string, rest: string): Head => {
  const [first = '', ...lines] = text.split('\r\n')
  return { status: Number(first.split(' ')[1]), text: rest, headers: Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])) }
}

/** The text of a request, as HTTP/1.1 has it. */
export const requestText = (path: string, host = 'shop.example.com', headers: readonly string[] = []): string =>
  `${path.includes(' ') ? path : `GET ${path}`} HTTP/1.1\r\n${[`Host: ${host}`, ...headers].join('\r\n')}\r\n\r\n`

/** The headers of a client that wants a websocket. */
export const upgrading = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'] as const
