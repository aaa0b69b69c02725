import type { Trailer } from '../../scripts/backup/trailer.mts'

/** What a trailer says of bytes that come in pieces of a size. */
export const fed = (make: () => Trailer, bytes: Buffer, size = 64 * 1024): string | undefined => {
  const { push, end } = make()
  // A copy each: what a pipe hands over is written over afterwards.
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size))
    push(chunk)
    chunk.fill(0xaa)
  }
  return end()
}

/** Sizes of pieces that cut everything everywhere. */
export const sizes = [1, 2, 3, 7, 511, 512, 513, 64 * 1024] as const
