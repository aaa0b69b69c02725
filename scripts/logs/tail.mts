import type { Lines } from './split.mts'
import { forTerminal } from './terminal.mts'

/** How much of each service is kept in memory. */
export const tailLimits = { lines: 200, bytes: 256 * 1024 } as const

/** The last lines of a service. */
export type Tail = {
  readonly keep: (lines: Lines) => void
  /** As text that is safe to show: without colours, control characters made visible. */
  readonly last: (count: number) => readonly string[]
}

/** Keeps the last lines of a service in a place of a fixed size: what passes through fast leaves no garbage behind. */
export const openTail = (): Tail => {
  const ring = Buffer.alloc(tailLimits.bytes)
  let end = 0
  const put = (text: string): void => {
    const written = ring.write(text, end % ring.length, 'latin1')
    end += written
    if (written < text.length) put(text.slice(written))
  }
  const last = (count: number): readonly string[] => {
    const at = end % ring.length
    const isFull = end > ring.length
    const text = isFull ? ring.toString('latin1', at) + ring.toString('latin1', 0, at) : ring.toString('latin1', 0, end)
    const lines = text.split('\n').slice(0, -1)
    // The oldest has lost its beginning.
    const whole = isFull && lines.length > 1 ? lines.slice(1) : lines
    return count <= 0 ? [] : whole.slice(-Math.min(count, tailLimits.lines)).map((line) => forTerminal(line, false))
  }
  return { last, keep: ({ text }) => { put(text.slice(1 - ring.length)); put('\n') } }
}
