import type { Transform } from 'node:stream'
import { createZstdDecompress, type ZstdOptions } from 'node:zlib'

const [least, most] = [32 * 1024, 512 * 1024]

/** Unpacks a frame of zstd of about that many bytes; of a large one some is ready before anybody asks, so that its thread does not wait for us. */
export const unpacker = (bytes = most): Transform => {
  const chunkSize = Math.max(least, Math.min(bytes, most))
  const options: ZstdOptions & { readonly readableHighWaterMark: number } = { chunkSize, readableHighWaterMark: chunkSize * 4 }
  return createZstdDecompress(options)
}
