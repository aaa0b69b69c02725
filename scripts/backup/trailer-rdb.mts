import { crc64 } from './crc64.mts'
import { edgesOf } from './edges.mts'
import type { Trailer } from './trailer.mts'

const end = 0xff

/** Of Redis and of Valkey, which counts from version 80 on under a name of its own. */
const magic = /^(?:REDIS\d{4}|VALKEY\d{3})/

/** A snapshot of Redis ends with an end mark and a checksum of all before it; zeros where the server has been told to leave that out. */
export const rdbTrailer = (): Trailer => {
  const edges = edgesOf(9, 9)
  const sum = crc64()
  let held: Buffer = Buffer.alloc(0)
  return {
    // The last eight bytes are the checksum, and only the end tells which those are.
    push: (chunk) => {
      edges.push(chunk)
      const all = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      const known = Math.max(0, all.length - 8)
      sum.push(all.subarray(0, known))
      held = Buffer.from(all.subarray(known))
    },
    end: () => {
      if (edges.size() === 0) return 'it is empty'
      if (!magic.test(edges.head().toString('latin1'))) return 'it does not begin as a snapshot of Redis does'
      const tail = edges.tail()
      if (edges.size() < 18 || tail[0] !== end) return 'it does not end with the end mark of Redis: cut short'
      const [low, high] = [tail.readUInt32LE(1), tail.readUInt32LE(5)]
      const isLeftOut = low === 0 && high === 0
      return isLeftOut || (low === sum.low() && high === sum.high()) ? undefined : 'its checksum is another one: damaged'
    },
  }
}
