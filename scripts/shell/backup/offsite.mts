import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Manifest } from '../../backup/manifest.mts'
import { afterCopy, afterFailure, copyTime, lacksRepository, missingIn, rcloneArgvs, restic, snapshotOf, speakable, stateOf, waitingRuns, type Copied } from '../../backup/offsite.mts'
import type { OffsiteState } from '../../backup/memory.mts'
import type { Offsite } from '../../backup/settings.mts'
import { destinationName } from '../../backup/status.mts'
import type { Environment } from '../../stack/environment.mts'
import { changeMemory, readMemory } from './memory.mts'
import { openTool, type Tool } from './offsite-tool.mts'

/** What is copied: of all finished runs that are here, those that are verified and not there yet. */
export type Source = { readonly environment: Environment; readonly stackFolder: string; readonly manifests: readonly Manifest[] }

/** `pauses` are waited before another try, in milliseconds. */
export type CopyMeans = { readonly signal: AbortSignal; readonly say: (line: string) => void; readonly now: Date; readonly pauses?: readonly number[] }

/** Copies verified runs to every destination, one after the other, and remembers what is there. What a destination refuses is in its result: the run itself is what it is. */
export const copyOffsite = async (source: Source, means: CopyMeans): Promise<readonly Copied[]> => {
  const results: Copied[] = []
  for (const offsite of source.environment.backups.offsite) results.push(await copyTo(offsite, source, means))
  return results
}

const wordsOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

const copyTo = async (offsite: Offsite, { environment, stackFolder, manifests }: Source, means: CopyMeans): Promise<Copied> => {
  const here = manifests.map(({ run }) => run)
  const shown = { to: destinationName(offsite.to), by: offsite.by }
  const copied: string[] = []
  const remember = (change: (state: OffsiteState) => OffsiteState) => changeMemory(stackFolder, environment.name, (memory) =>
    ({ ...memory, offsite: { ...memory.offsite, [offsite.to]: change(stateOf(offsite, memory.offsite)) } }))
  const left = async () => waitingRuns(manifests, stateOf(offsite, (await readMemory(stackFolder, environment.name)).offsite))
  try {
    const waiting = await left()
    if (waiting.length === 0) return { ...shown, copied, waiting: [] }
    const folder = resolve(stackFolder, environment.backups.folder)
    const tool = await openTool(offsite, environment, stackFolder, folder)
    for (const manifest of waiting) {
      if (means.signal.aborted) break
      means.say(`copying ${manifest.run} to ${shown.to}`)
      const error = await tryCopy(() => copyOne(tool, offsite, environment.project, folder, manifest), means)
      const at = means.now.toISOString()
      await remember((state) => error === undefined ? afterCopy(state, manifest.run, here, at) : afterFailure(state, at, error))
      if (error !== undefined) return { ...shown, copied, waiting: (await left()).map(({ run }) => run), error }
      copied.push(manifest.run)
    }
    return { ...shown, copied, waiting: (await left()).map(({ run }) => run) }
  } catch (error) {
    const message = wordsOf(error)
    await remember((state) => afterFailure(state, means.now.toISOString(), message)).catch(() => {})
    return { ...shown, copied, waiting: waitingRuns(manifests, { runs: Object.fromEntries(copied.map((run) => [run, ''])) }).map(({ run }) => run), error: message }
  }
}

// A destination that is away for a moment is asked again; one that stays away is left to the next run.
const usualPauses = [5000, 20_000] as const

const tryCopy = async (copy: () => Promise<Trouble | undefined>, { signal, pauses = usualPauses }: CopyMeans): Promise<string | undefined> => {
  let trouble = await copy()
  for (const pause of pauses) {
    if (trouble === undefined || trouble.isLate || signal.aborted) break
    await sleep(pause, undefined, { signal }).catch(() => {})
    if (!signal.aborted) trouble = await copy()
  }
  return signal.aborted && trouble !== undefined ? 'interrupted' : trouble?.message
}

/** Why a try did not come to its end; one that took all its time is not tried again. */
type Trouble = { readonly message: string; readonly isLate: boolean }

/** One try; why it did not come to its end, undefined when the whole run is there. */
const copyOne = (tool: Tool, { by, to }: Offsite, project: string, folder: string, manifest: Manifest): Promise<Trouble | undefined> =>
  by === 'rclone' ? copyByRclone(tool, to, project, folder, manifest) : copyByRestic(tool, project, folder, manifest)

const refused = ({ values }: Tool, argv: readonly string[], { code, stderr, stdout }: Awaited<ReturnType<Tool['run']>>): Trouble =>
  ({ message: `${argv.slice(0, 2).join(' ')} ended with ${code}: ${speakable(stderr.trim() || stdout, values) || 'it says nothing'}`, isLate: code === 124 })

const copyByRclone = async (tool: Tool, to: string, project: string, folder: string, manifest: Manifest): Promise<Trouble | undefined> => {
  for (const argv of rcloneArgvs(folder, to, project, manifest.run)) {
    const ended = await tool.run(argv, copyTime(manifest))
    if (ended.code !== 0) return refused(tool, argv, ended)
  }
  return undefined
}

// A question takes no longer than this, in milliseconds.
const asking = 60_000

const copyByRestic = async (tool: Tool, project: string, folder: string, manifest: Manifest): Promise<Trouble | undefined> => {
  const look = await tool.run(restic.look, asking)
  if (look.code !== 0 && !lacksRepository(look.code, look.stderr)) return refused(tool, restic.look, look)
  const init = look.code === 0 ? look : await tool.run(restic.init, asking)
  if (init.code !== 0) return refused(tool, restic.init, init)
  const argv = restic.copy(folder, project, manifest.run)
  const ended = await tool.run(argv, copyTime(manifest))
  const snapshot = snapshotOf(ended.stdout)
  // 3 is a snapshot of what could be read.
  if (ended.code !== 0 || snapshot === undefined) return refused(tool, argv, ended)
  const list = await tool.run(restic.list(snapshot), asking)
  if (list.code !== 0) return refused(tool, restic.list(snapshot), list)
  const missing = missingIn(list.stdout, manifest)
  return missing.length === 0 ? undefined : { message: `the snapshot ${snapshot.slice(0, 8)} lacks ${missing.join(', ')}`, isLate: false }
}
