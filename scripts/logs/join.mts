import type { Entry } from './entry.mts'

/** Pieces whose last one has not come, by the stream they are of. */
export type Pieces = ReadonlyMap<number, readonly Entry[]>

/** Before the first piece. */
export const noPieces: Pieces = new Map()

/** How long a line put together again may get, in bytes; beyond that it stays in pieces. */
const longest = 8 * 1024 ** 2

/** Puts the pieces of long lines together again; the pieces of two streams may alternate. */
export const joinPieces = (state: Pieces, entries: readonly Entry[]): { readonly state: Pieces; readonly entries: readonly Entry[] } => {
  if (state.size === 0 && entries.every(({ piece }) => piece === 'whole')) return { state, entries }
  const open = new Map(state)
  const out = entries.flatMap((entry): readonly Entry[] => {
    if (entry.piece === 'whole') return [entry]
    const before = open.get(entry.source) ?? []
    // A line that was begun and never ended: whoever wrote it was killed.
    const lost = entry.piece === 'first' && before.length > 0 ? [together(before)] : []
    const all = entry.piece === 'first' ? [entry] : [...before, entry]
    const isDone = entry.piece === 'last' || size(all) > longest
    if (isDone) open.delete(entry.source)
    else open.set(entry.source, all)
    return isDone ? [...lost, together(all)] : lost
  })
  return { state: open, entries: out }
}

/** What is left when nothing more comes. */
export const endPieces = (state: Pieces): readonly Entry[] => [...state.values()].map(together)

const size = (pieces: readonly Entry[]): number => pieces.reduce((sum, { text }) => sum + text.length, 0)

const together = (pieces: readonly Entry[]): Entry => {
  const last = pieces.at(-1)
  if (!last) throw new TypeError('no pieces')
  return { ...last, piece: 'whole', text: pieces.map(({ text }) => text).join('') }
}
