import type { Readable } from 'node:stream'
import { endLines, noLine, splitLines, type Lines } from '../logs/split.mts'

/** A stream that is read line by line. */
export type Source = {
  readonly pause: () => void
  readonly resume: () => void
  /** When bytes came last, on the clock of `performance`. */
  readonly heardAt: () => number
  /** Reads no further; a line that has not ended counts as one. */
  readonly detach: () => void
}

/** What becomes of a source's lines, and who wants to know that it has ended. */
export type Listener = { readonly lines: (lines: readonly Lines[]) => void; readonly ended: (error?: Error) => void }

/** Reads a stream, chunk by chunk, until it ends. */
export const openSource = (readable: Readable, { lines, ended }: Listener): Source => {
  let state = noLine
  let heard = performance.now()
  const hear = (chunk: Buffer): void => {
    heard = performance.now()
    const next = splitLines(state, chunk)
    state = next.state
    lines(next.lines)
  }
  let isOver = false
  const finish = (error?: Error): void => {
    if (isOver) return
    isOver = true
    readable.off('data', hear)
    const last = endLines(state)
    state = noLine
    lines(last)
    ended(error)
  }
  const end = () => finish()
  readable.on('data', hear).on('end', end).on('close', end).on('error', finish)
  return {
    pause: () => { readable.pause() },
    resume: () => { readable.resume() },
    heardAt: () => heard,
    detach: () => {
      finish()
      readable.destroy()
    },
  }
}
