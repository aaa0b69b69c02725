import type { Socket } from 'node:net'
import { cursor, u16, vector16, vector24, vector8 } from '../../../scripts/tls/check/bytes.mts'
import { raw, type Listening } from './endpoint.mts'

const record = (type: number, version: number, body: readonly number[]): readonly number[] => [type, ...u16(version), ...vector16(body)]
const message = (type: number, body: readonly number[]): readonly number[] => [type, ...vector24(body)]
const sslv2ServerHello = [0x80, 14, 4, 0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 1, 0, 128]

type Asked = { readonly version: number; readonly suites: readonly number[]; readonly compressions: readonly number[]; readonly beats: boolean }

const readHello = (bytes: Uint8Array): Asked => {
  const hello = cursor(cursor(bytes.subarray(6)).vector24())
  const version = hello.u16()
  hello.take(32)
  hello.vector8()
  const codes = cursor(hello.vector16())
  const suites = []
  while (codes.left() > 0) suites.push(codes.u16())
  const compressions = [...hello.vector8()]
  const extensions = hello.left() > 0 ? cursor(hello.vector16()) : undefined
  const known = new Set<number>()
  while (extensions && extensions.left() > 0) { known.add(extensions.u16()); extensions.vector16() }
  return { version, suites, compressions, beats: known.has(15) }
}

const answer = ({ version, suites, compressions, beats }: Asked, taken: readonly number[]): readonly number[] => {
  const suite = suites.find((code) => taken.includes(code))
  if (version > 0x0301 || suite === undefined) return record(21, 0x0301, [2, 40])
  const extensions = beats ? vector16([...u16(15), ...vector16([1])]) : []
  return record(22, version, [
    ...message(2, [...u16(version), ...Array<number>(32).fill(9), ...vector8([]), ...u16(suite), compressions.includes(1) ? 1 : 0, ...extensions]), ...message(14, []),
  ])
}

/** A server as there were some in 2005: it takes all that nothing here speaks any more, and has every flaw that can be had without a key. */
export const ancient = (taken: readonly number[]): Promise<Listening> => raw((socket: Socket) => {
  let early = 0
  socket.on('data', (bytes) => {
    const first = bytes[0] ?? 0
    if (first & 0x80) return socket.end(Uint8Array.from(sslv2ServerHello))
    if (first === 20) return ++early > 1 ? socket.end(Uint8Array.from(record(21, 0x0301, [2, 21]))) : undefined
    return socket.write(Uint8Array.from(first === 22 ? answer(readHello(bytes), taken) : record(21, 0x0301, [2, 10])))
  })
})
