import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isVerified, type Archive, type Manifest } from '../../backup/manifest.mts'
import { runName } from '../../backup/place.mts'
import type { FoundRun } from '../../backup/run.mts'
import { restoreStamp } from '../../restore/names.mts'
import { wantedOf, type RestoreSeen } from '../../restore/plan.mts'
import type { Environment } from '../../stack/environment.mts'
import { identityGiven } from '../backup/age.mts'
import { checkMarker } from '../backup/marker.mts'
import { readMemory } from '../backup/memory.mts'
import { ownChance } from '../backup/own-chance.mts'
import { listRuns } from '../backup/run-folder.mts'
import { readSealed } from '../backup/verify.mts'
import type { Observing } from '../command.mts'
import { engineTrouble, observeProject } from '../docker.mts'
import { fail, failed, mistake, refusal } from '../failure.mts'
import { listOldFiles } from './files-old.mts'
import { mendForgotten } from './forgotten.mts'
import { listOld } from './old.mts'
import type { restoreOptions } from './options.mts'
import { sqliteTargetOf } from './sqlite-target.mts'
import { targetOf } from './target.mts'

type Looking = Pick<Observing<typeof restoreOptions>, 'environment' | 'stackFolder' | 'services' | 'options' | 'now' | 'say' | 'common' | 'signal'>

/** Looks at the runs there are and chooses one; refuses what nobody should put back without a thought. */
export const observeRestore = async ({ environment, stackFolder, services, options, now, say, common, signal }: Looking): Promise<RestoreSeen> => {
  const folder = resolve(stackFolder, environment.backups.folder)
  await checkMarker(folder, (await readMemory(stackFolder, environment.name)).marker)
  const runs = await listRuns(folder)
  if (options.list) return { runs, now, act: { is: 'list' } }
  const trouble = await engineTrouble()
  if (trouble) fail(failed(trouble.message, trouble.hint))
  // Without the lock a backup may be under way: what it has stopped is not forgotten.
  if (!common.dryRun) await mendForgotten(environment, stackFolder, say)
  const wantedServices = [...services, ...options.services]
  if (options.dropOld && options.run === undefined) return { runs, now, act: { is: 'drop-old', old: await keptBefore({ environment, stackFolder }, wantedServices) } }
  const manifest = choose(runs, options, environment)
  const { wanted, homeless } = wantedOf(environment, manifest, wantedServices)
  for (const { service, item } of homeless) say(`${service} ${item} of ${manifest.run} has no place in this stack any more; its manifest says how to put it back by hand`)
  if (wanted.length === 0) fail(mistake(`${manifest.run} has nothing of ${wantedServices.join(', ') || environment.project}`, `it has ${[...new Set(manifest.archives.map(({ service }) => service))].join(', ')}`))
  const given = identityGiven(options.identity)
  const all = wanted.flatMap(({ archives, sqlite, files }) => [...archives, ...sqlite, ...files.map(({ archive }) => archive)])
  if (all.some(({ encrypted }) => encrypted)) await needIdentity(given.identity)
  await refuseDamaged(join(folder, manifest.run), all, signal)
  return {
    runs, now, act: {
      is: 'restore', manifest, wanted, safety: options.withoutSafety ? undefined : runName(now, ownChance), stamp: restoreStamp(now, ownChance), dropOld: options.dropOld, force: options.force, ...given,
    },
  }
}

type Kept = { readonly service: string; readonly names: readonly string[] }

const keptBefore = async ({ environment, stackFolder }: Pick<Looking, 'environment' | 'stackFolder'>, services: readonly string[]): Promise<readonly Kept[]> => {
  const containers = await observeProject(environment.project)
  const asked = environment.workloads.filter(({ name }) => services.length === 0 || services.includes(name))
  const servers = asked.filter(({ keeps }) => keeps).flatMap(({ name }) => targetOf(environment, name, containers) ?? []).filter(({ containers: mine }) => mine.length > 0)
  const files = await Promise.all(asked.flatMap(({ name, backup: { sqlite } }) => sqlite.map((path) => sqliteTargetOf(environment, name, path, containers, stackFolder))))
  const found: readonly Kept[] = [
    ...await Promise.all([...servers, ...files.flatMap((target) => 'message' in target ? [] : [target])].map(async (target) => ({ service: target.service, names: await listOld(target) }))),
    ...services.length === 0 ? (await listOldFiles(environment.project)).map(({ volume, of }) => ({ service: of, names: [volume] })) : [],
  ]
  return [...Map.groupBy(found, ({ service }) => service)].map(([service, all]) => ({ service, names: all.flatMap(({ names }) => names) })).filter(({ names }) => names.length > 0)
}

/** The run that was named, or the last one that is verified and was not taken by a restore. */
const choose = (runs: readonly FoundRun[], { run, force }: Looking['options'], environment: Environment): Manifest => {
  const found = run === undefined || run === 'latest' ? runs.find((each) => each.is === 'ended' && !each.manifest.isSafety && isVerified(each.manifest)) : runs.find((each) => each.run === run)
  if (!found) return fail(mistake(run === undefined || run === 'latest' ? `there is no verified backup of ${environment.name} in ${environment.backups.folder}` : `there is no run ${run}`, runs.length === 0 ? 'make one with `make backup`' : '`make restore ARGS=--list` shows the runs'))
  if (found.is !== 'ended') return fail(refusal(`${found.run} ${found.is === 'unended' ? 'never ended' : found.message}`, 'restore another run'))
  const { manifest } = found
  if (manifest.stack !== environment.stack && !force) fail(refusal(`${found.run} is of the stack ${manifest.stack}, not of ${environment.stack}`, 'restore a run of this stack, or this one all the same with --force'))
  if (!isVerified(manifest) && !force) fail(refusal(`${found.run} is not verified: ${manifest.failures.map(({ service, message }) => `${service}: ${message}`).join('; ') || 'an archive is not as it was written'}`, 'restore another run, or this one all the same with --force'))
  return manifest
}

/** One that is not what was written stops all of it, before anything is touched. */
const refuseDamaged = async (folder: string, archives: readonly Archive[], signal: AbortSignal): Promise<void> => {
  for (const archive of archives) {
    const found = await readSealed(join(folder, archive.file), archive, { signal })
    if (!found.ok) fail(failed(found.message, found.hint || 'nothing was touched; restore another run'))
  }
}

const needIdentity = async (identity: string | undefined): Promise<void> => {
  if (identity === undefined) return fail(mistake('its archives are encrypted', 'name the file of your age identity: --identity FILE'))
  await access(identity).catch(() => fail(mistake(`there is no file ${identity}`, 'name the file of your age identity')))
}
