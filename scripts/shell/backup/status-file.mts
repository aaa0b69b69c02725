import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { freshness } from '../../backup/freshness.mts'
import type { Manifest } from '../../backup/manifest.mts'
import type { Memory } from '../../backup/memory.mts'
import { metricsText } from '../../backup/metrics.mts'
import { withOffsite, type Status } from '../../backup/status.mts'
import type { Environment } from '../../stack/environment.mts'
import { homeFolder } from '../../stack/home.mts'
import { failAt } from '../files.mts'
import { replaceFile } from '../write.mts'
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
    [join(stackFolder, homeFolder(name), 'metrics', 'backup.prom'), metrics, 0o644],
  ] as const
  for (const [path, text, mode] of files) await replace(path, text, mode).catch((error: unknown) => { troubles.push(wordsOf(error)) })
  return troubles
}

const wordsOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

/** The folder of the backups is made by the first run; where it is missing, its disk is not mounted. */
const replace = async (path: string, text: string, mode: number): Promise<void> => {
  if (mode !== 0o600) await mkdir(dirname(path), { recursive: true, mode: 0o755 }).catch((error: unknown) => failAt('create', dirname(path), error))
  await replaceFile(path, text, mode)
}
