import { join, resolve } from 'node:path'
import type { BackupEffect } from '../../backup/effect.mts'
import { isVerified, type Archive, type Manifest, type Miss, type Proof } from '../../backup/manifest.mts'
import { stockOf, type FileItem, type Item } from '../../backup/stock.mts'
import type { Container } from '../../docker/observed.mts'
import type { Environment } from '../../stack/environment.mts'
import { homeFolder } from '../../stack/home.mts'
import { engineTrouble, observeProject } from '../docker.mts'
import { failed, isFailure } from '../failure.mts'
import type { Done, Means } from '../performers.mts'
import { mendForgotten } from '../restore/forgotten.mts'
import { endLeft } from '../restore/inside.mts'
import { copyFiles } from './copy-files.mts'
import { dumping, dumpService } from './dump.mts'
import { tellStart } from './hooks.mts'
import { writeManifestFile } from './manifest-file.mts'
import { enterTarget } from './marker.mts'
import { changeMemory, readMemory } from './memory.mts'
import { pausedText } from './paused.mts'
import { ownState } from './own-state.mts'
import { openRun, removeRun } from './run-folder.mts'
import { sweep } from './sweep.mts'
import { toolsOf } from './tools.mts'
import { verifyArchive } from './verify.mts'

/** Nothing comes for this long, or one item takes this long: in milliseconds. */
const limits = { stallMs: 10 * 60_000, totalMs: 24 * 3_600_000 }

type Take = Extract<BackupEffect, { act: 'take' }>
type Saved = { readonly archives: readonly Archive[]; readonly failures: readonly Miss[]; readonly skipped: readonly Miss[] }
type Place = { readonly environment: Environment; readonly stackFolder: string; readonly home: string; readonly folder: string; readonly run: string; readonly containers: readonly Container[] }

const nothing: Saved = { archives: [], failures: [], skipped: [] }

/** Takes out everything there is to keep, reads it again, and lists it in a manifest; what one service refuses keeps nothing else from being saved. */
export const takeRun = async ({ environment, run, services, level, isSafety = false }: Take, means: Means): Promise<Done> => {
  const startedAt = new Date().toISOString()
  const { progress: { say }, signal, folder: stackFolder } = means
  const [target, home] = [resolve(stackFolder, environment.backups.folder), join(stackFolder, homeFolder(environment.name))]
  const trouble = await engineTrouble()
  if (trouble) throw failed(trouble.message, trouble.hint)
  await mendForgotten(environment, stackFolder, say)
  const known = await readMemory(stackFolder, environment.name)
  const marker = await enterTarget(target, known.marker)
  const swept = await sweep(target, home)
  if (known.openRun !== undefined) await endForgotten(environment)
  await changeMemory(stackFolder, environment.name, (memory) => ({ ...memory, marker, openRun: run }))
  for (const path of [...swept.removed.map((one) => `removed what an unfinished backup left: ${one}`), ...swept.left]) say(path)
  if (!isSafety) for (const untold of await tellStart(environment.backups, { signal })) say(untold)
  const open = await openRun(target, run)
  let isEnded = false
  try {
    const stock = stockOf(environment)
    const wanted = (service: string): boolean => services === undefined || services.includes(service)
    const place: Place = { environment, stackFolder, home, folder: open.folder, run, containers: await observeProject(environment.project) }
    const saved = await saveAll(stock.items.filter(({ service }) => wanted(service)), place, means)
    signal.throwIfAborted()
    const archives = await prove(saved.archives, open.folder, level, means)
    const manifest: Manifest = {
      version: 1, run, stack: environment.stack, environment: environment.name, ...isSafety ? { isSafety } : {}, startedAt, endedAt: new Date().toISOString(), tools: await toolsOf(),
      byHand: 'The commands in `byHand` of each archive put it back without gantry: in bash, in the folder of this file, one after another. KEY is the file of your age identity.',
      archives, failures: saved.failures, skipped: [...stock.skipped.filter(({ service }) => wanted(service)), ...saved.skipped],
    }
    await writeManifestFile(open.folder, manifest)
    isEnded = true
    await changeMemory(stackFolder, environment.name, ({ openRun: _, ...memory }) => ({ ...memory, lastRun: run, ...manifest.failures.length > 0 ? { openRun: run } : {} }))
    if (!isSafety || isVerified(manifest)) return { ok: true, message: '', data: manifest }
    const why = manifest.failures.map(({ service, item, message }) => `${service} ${item}: ${message}`).join('; ') || 'it is not as it was written'
    return { ok: false, message: `the backup before the restore is not whole: ${why}`, hint: 'mend that first, or restore all the same with --without-safety', data: manifest }
  } finally {
    await open.close().catch(complain(say))
    if (!isEnded) await removeRun(target, run).catch(complain(say))
  }
}

