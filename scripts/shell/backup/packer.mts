import type { Readable, Transform } from 'node:stream'
import { constants, createZstdCompress } from 'node:zlib'
import { startProducer, type Producer, type Source } from './producer.mts'
import { hasZstd, startZstd } from './zstd.mts'

/** A source whose output is compressed: one frame with a checksum of its content. `fault` waits for the compressor and says what went wrong with it. */
export type Packed = { readonly producer: Producer; readonly frame: readonly [Readable, ...Transform[]]; readonly fault: Promise<string | undefined>; readonly end: () => Promise<string | undefined> }

/** Starts a source and compresses what it prints: by zstd, which takes it without a detour, or, where there is none, in here. */
export const startPacked = async (source: Source): Promise<Packed> => await hasZstd() ? packedOutside(source) : packedInside(source)

/** Jobs of 1 MB need little memory, and what was taken in comes out soon. */
const words = ['-q', '-3', '--check', '-T1', '-B1M', '-c']

const packedOutside = (source: Source): Packed => {
  const { stdin, stdout, fault, end } = startZstd(words)
  if (!stdout) throw new TypeError('zstd was given no pipe')
  const producer = startProducer(source, stdin)
  let ending: Promise<string | undefined> | undefined
  const endBoth = async (): Promise<string | undefined> => {
    const left = await producer.end()
    await end()
    return left
  }
  return { producer, frame: [stdout], fault, end: () => ending ??= endBoth() }
}

const packedInside = (source: Source): Packed => {
  const producer = startProducer(source)
  const compress = createZstdCompress({ chunkSize: 256 * 1024, params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } })
  return { producer, frame: [producer.stdout, compress], fault: Promise.resolve(undefined), end: producer.end }
}
