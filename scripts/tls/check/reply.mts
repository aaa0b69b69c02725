import { cursor } from './bytes.mts'
import { readKeyShare, type KeyShare } from './key-share.mts'
import { readServerHello, type ServerHello } from './server-hello.mts'

/** What came back, as far as it was asked to be read. */
export type Reply =
  | { readonly kind: 'hello'; readonly hello: ServerHello; readonly chain: readonly Uint8Array[]; readonly share?: KeyShare }
  /** A server that speaks SSLv2. */
  | { readonly kind: 'sslv2' }
  /** Refused, with the reason as a number. */
  | { readonly kind: 'alert'; readonly alert: number }
  /** Refused without a word. */
  | { readonly kind: 'closed' }
  /** Something that is not TLS; its beginning. */
  | { readonly kind: 'strange'; readonly text: string }
  /** No answer in time, or no connection: nothing can be said. */
  | { readonly kind: 'silent'; readonly why: string }

/** How much of an answer is wanted: the ServerHello, or all that comes before the client's turn. */
export type Until = 'hello' | 'done'

const content = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23, heartbeat: 24 } as const
const message = { serverHello: 2, certificate: 11, keyExchange: 12, done: 14 } as const
const tls13 = 0x0304
const warning = 1
const closeNotify = 0

/** Reads what has come so far; undefined when more has to come. */
export const readReply = (bytes: Uint8Array, until: Until): Reply | undefined => {
  try {
    return bytes.length === 0 ? undefined : readRecords(bytes, until)
  } catch {
    return strange(bytes)
  }
}

const readRecords = (bytes: Uint8Array, until: Until): Reply | undefined => {
  if ((bytes[0] ?? 0) & 0x80) return bytes.length < 3 ? undefined : bytes[2] === 4 ? { kind: 'sslv2' } : strange(bytes)
  if ((bytes[0] ?? 0) < content.changeCipherSpec || (bytes[0] ?? 0) > content.heartbeat || (bytes.length > 1 && bytes[1] !== 3)) return strange(bytes)
  const records = recordsOf(bytes)
  const alert = records.find(({ type, body }) => type === content.alert && (body[0] !== warning || body[1] === closeNotify))
  if (alert) return alert.body.length === 2 && alert.body[1] !== closeNotify ? { kind: 'alert', alert: alert.body[1] ?? 0 } : { kind: 'closed' }
  return readHandshake(Buffer.concat(records.filter(({ type }) => type === content.handshake).map(({ body }) => body)), until)
}

/** The records that are there as a whole. */
const recordsOf = (bytes: Uint8Array): readonly { readonly type: number; readonly body: Uint8Array }[] => {
  const all = cursor(bytes)
  const found = []
  while (all.left() >= 5) {
    const [type = 0, , , high = 0, low = 0] = all.take(5)
    if (all.left() < high * 256 + low) break
    found.push({ type, body: all.take(high * 256 + low) })
  }
  return found
}

const readHandshake = (bytes: Uint8Array, until: Until): Reply | undefined => {
  const all = cursor(bytes)
  let hello: ServerHello | undefined
  let chain: readonly Uint8Array[] = []
  let share: KeyShare | undefined
  while (all.left() >= 4) {
    const type = all.u8()
    const length = all.u24()
    if (all.left() < length) return undefined
    const body = all.take(length)
    if (type === message.serverHello) hello = readServerHello(body)
    if (type === message.certificate) chain = readChain(body)
    if (type === message.keyExchange && hello) share = readKeyShare(body, hello.suite)
    if (hello && (until === 'hello' || type === message.done || hello.version === tls13)) return { kind: 'hello', hello, chain, ...share ? { share } : {} }
  }
  return undefined
}

const readChain = (body: Uint8Array): readonly Uint8Array[] => {
  const list = cursor(cursor(body).vector24())
  const found = []
  while (list.left() > 0) found.push(list.vector24())
  return found
}

const strange = (bytes: Uint8Array): Reply => ({ kind: 'strange', text: Buffer.from(bytes.subarray(0, 40)).toString('latin1').split(/[\r\n]/)[0]?.replace(/[^\x20-\x7e]/g, '.') ?? '' })
