import type { Readable } from 'node:stream'
import { entries } from '../logs/entry.mts'
import { prefixes, shown } from '../logs/screen.mts'
import type { Lines } from '../logs/split.mts'
import { openTail, type Tail } from '../logs/tail.mts'
import { openLogDisk } from './log-disk.mts'
import { openGate } from './log-gate.mts'
import { openScreen, type Screen } from './log-screen.mts'
import { openSource, type Source } from './log-source.mts'

/** Where logs go: a file for each name below a folder, and all of them merged onto a screen. */
export type LogSinkOptions = {
  readonly folder: string
  /** The names in the order of their colours; the longest is the width of all. */
  readonly names: readonly string[]
  readonly screen: Screen | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told once when files can not be written any more, and when the screen can not. */
  readonly warn: (text: string) => void
}

/** Takes the output of processes; a line is never mixed with another. */
export type LogSink = {
  /** Reads a stream of a service until it ends; a service may have several. */
  readonly attach: (name: string, readable: Readable) => void
  /** What gantry itself has to say about a service: among its lines, but not in its tail. */
  readonly write: (name: string, text: string) => void
  /** From now on the screen shows what comes; until then lines go to the files alone. */
  readonly reveal: () => void
  /** The last lines of a service as plain text, from the 200 and 256 KiB that are kept of each. */
  readonly tail: (name: string, count: number) => readonly string[]
  /** Reads what the streams still hold and waits until all is written. */
  readonly close: () => Promise<void>
}

// How long closing waits, in milliseconds: for a stream that a grandchild holds open, for a screen nobody reads.
const patience = { stream: 250, screen: 2000 } as const

/** Opens the logs of processes that run without containers. */
export const openLogSink = ({ folder, names, screen, now, warn }: LogSinkOptions): LogSink => {
  const sources = new Set<Source>()
  const tails = new Map<string, Tail>()
  const gate = openGate(sources, () => [...display ? [display] : [], ...disk.outlets()])
  const disk = openLogDisk(folder, gate.check, warn)
  const display = screen && openScreen(screen, gate.check, ({ message }) => warn(`logs are no longer shown: ${message}\n`))
  let isShown = screen?.isHidden !== true
  const prefixOf = growingPrefixes(names, screen?.colours ?? false)

  const pass = (name: string, source: number, lines: Lines): void => {
    if (!disk.isLost()) disk.write(name, entries(lines, new Date(now()).toISOString(), source))
    if (screen && isShown && !display?.isStopped()) display?.write(shown(lines, prefixOf(name), screen))
    gate.check()
  }
  const write = (name: string, text: string): void => pass(name, 0, { text: Buffer.from(text).toString('latin1'), piece: 'whole' })

  let streams = 0
  const attach = (name: string, readable: Readable): void => {
    const number = ++streams
    const tail = tails.get(name) ?? openTail()
    tails.set(name, tail)
    const source = openSource(readable, {
      lines: (lines) => {
        for (const each of lines) {
          tail.keep(each)
          pass(name, number, each)
        }
      },
      ended: (error) => {
        sources.delete(source)
        if (error) write(name, `its output can not be read any more: ${error.message}`)
      },
    })
    sources.add(source)
    if (gate.isShut()) source.pause()
  }

  const isQuiet = () => !gate.isShut() && [...sources].every(({ heardAt }) => performance.now() - heardAt() > patience.stream)
  const close = async (): Promise<void> => {
    display?.hurry(patience.screen)
    while (sources.size > 0 && !isQuiet()) await new Promise((resolve) => { setTimeout(resolve, 10) })
    for (const source of sources) source.detach()
    await Promise.all([display?.close(), disk.close()])
  }
  return { attach, write, reveal: () => { isShown = true }, tail: (name, count) => tails.get(name)?.last(count) ?? [], close }
}

/** Prefixes that grow wider when a name comes that nobody knew of. */
const growingPrefixes = (names: readonly string[], colours: boolean): ((name: string) => string) => {
  let known = prefixes(names, colours)
  return (name) => {
    if (!known.has(name)) known = prefixes([...known.keys(), name], colours)
    return known.get(name) ?? ''
  }
}
