import { connect, type Socket } from 'node:net'
import type { Turn } from '../../tls/check/probe.mts'
import { readReply, type Reply } from '../../tls/check/reply.mts'

/** Where an endpoint is reached; the address is no name any more. */
export type Place = { readonly address: string; readonly port: number }

/** How long a server may take to connect and to answer, in milliseconds. */
export const patience = 3000

/** Has a conversation in bytes; as many replies as turns that got one. It ends where the server ends it. */
export const exchange = async (place: Place, turns: readonly Turn[]): Promise<readonly Reply[]> => {
  const opened = await open(place)
  if ('why' in opened) return [{ kind: 'silent', why: opened.why }]
  try {
    const replies: Reply[] = []
    for (const turn of turns) {
      const reply = await answerTo(opened, turn)
      replies.push(reply)
      if (reply.kind === 'closed' || reply.kind === 'alert') break
    }
    return replies
  } finally {
    opened.destroy()
  }
}

/** The one reply of a conversation with one turn. */
export const askOnce = async (place: Place, turn: Turn): Promise<Reply> => (await exchange(place, [turn]))[0] ?? { kind: 'closed' }

const open = ({ address, port }: Place): Promise<Socket | { readonly why: string }> => new Promise((resolve) => {
  const socket = connect({ host: address, port, timeout: patience })
  const fail = (why: string) => { socket.destroy(); resolve({ why }) }
  socket.once('connect', () => { socket.setTimeout(0); resolve(socket) })
  socket.once('timeout', () => fail(`no connection in ${patience / 1000} s`))
  // Later errors are an end like any other: the server has hung up.
  socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
})

const answerTo = (socket: Socket, { send, until, patience: own = patience }: Turn): Promise<Reply> => new Promise((resolve) => {
  let bytes: Buffer = Buffer.alloc(0)
  const end = (reply: Reply) => {
    clearTimeout(timer)
    for (const [event, listener] of listeners) socket.off(event, listener)
    resolve(reply)
  }
  const closed = () => end(bytes.length === 0 ? { kind: 'closed' } : readReply(bytes, 'hello') ?? { kind: 'closed' })
  const listeners = [['close', closed], ['end', closed], ['data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    const reply = readReply(bytes, until)
    if (reply) end(reply)
    else if (bytes.length > 2 ** 18) end({ kind: 'strange', text: 'an answer without end' })
  }]] as const
  const timer = setTimeout(() => end({ kind: 'silent', why: `no answer in ${own / 1000} s` }), own)
  for (const [event, listener] of listeners) socket.on(event, listener)
  if (socket.destroyed || socket.readableEnded) closed()
  else socket.write(send)
})
