import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cursor, u16, vector16, vector24, vector8 } from '../../../scripts/tls/check/bytes.mts'
import { changeCipherSpec, clientHello, sslv2Hello } from '../../../scripts/tls/check/hello.mts'
import { readReply, type Reply } from '../../../scripts/tls/check/reply.mts'
import { suites, suiteOf } from '../../../scripts/tls/check/suite.mts'
import { keyBits, suiteParts, suitesOf } from '../../../scripts/tls/check/suite-traits.mts'
import { code } from './observed.mts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** What a hello asks for, read by somebody else's rules: RFC 8446, 4.1.2. */
const readHello = (bytes: Uint8Array) => {
  const record = cursor(bytes)
  const [type, version, body] = [record.u8(), record.u16(), cursor(record.vector16())]
  assert.is(record.left(), 0)
  const [message, hello] = [body.u8(), cursor(body.vector24())]
  const [asked, , session, codes, compressions] = [hello.u16(), hello.take(32), hello.vector8(), cursor(hello.vector16()), hello.vector8()]
  const list = []
  while (codes.left() > 0) list.push(codes.u16())
  const extensions = new Map<number, Uint8Array>()
  const more = hello.left() > 0 ? cursor(hello.vector16()) : undefined
  while (more && more.left() > 0) extensions.set(more.u16(), more.vector16())
  assert.is(hello.left(), 0)
  return { type, version, message, asked, session: session.length, suites: list, compressions: [...compressions], extensions }
}

const hellos = suite('ssl-check: what is sent')

hellos('TLS 1.2 with a name, and everything a server could want to hear', () => {
  const read = readHello(clientHello({ version: 'TLS 1.2', suites: [0xc02b, 0x5600], name: 'a.test' }))
  assert.equal([read.type, read.version, read.message, read.asked, read.session, read.suites, read.compressions], [22, 0x0301, 1, 0x0303, 0, [0xc02b, 0x5600], [0]])
  assert.equal(Buffer.from(read.extensions.get(0) ?? []).toString('latin1'), '\0\x09\0\0\x06a.test')
  assert.equal([...read.extensions.keys()], [0, 10, 11, 13, 0xff01, 23, 35])
})

hellos('TLS 1.3 without a key: the server names the group it would take', () => {
  const read = readHello(clientHello({ version: 'TLS 1.3', suites: [0x1301], groups: [0x11ec] }))
  assert.equal([read.asked, read.session], [0x0303, 32])
  assert.equal([...read.extensions.get(43) ?? []], [2, 3, 4])
  assert.equal([...read.extensions.get(51) ?? []], [0, 0])
  assert.equal([...read.extensions.get(10) ?? []], [0, 2, 0x11, 0xec])
  assert.not(read.extensions.has(0))
})

hellos('older versions: no signatures before 1.2, no extension before 1.0', () => {
  const [old, older] = [readHello(clientHello({ version: 'TLS 1.1', suites: [47] })), readHello(clientHello({ version: 'SSLv3', suites: [47], name: 'a.test' }))]
  assert.equal([old.asked, old.version, old.extensions.has(13)], [0x0302, 0x0301, false])
  assert.equal([older.asked, older.version, older.extensions.size], [0x0300, 0x0300, 0])
})

hellos('a length at which balancers hang is filled up', () => {
  const lengths = Array.from({ length: 225 }, (_, count) => clientHello({ version: 'TLS 1.2', suites: Array.from({ length: count }, () => 47) }).length - 5)
  assert.ok(lengths.every((length) => length < 256 || length >= 512), lengths.join(' '))
})

hellos('SSLv2, and encryption before its time', () => {
  assert.equal([...sslv2Hello()].slice(0, 11), [0x80, 46, 1, 0, 2, 0, 21, 0, 0, 0, 16])
  assert.is(sslv2Hello().length, 48)
  assert.equal([...changeCipherSpec('TLS 1.2')], [20, 3, 3, 0, 1, 1])
})

hellos.run()

// ---

const replies = suite('ssl-check: what comes back')
const record = (type: number, body: readonly number[]) => [type, 3, 3, ...vector16(body)]
const message = (type: number, body: readonly number[]) => [type, ...vector24(body)]
const serverHello = (chosen: number, more: readonly number[] = []) => message(2, [3, 3, ...Array<number>(32).fill(7), ...vector8([1, 2]), ...u16(chosen), 0, ...vector16(more)])
const certificates = (...list: readonly (readonly number[])[]) => message(11, vector24(list.flatMap(vector24)))
const curveShare = message(12, [3, 0, 29, 1, 9])
const primeShare = (bytes: readonly number[]) => message(12, [...vector16(bytes), ...vector16([2]), ...vector16([3])])
const done = message(14, [])
const flight = (...messages: readonly (readonly number[])[]) => Uint8Array.from(record(22, messages.flat()))
const read = (bytes: Uint8Array, until: 'hello' | 'done' = 'hello'): Reply | undefined => readReply(bytes, until)
const ecdhe = code('ECDHE_RSA_WITH_AES_128_GCM_SHA256')

replies('OpenSSL asks for a key of another group: that is its choice', () => {
  const bytes = hex(`1603030058 02000054 0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c
    20 01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3da 1301 00 000c 002b00020304 00330002001d 140303000101`.replaceAll(/\s/g, ''))
  const reply = read(bytes, 'done')
  assert.equal(reply?.kind === 'hello' && [reply.hello.version, reply.hello.suite, reply.hello.group, reply.hello.compression], [0x0304, 0x1301, 29, 0])
})

