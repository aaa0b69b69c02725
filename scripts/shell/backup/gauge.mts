import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'

/** Measures what passes through a pipe, or is handed to it: bytes and hash. */
export type Gauge = { readonly stream: Transform; readonly take: (chunk: Buffer) => void; readonly bytes: () => number; readonly sha256: () => string }

/** Passes bytes on and measures them; whoever else wants to see them is `onChunk`. */
export const gauge = (onChunk?: (chunk: Buffer, bytes: number) => void): Gauge => {
  const hash = createHash('sha256')
  let bytes = 0
  const take = (chunk: Buffer): void => {
    hash.update(chunk)
    bytes += chunk.length
    onChunk?.(chunk, bytes)
  }
  const stream = new Transform({
    highWaterMark: 256 * 1024,
    // A turn later: whoever gave it has a thread of its own, and works on meanwhile.
    transform: (chunk: Buffer, _, done) => void setImmediate(() => {
      take(chunk)
      done(null, chunk)
    }),
  })
  return { stream, take, bytes: () => bytes, sha256: () => hash.copy().digest('hex') }
}

