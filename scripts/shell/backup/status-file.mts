import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { freshness } from '../../backup/freshness.mts'
import type { Manifest } from '../../backup/manifest.mts'
import type { Memory } from '../../backup/memory.mts'
import { metricsText } from '../../backup/metrics.mts'
import { withOffsite, type Status } from '../../backup/status.mts'
import type { Environment } from '../../stack/environment.mts'
import { failAt } from '../files.mts'
import { syncFolder } from '../write.mts'
import { readMemory } from './memory.mts'

/** What is told of a run, and all that is known of earlier ones. */
export type Told = { readonly environment: Environment; readonly stackFolder: string; readonly status: Status; readonly manifests: readonly Manifest[] }

/** Writes status and metrics, each whole or not at all; what could not be written is returned, and changes nothing about the run. */
export const writeStatus = async ({ environment, stackFolder, status, manifests }: Told): Promise<readonly string[]> => {
  const { backups, name } = environment
  const folder = resolve(stackFolder, backups.folder)
  const troubles: string[] = []
  const memory = await readMemory(stackFolder, name).catch((error: unknown): Memory => {
    troubles.push(wordsOf(error))
    return { version: 1 }
  })
  const metrics = metricsText(status, freshness(environment, manifests, Date.parse(status.endedAt)), memory, backups)
  const files = [
    [join(folder, 'status.json'), `${JSON.stringify(withOffsite(status, memory, backups.offsite), undefined, 2)}\n`, 0o600],
    [join(folder, 'metrics.prom'), metrics, 0o600],
    // For node_exporter, who may not look into the folder of the backups.
    [join(stackFolder, '.gantry', name, 'metrics', 'backup.prom'), metrics, 0o644],
  ] as const
  for (const [path, text, mode] of files) await replace(path, text, mode).catch((error: unknown) => { troubles.push(wordsOf(error)) })
  return troubles
}

const wordsOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

/** Replaces whatever stands there, a symbolic link as well: nothing is ever written through one. */
const replace = async (path: string, text: string, mode: number): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    // The folder of the backups is made by the first run; where it is missing, its disk is not mounted.
    if (mode !== 0o600) await mkdir(dirname(path), { recursive: true, mode: 0o755 })
    const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, mode)
    try {
      await file.chmod(mode)
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    failAt('write', path, error)
  }
}