replies('a refusal, with its reason and without', () => {
  assert.equal(read(hex('15030300020228')), { kind: 'alert', alert: 40 })
  assert.equal(read(hex('15030100020100')), { kind: 'closed' })
  // Someone who is only warned that the name is not known goes on.
  assert.equal(read(Uint8Array.from([...hex('15030300020170'), ...flight(serverHello(ecdhe))]))?.kind, 'hello')
})

replies('a whole flight: the chain, and what the key is agreed on', () => {
  const curve = read(flight(serverHello(ecdhe), certificates([1, 2, 3], [4]), curveShare, done), 'done')
  assert.equal(curve?.kind === 'hello' && [curve.chain.map((der) => [...der]), curve.share, [...curve.hello.session]], [[[1, 2, 3], [4]], { group: 29 }, [1, 2]])
  const prime = (first: number) => read(flight(serverHello(code('DHE_RSA_WITH_AES_128_CBC_SHA')), primeShare([0, first, ...Array<number>(127).fill(1)]), done), 'done')
  assert.equal([prime(0x80), prime(1)].map((reply) => reply?.kind === 'hello' && reply.share), [{ primeBits: 1024 }, { primeBits: 1017 }])
})

replies('messages over several records, and several in one', () => {
  const bytes = [...serverHello(ecdhe), ...certificates([1, 2, 3]), ...curveShare, ...done]
  const cut = Uint8Array.from([...record(22, bytes.slice(0, 20)), ...record(22, bytes.slice(20, 60)), ...record(22, bytes.slice(60))])
  assert.equal(read(cut, 'done')?.kind, 'hello')
})

replies('of a part nothing is said yet, and nothing breaks', () => {
  const whole = flight(serverHello(ecdhe, [...u16(0xff01), ...vector16([0])]), certificates([1, 2, 3]), curveShare, done)
  for (let length = 0; length < whole.length; length++) assert.is(read(whole.subarray(0, length), 'done'), undefined, String(length))
  assert.equal(read(whole, 'done')?.kind, 'hello')
})

replies('what is not TLS is shown', () => {
  assert.equal(read(Buffer.from('HTTP/1.1 400 Bad Request\r\nServer: x\r\n')), { kind: 'strange', text: 'HTTP/1.1 400 Bad Request' })
  assert.equal(read(Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')), { kind: 'strange', text: 'SSH-2.0-OpenSSH_9.2' })
  assert.equal(read(hex('8003040001')), { kind: 'sslv2' })
})

replies('bytes that make no sense are strange, never an error', () => {
  const kinds = new Set<string | undefined>()
  for (let seed = 1; seed < 3000; seed++) {
    const noise = flight(serverHello(ecdhe), certificates([1, 2, 3]), curveShare, done).map((byte, index) => (seed * (index + 7)) % 11 === 0 ? (byte ^ seed) & 255 : byte)
    kinds.add(read(noise, 'done')?.kind)
  }
  assert.ok(kinds.has('strange') && kinds.has('hello'), [...kinds].join())
})

replies.run()

// ---

const table = suite('ssl-check: suites')

table('IANA\'s numbers and names', () => {
  const named = [0x0004, 0x002f, 0x009a, 0x009d, 0xc02b, 0xc030, 0xc05b, 0xc08d, 0xc0a3, 0xcca8, 0x1303].map((each) => suiteOf(each).name.slice(4))
  assert.equal(named, ['RSA_WITH_RC4_128_MD5', 'RSA_WITH_AES_128_CBC_SHA', 'DHE_RSA_WITH_SEED_CBC_SHA', 'RSA_WITH_AES_256_GCM_SHA384', 'ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'DH_anon_WITH_ARIA_256_GCM_SHA384', 'ECDH_RSA_WITH_CAMELLIA_256_GCM_SHA384', 'DHE_RSA_WITH_AES_256_CCM_8', 'ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'CHACHA20_POLY1305_SHA256'])
  assert.is(suites.size, 230)
  assert.is(suiteOf(0x0a0a).name, '0x0a0a')
})

table('bits of a key', () => {
  const bits = ['RSA_WITH_NULL_SHA', 'RSA_EXPORT_WITH_RC2_CBC_40_MD5', 'RSA_EXPORT_WITH_DES40_CBC_SHA', 'RSA_WITH_DES_CBC_SHA', 'RSA_WITH_RC4_128_SHA', 'RSA_WITH_3DES_EDE_CBC_SHA', 'RSA_WITH_AES_256_CBC_SHA', 'DHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'AES_128_CCM_8_SHA256']
  assert.equal(bits.map((name) => keyBits(suiteOf(code(name)))), [0, 40, 40, 56, 128, 168, 256, 256, 128])
})

table('a version is asked for what it can have', () => {
  assert.equal(suitesOf('TLS 1.3').map(({ code: each }) => each), [0x1301, 0x1302, 0x1303, 0x1304, 0x1305])
  assert.not(suitesOf('TLS 1.1').some(({ cipher }) => /GCM|SHA256/.test(cipher)))
  assert.is(suiteParts('TLS 1.2').flat().length, suitesOf('TLS 1.2').length)
})

table.run()
