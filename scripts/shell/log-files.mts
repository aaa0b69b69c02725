import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry } from '../logs/entry.mts'
import { isAtLeast, type levels } from '../logs/level.mts'
import { takeInOrder, type Taken } from '../logs/merge.mts'
import { prefixes, shown } from '../logs/screen.mts'
import { fail } from './failure.mts'
import { openCursor, type Cursor, type Reach } from './log-cursor.mts'
import { openScreen, type Screen } from './log-screen.mts'

/** Which lines of log files are wanted, and where they are shown: `tail` lines of each name, `since` as `sinceTime` gives it. */
export type LogQuery = Reach & {
  readonly folder: string
  readonly names: readonly string[]
  /** This level and worse. */
  readonly level?: typeof levels[number] | undefined
  readonly screen: Screen
  /** Ends it; what is under way is shown to its end when somebody reads it. */
  readonly signal: AbortSignal
}

/** Shows what the log files of several names hold, merged by time. */
export const readLogs = (query: LogQuery): Promise<void> =>
  withLogs(query, async (cursors, show) => {
    if (await showHistory(cursors, show)) await show(inOrder(cursors.map(({ rest }) => rest())))
  })

/** Shows what the log files hold, and what comes, until the signal or until nobody reads any more. */
export const followLogs = (query: LogQuery): Promise<void> =>
  withLogs(query, async (cursors, show) => {
    for (let goesOn = await showHistory(cursors, show); goesOn;) {
      const news = await Promise.all(cursors.map(({ more }) => more()))
      goesOn = await show(inOrder(news.map(({ entries }) => entries)))
      if (goesOn && !news.some(({ hasMore }) => hasMore)) await sleep(interval, undefined, { signal: query.signal }).catch(() => {})
    }
  })

/** How often files are looked at while they are followed, and how long an unread screen is waited for after the signal, in milliseconds. */
const interval = 100
const patience = 1000

/** Shows lines; false when it is time to end. */
type Show = (taken: readonly Taken<Entry>[]) => Promise<boolean>

const inOrder = (logs: readonly (readonly Entry[])[]): readonly Taken<Entry>[] => takeInOrder(logs.map((items) => ({ items, hasMore: false }))).taken

const withLogs = async (query: LogQuery, act: (cursors: readonly Cursor[], show: Show) => Promise<void>): Promise<void> => {
  const cursors = await Promise.all(query.names.map((name) => openCursor(query.folder, name, query)))
  let trouble: Error | undefined
  const screen = openScreen(query.screen, () => {}, (error) => { trouble = error })
  const hurry = () => screen.hurry(patience)
  query.signal.addEventListener('abort', hurry)
  try {
    await act(cursors, async (taken) => {
      screen.write(textOf(query, taken))
      await screen.idle()
      return !screen.isStopped() && !query.signal.aborted
    })
  } finally {
    query.signal.removeEventListener('abort', hurry)
    await screen.close()
    await Promise.all(cursors.map(({ close }) => close()))
  }
  if (trouble) fail(`the logs could not be shown: ${trouble.message}`)
}

// A line says its level in its beginning.
const head = 64 * 1024

const textOf = ({ names, since = '', level, screen }: LogQuery, taken: readonly Taken<Entry>[]): string => {
  const heads = prefixes(names, screen.colours)
  const isWanted = ({ at, text }: Entry) => at >= since && (level === undefined || isAtLeast(text.slice(0, head), level))
  return taken.map(({ log, item }) => (isWanted(item) ? shown(item, heads.get(names[log] ?? '') ?? '', screen) : '')).join('')
}

/** Shows what was there at the beginning; a log is read on when all of it that was read is shown. */
const showHistory = async (cursors: readonly Cursor[], show: Show): Promise<boolean> => {
  const logs = cursors.map(({ next }) => ({ next, items: [] as readonly Entry[], hasMore: true }))
  for (;;) {
    for (const log of logs)
      while (log.items.length === 0 && log.hasMore) {
        const items = await log.next()
        log.items = items ?? []
        log.hasMore = items !== undefined
      }
    const { taken, counts } = takeInOrder(logs)
    if (!await show(taken)) return false
    if (taken.length === 0) return true
    for (const [index, log] of logs.entries()) log.items = log.items.slice(counts[index])
  }
}
