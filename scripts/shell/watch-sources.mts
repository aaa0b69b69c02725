import { relative, resolve } from 'node:path'
import { watch } from 'chokidar'

/** What changes without a change of the source: packages, caches, version control, editors' own files. */
const ignored = /(^|[\\/])(node_modules|\.git|\.next|\.venv|venv|dist|build|coverage|__pycache__|\.pytest_cache|\.mypy_cache|\.gantry|secrets)([\\/]|$)|~$|\.sw[a-z]$|\.pyc$|\.log$|\.db(-\w+)?$|\.sqlite3?(-\w+)?$|(^|[\\/])\.#/
/** Editors write in several steps: so long after the last one it is told (ms). */
const quiet = 50

export type Watched = { readonly service: string; readonly folder: string }

/** Tells which service's folder has changed, once for each burst, with one of the files; from when it has resolved no edit is missed. */
export const watchSources = async (all: readonly Watched[], root: string, onChange: (service: string, file: string) => void, onTrouble: (message: string) => void): Promise<{ readonly close: () => Promise<void> }> => {
  const timers = new Map<string, NodeJS.Timeout>()
  const folders = [...new Set(all.map(({ folder }) => resolve(root, folder)))]
  const watcher = watch(folders, { ignoreInitial: true, ignored: (path) => folders.some((folder) => path.startsWith(folder)) && ignored.test(relative(root, path)), followSymlinks: false })
  const tell = (file: string): void => {
    for (const { service, folder } of all) {
      if (!file.startsWith(`${resolve(root, folder)}/`)) continue
      clearTimeout(timers.get(service))
      timers.set(service, setTimeout(onChange, quiet, service, relative(resolve(root, folder), file)))
    }
  }
  watcher.on('all', (_event, file) => tell(file))
  watcher.on('error', (error) => onTrouble(`edits may not be seen: ${error instanceof Error ? error.message : String(error)}`))
  await new Promise<void>((resolve) => { watcher.once('ready', () => resolve()) })
  return { close: async () => { timers.forEach((timer) => clearTimeout(timer)); await watcher.close() } }
}
