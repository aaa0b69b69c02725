import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { manifestText, readManifest } from '../../backup/manifest-text.mts'
import type { Manifest } from '../../backup/manifest.mts'
import { manifestName } from '../../backup/place.mts'
import type { FoundRun } from '../../backup/run.mts'
import { errorCode, failed } from '../failure.mts'
import { failAt, readText } from '../files.mts'
import { writeAtomically } from '../write.mts'

/** Whether something stands at a path; a link counts as what it is. */
const kindAt = async (path: string): Promise<'nothing' | 'file' | 'other'> => {
  const there = await lstat(path).catch((error: unknown) => (errorCode(error) === 'ENOENT' ? undefined : failAt('read', path, error)))
  if (there === undefined) return 'nothing'
  return there.isFile() ? 'file' : 'other'
}

/** Writes the manifest of a run into its folder, all at once; from then on the run has ended. */
export const writeManifestFile = async (folder: string, manifest: Manifest): Promise<void> => {
  const path = join(folder, manifestName)
  if (await kindAt(path) === 'other') throw failed(`write ${path}: something other than a file stands there`, 'look at what it is, then remove it')
  await writeAtomically(path, manifestText(manifest), 0o600)
}

/** What the folder of a run says about it. */
export const readRun = async (folder: string, run: string): Promise<FoundRun> => {
  const path = join(folder, manifestName)
  const kind = await kindAt(path)
  if (kind === 'nothing') return { run, is: 'unended' }
  if (kind === 'other') return { run, is: 'doubtful', message: `${path} is no file` }
  const read = readManifest(await readText(path) ?? '', run)
  return read.ok ? { run, is: 'ended', manifest: read.manifest } : { run, is: 'doubtful', message: `${path}: ${read.message}` }
}
