import { join, resolve } from 'node:path'
import type { BackupEffect } from '../../backup/effect.mts'
import type { Archive, Manifest, Proof } from '../../backup/manifest.mts'
import type { Keeping } from '../../kinds/keeping.mts'
import type { Workload } from '../../kinds/workload.mts'
import type { Environment } from '../../stack/environment.mts'
import { observeProject } from '../docker.mts'
import { fail, failed, isFailure } from '../failure.mts'
import type { Done, Means } from '../performers.mts'
import { identityGiven } from './age.mts'
import { drillArchives } from './drill.mts'
import { readRun, writeManifestFile } from './manifest-file.mts'
import { sqliteServers } from './sqlite.mts'
import { verifyArchive } from './verify.mts'

/** How long one archive may take to be restored, in milliseconds. */
const totalMs = 24 * 3_600_000

/** Restores the archives of a run into scratch servers, reads the content of the others, and writes into its manifest what came of it. */
export const drillRun = async ({ environment, run }: Extract<BackupEffect, { act: 'drill' }>, means: Means): Promise<Done> => {
  const folder = join(resolve(means.folder, environment.backups.folder), run)
  const found = await readRun(folder, run)
  const manifest = found.is === 'ended' ? found.manifest : fail(failed(`${folder} is no finished backup`))
  const proofs = new Map((await Promise.all([...Map.groupBy(manifest.archives, ({ service }) => service)].map(([service, archives]) => proofsOf(environment, service, archives, folder, means)))).flatMap((each) => [...each]))
  const proved: Manifest = { ...manifest, archives: manifest.archives.map((archive) => { const proof = proofs.get(archive.file); return proof ? { ...archive, proofs: [...archive.proofs, proof] } : archive }) }
  await writeManifestFile(folder, proved)
  return { ok: true, message: '', data: proved }
}

type Proofs = ReadonlyMap<string, Proof>

const proofsOf = async (environment: Environment, service: string, archives: readonly Archive[], folder: string, means: Means): Promise<Proofs> => {
  const workload = environment.workloads.find(({ name }) => name === service)
  const container = (await observeProject(environment.project)).find((one) => one.service === service)
  const [files, rest] = [archives.filter(({ format }) => format === 'tar'), archives.filter(({ format }) => format !== 'tar')]
  const proofs = [await read(files, folder, means)]
  for (const [of, kept] of Map.groupBy(rest, ({ of: server, item }) => server === 'sqlite' ? item : '')) {
    const keeps = of === '' ? workload?.keeps : container && await sqliteServers(container.id, of)
    if (!workload || !keeps) means.progress.say(`${service}: not tried, for nothing here reads it any more`)
    else if ('message' in keeps) means.progress.say(`${service} ${of}: not tried: ${keeps.message}`)
    else proofs.push(await tried({ ...workload, keeps }, container?.imageId ?? environment.images[workload.image] ?? workload.image, environment.project, kept, folder, means))
  }
  return new Map(proofs.flatMap((each) => [...each]))
}

/** Trouble with a scratch server says nothing about the archives: it is told, and they stay without a proof. */
const tried = async ({ name: service, keeps, user, resources }: Workload & { readonly keeps: Keeping }, image: string, project: string, archives: readonly Archive[], folder: string, means: Means): Promise<Proofs> => {
  const { signal, progress: { say, show } } = means
  try {
    return await drillArchives({ project, service, keeps, image, limits: resources.limits, ...user === undefined ? {} : { user } }, archives, { folder, ...identityGiven() }, { signal, say, show, totalMs })
  } catch (error) {
    if (!isFailure(error) || signal.aborted) throw error
    say(`${service}: not tried: ${error.message}${error.hint === '' ? '' : `\n  ${error.hint}`}`)
    return new Map()
  }
}

/** Files have no server that could be tried: every entry of them is read. */
const read = async (archives: readonly Archive[], folder: string, { signal }: Means): Promise<Proofs> => {
  const given = identityGiven()
  return new Map(await Promise.all(archives.map(async (archive) => {
    const level = archive.encrypted && given.identity === undefined ? 'read' : 'full'
    return [archive.file, { ...await verifyArchive(folder, archive, level, { signal, ...given }), level: level === 'full' ? 'drill' as const : level }] as const
  })))
}
