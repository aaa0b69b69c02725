import { readEntry, type Entry } from '../logs/entry.mts'
import { endPieces, joinPieces, noPieces } from '../logs/join.mts'
import { endLines, longestLine, noLine, splitLines, type Lines } from '../logs/split.mts'
import { findSince, findTail, openFile, openFiles, readAt, successor, type OpenFile, type Place } from './log-window.mts'
import { logPaths } from './log-writer.mts'

const chunkSize = 256 * 1024
// A piece and what stands before it.
const longestEntry = longestLine + 64

/** Reads the log of one name, over the files it is rotated into. */
export type Cursor = {
  /** The next of what was there when the cursor was opened; undefined at its end. */
  readonly next: () => Promise<readonly Entry[] | undefined>
  /** What has come since; `hasMore` says that it is worth asking again at once. */
  readonly more: () => Promise<{ readonly entries: readonly Entry[]; readonly hasMore: boolean }>
  /** A last line that has no end yet. */
  readonly rest: () => readonly Entry[]
  readonly close: () => Promise<void>
}

/** How far back a cursor begins: so many lines before the end, or with a file that has lines of that time. */
export type Reach = { readonly tail?: number | undefined; readonly since?: string | undefined }

/** Opens the log of a name. */
export const openCursor = async (folder: string, name: string, reach: Reach): Promise<Cursor> => {
  const files = [...await openFiles(folder, name)]
  const start = await startOf(files, reach)
  for (const { handle } of files.splice(0, start.index)) await handle.close()
  const reader = entryReader()
  let offset = start.offset

  const read = async (file: OpenFile, most: number): Promise<{ readonly entries: readonly Entry[]; readonly size: number }> => {
    const bytes = await readAt(file, offset, most)
    offset += bytes.length
    return { entries: reader.read(bytes), size: bytes.length }
  }
  const leaveFirst = async (): Promise<void> => {
    await files.shift()?.handle.close()
    offset = 0
  }
  const next = async (): Promise<readonly Entry[] | undefined> => {
    for (let file = files[0]; file; file = files[0]) {
      const { entries, size } = await read(file, Math.min(chunkSize, Math.max(0, file.size - offset)))
      if (size > 0) return entries
      if (files.length === 1) return undefined
      await leaveFirst()
    }
    return undefined
  }
  const more = async () => {
    const [file] = files
    // Looked up before the file is read to its end: whoever has taken another one writes no more to this.
    const later = await successor(logPaths(folder, name), file?.inode)
    const { entries, size } = file ? await read(file, chunkSize) : { entries: [], size: 0 }
    if (size > 0) return { entries, hasMore: size === chunkSize || later !== undefined }
    if (file && (await file.handle.stat()).size < offset) {
      offset = 0
      reader.rest()
    }
    const opened = later === undefined ? undefined : await openFile(later)
    if (opened) files.push(opened)
    if (opened && file) await leaveFirst()
    return { entries, hasMore: opened !== undefined }
  }
  return { next, more, rest: reader.rest, close: async () => { for (const { handle } of files) await handle.close() } }
}

const startOf = async (files: readonly OpenFile[], { tail, since }: Reach): Promise<Place> => {
  const places = [tail === undefined ? undefined : await findTail(files, tail), since === undefined ? undefined : await findSince(files, since)]
  return places.reduce<Place>((latest, place) => (place && (place.index > latest.index || (place.index === latest.index && place.offset > latest.offset)) ? place : latest), { index: 0, offset: 0 })
}

/** Turns the bytes of log files into lines as the service wrote them. */
const entryReader = () => {
  let line = noLine
  let pieces = noPieces
  let at = ''
  // What gantry did not write counts as said when the line before it was.
  const entryOf = (text: string): Entry => {
    const entry = readEntry(text) ?? { at, source: 0, piece: 'whole', text }
    at = entry.at
    return entry
  }
  const joined = (lines: readonly Lines[]): readonly Entry[] => {
    const next = joinPieces(pieces, lines.flatMap(({ text }) => text.split('\n')).map(entryOf))
    pieces = next.state
    return next.entries
  }
  return {
    read: (bytes: Buffer): readonly Entry[] => {
      const { state, lines } = splitLines(line, bytes, longestEntry)
      line = state
      return joined(lines)
    },
    rest: (): readonly Entry[] => {
      const entries = [...joined(endLines(line)), ...endPieces(pieces)]
      pieces = noPieces
      line = noLine
      return entries
    },
  }
}