/** A run that was killed, or whose server was paused, may have left its dump at work inside; nobody else dumps now. */
const endForgotten = async ({ project, workloads }: Environment): Promise<void> => {
  const servers = new Set(workloads.filter(({ keeps, backup }) => keeps || backup.sqlite.length > 0).map(({ name }) => name))
  const containers = (await observeProject(project)).filter(({ service, state }) => servers.has(service) && state === 'running')
  await Promise.all(containers.map(({ id }) => endLeft(id, dumping)))
}

/** What goes wrong after something has gone wrong does not take its place. */
const complain = (say: (line: string) => void) => (error: unknown): void => {
  if (!isFailure(error)) throw error
  say(error.message)
}

/** Servers first, side by side: they run on meanwhile. Then files, whose users are stopped, service by service; at last gantry's own. */
const saveAll = async (items: readonly Item[], place: Place, means: Means): Promise<Saved> => {
  const servers = await Promise.all(items.filter((item) => item.is === 'server' || item.is === 'sqlite').map((item) => saveServer(item, place, means)))
  const files = Map.groupBy(items.filter((item): item is FileItem => item.is === 'volume' || item.is === 'folder'), ({ service }) => service)
  const copied: Saved[] = []
  for (const [service, own] of files) if (!means.signal.aborted) copied.push(await saveFiles(service, own, place, means))
  const state = items.some(({ is }) => is === 'gantry') && !means.signal.aborted ? await ownState({ ...place, recipients: place.environment.backups.encrypt }, flow(means)) : nothing
  const all = [...servers, ...copied, state]
  return { archives: all.flatMap(({ archives }) => archives), failures: all.flatMap(({ failures }) => failures), skipped: all.flatMap(({ skipped }) => skipped) }
}

const flow = ({ signal, progress: { say, show } }: Means) => ({ signal, say, show, ...limits })

const saveServer = async (item: Extract<Item, { is: 'server' | 'sqlite' }>, { environment, folder, run, containers }: Place, means: Means): Promise<Saved> => {
  const { service } = item
  const found = containers.filter((one) => one.service === service)
  const container = found.find(({ state }) => state === 'running')
  if (!container) return { ...nothing, failures: [{ service, item: item.item, message: absence(service, found) }] }
  const target = { folder, run, recipients: environment.backups.encrypt }
  const user = environment.workloads.find(({ name }) => name === service)?.user
  const server = { project: environment.project, service, container: container.id, ...user === undefined ? {} : { user } }
  if (item.is === 'server') return dumpService({ ...server, keeps: item.keeping }, target, flow(means))
  const keeps = await (await import('./sqlite.mts')).sqliteServers(container.id, item.item)
  return 'message' in keeps ? { ...nothing, failures: [{ service, item: item.item, message: keeps.message }] } : dumpService({ ...server, keeps }, target, flow(means))
}

const absence = (service: string, found: readonly Container[]): string => {
  const paused = found.find(({ state }) => state === 'paused')
  return paused ? pausedText(service, paused.name) : `${service} does not run: \`make up\` starts it`
}

const saveFiles = (service: string, items: readonly FileItem[], { environment, stackFolder, home, folder }: Place, means: Means): Promise<Saved> => {
  const others = environment.workloads.toSorted((a, b) => Number(b.name === service) - Number(a.name === service))
  const images = [...new Set(others.map(({ image }) => environment.images[image] ?? image))]
  return copyFiles({ project: environment.project, stackFolder, home, folder, recipients: environment.backups.encrypt, images, items }, flow(means))
}

/** Every archive read again from the disk, unless that was done when it was written. */
const prove = async (archives: readonly Archive[], folder: string, level: Take['level'], { signal, progress }: Means): Promise<readonly Archive[]> => {
  const proved: Archive[] = []
  for (const archive of archives) {
    if (level === 'read' && archive.proofs.some((proof) => proof.level === 'read')) {
      proved.push(archive)
      continue
    }
    progress.show(`reading ${archive.file} again`)
    const proof: Proof = await verifyArchive(folder, archive, archive.encrypted ? 'read' : level, { signal })
    if (!proof.ok) progress.say(`${archive.service} ${archive.item}: ${proof.message ?? 'not as it was written'}`)
    proved.push({ ...archive, proofs: [...archive.proofs, proof] })
  }
  return proved
}
