import { Transform } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Archive } from '../../backup/manifest.mts'
import { trailerOf } from '../../backup/trailer.mts'
import type { Format } from '../../kinds/keeping.mts'
import { gauge } from './gauge.mts'
import { readArchive } from './read-archive.mts'
import { refused } from './refused.mts'
import { unpacker } from './unpacker.mts'

/** What is in an archive, as whoever restores it will find it. */
export type Content = Pick<Archive, 'rawBytes' | 'rawSha256'>

/** Reads a file that was just written from its begin to its end; it has to be what was written, and end as its format does. */
export const readBack = async (path: string, written: Pick<Archive, 'bytes' | 'sha256' | 'format'>, signal: AbortSignal): Promise<Content> => {
  const trailer = trailerOf(written.format)
  const read = await readArchive(path, { encrypted: false, signal }, trailer.push)
  if (!read.ok) throw read
  if (read.bytes !== written.bytes || read.sha256 !== written.sha256) throw refused(`${path}: what the disk gives back is not what was written to it`)
  const problem = trailer.end()
  if (problem !== undefined) throw refused(problem)
  return { rawBytes: read.rawBytes, rawSha256: read.rawSha256 }
}

/** Reads what passes before it is encrypted: afterwards only whoever has the identity can. */
export const readingBefore = (format: Format): { readonly reading: Transform; readonly content: () => Content } => {
  const [trailer, raw, frame] = [trailerOf(format), gauge(), unpacker()]
  frame.on('data', (chunk: Buffer) => {
    raw.take(chunk)
    trailer.push(chunk)
  })
  // Whoever writes into it is told.
  frame.on('error', () => {})
  const reading = new Transform({
    transform: (chunk: Buffer, _, done) => void frame.write(chunk, (error) => done(error, chunk)),
    flush: (done) => void finished(frame.end()).then(() => done(), done),
  })
  const content = (): Content => {
    const problem = trailer.end()
    if (problem !== undefined) throw refused(problem)
    return { rawBytes: raw.bytes(), rawSha256: raw.sha256() }
  }
  return { reading, content }
}
