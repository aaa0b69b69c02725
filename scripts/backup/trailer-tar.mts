import { readPax, readTarHeader, tarBlock, type TarHeader } from './tar-header.mts'
import { tarPaths } from './tar-paths.mts'
import type { Trailer } from './trailer.mts'

// A path of Linux has at most 4096 bytes; extended attributes may take some more.
const longestNote = 1024 * 1024

const padded = (size: number): number => size + (tarBlock - size % tarBlock) % tarBlock
const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0)

/** What the entries before one say about it: a long path, a long target, a size beyond octal digits. */
type Notes = { path?: string; link?: string; size?: number }

/** Takes the words of a note about the next entry; says what is wrong with them. */
const takeNote = (notes: Notes, type: string, data: Buffer): string | undefined => {
  if (type === 'L' || type === 'K') {
    notes[type === 'L' ? 'path' : 'link'] = data.toString('latin1').replace(/\0.*$/s, '')
    return undefined
  }
  const records = readPax(data)
  if (records === undefined) return 'a pax header in it is damaged'
  for (const [key, value] of records) {
    if (key.startsWith('GNU.sparse.') || (type === 'g' && /^(?:path|linkpath|size)$/.test(key))) return `a pax header in it says ${key}, which hides where a file goes`
    if (key === 'path') notes.path = value
    if (key === 'linkpath') notes.link = value
    if (key === 'size') notes.size = Number(value)
  }
  return undefined
}

/** A tar is whole when it ends with two blocks of zeros; every entry of it is judged as it passes. */
export const tarTrailer = (): Trailer => {
  const judge = tarPaths()
  let [problem, zeros, skip, size]: [string | undefined, number, number, number] = [undefined, 0, 0, 0]
  let notes: Notes = {}
  let note: { readonly type: string; readonly size: number } | undefined
  let held: Buffer = Buffer.alloc(0)

  const takeEntry = (header: TarHeader): string | undefined => {
    const entry = { ...header, path: notes.path ?? header.path, link: notes.link ?? header.link, size: notes.size ?? header.size }
    notes = {}
    if (!Number.isSafeInteger(entry.size) || entry.size < 0) return 'an entry in it has no size'
    // Readers differ in whether bytes follow then, and what one takes for bytes is an entry to another.
    if (/^[1-6]$/.test(header.type) && entry.size > 0) return 'a link or a folder in it says that it has bytes'
    skip = padded(entry.size)
    return judge(entry)
  }
  const takeBlock = (block: Buffer): string | undefined => {
    if (note) {
      const { type, size: length } = note
      note = undefined
      return takeNote(notes, type, block.subarray(0, length))
    }
    if (isZero(block)) zeros += 1
    else if (zeros > 0) return zeros === 1 ? 'a block of zeros stands in the middle of it' : 'something follows after its end'
    else return takeHeader(readTarHeader(block))
    return undefined
  }
  const takeHeader = (header: TarHeader | undefined): string | undefined => {
    if (header === undefined) return 'a header in it is damaged'
    if (!/^[LKxg]$/.test(header.type)) return takeEntry(header)
    if (header.size > longestNote) return 'a header in it is too long to be one'
    note = { type: header.type, size: header.size }
    return undefined
  }
  const wanted = (): number => (note ? padded(note.size) : tarBlock)

  const push = (chunk: Buffer): void => {
    size += chunk.length
    for (let at = 0; at < chunk.length && problem === undefined;) {
      const skipped = Math.min(skip, chunk.length - at)
      skip -= skipped
      at += skipped
      if (skip > 0) return
      const missing = wanted() - held.length
      const part = chunk.subarray(at, at + missing)
      at += part.length
      held = held.length === 0 ? part : Buffer.concat([held, part])
      if (held.length < wanted()) {
        held = Buffer.from(held)
        return
      }
      const block = held
      held = Buffer.alloc(0)
      problem = takeBlock(block)
    }
  }
  return { push, end: () => (size === 0 ? 'it is empty' : problem ?? (zeros < 2 || held.length > 0 ? 'it does not end with two blocks of zeros: cut short' : undefined)) }
}
