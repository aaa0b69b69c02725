import { isFailure } from './failure.mts'
import { openOutlet, type Outlet } from './log-outlet.mts'
import { logWriter } from './log-writer.mts'

/** Log files of several names below a folder. */
export type LogDisk = {
  readonly write: (name: string, text: string) => void
  readonly outlets: () => readonly Outlet[]
  readonly isLost: () => boolean
  readonly close: () => Promise<void>
}

/** Opens log files with their first line; when one can not be written, that is said once and none of them is any more. */
export const openLogDisk = (folder: string, moved: () => void, warn: (text: string) => void): LogDisk => {
  const files = new Map<string, Outlet & { readonly close: () => Promise<void> }>()
  let isLost = false
  const lose = (error: unknown): void => {
    if (isLost) return
    isLost = true
    for (const file of files.values()) file.stop(error)
    warn(`${reason(error)}  logs are no longer written to files; the services go on\n`)
  }
  const openFile = (name: string) => {
    const writer = logWriter(folder, name)
    const file = { ...openOutlet({ deliver: writer.append, moved, stopped: lose }), close: writer.close }
    files.set(name, file)
    return file
  }
  return {
    write: (name, text) => { if (!isLost) (files.get(name) ?? openFile(name)).write(text) },
    outlets: () => [...files.values()],
    isLost: () => isLost,
    close: async () => {
      await Promise.all([...files.values()].map(async ({ idle, close }) => { await idle(); await close() }))
    },
  }
}

const reason = (error: unknown): string =>
  `${error instanceof Error ? error.message : String(error)}\n${isFailure(error) && error.hint !== '' ? `  ${error.hint}\n` : ''}`
