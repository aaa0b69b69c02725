import { join, resolve } from 'node:path'
import type { Container } from '../../docker/observed.mts'
import type { RestoreEffect } from '../../restore/effect.mts'
import { homeFolder } from '../../stack/home.mts'
import { observeProject } from '../docker.mts'
import type { Done, Means } from '../performers.mts'
import { restoreFiles } from './files.mts'
import { dropOldFiles } from './files-old.mts'
import { dropOld } from './old.mts'
import { restoreService } from './restore-service.mts'
import { sqliteTargetOf } from './sqlite-target.mts'
import { targetOf } from './target.mts'

/** How long one archive may take, in milliseconds. */
const totalMs = 24 * 3_600_000

/** What came of one service: what was put back, and where what was there before is kept. */
export type PutBack = { readonly service: string; readonly restored: readonly { readonly item: string; readonly old?: string; readonly rows?: number; readonly entries?: number }[] }

type Put = { readonly restored: PutBack['restored']; readonly trouble?: { readonly message: string; readonly hint?: string } }
type Order = Extract<RestoreEffect, { act: 'put-back' }>

/** Puts a service back, or removes what was kept of it before. */
export const performRestore = async (effect: RestoreEffect, means: Means): Promise<Done> => {
  const containers = await observeProject(effect.environment.project)
  return effect.act === 'put-back' ? putBack(effect, containers, means) : drop(effect, containers, means)
}

const drop = async ({ environment, service, names }: Extract<RestoreEffect, { act: 'drop-old' }>, containers: readonly Container[], { folder }: Means): Promise<Done> => {
  const target = targetOf(environment, service, containers)
  const sqlite = environment.workloads.find(({ name }) => name === service)?.backup.sqlite ?? []
  if (target) await dropOld(target, names)
  for (const path of sqlite) {
    const file = await sqliteTargetOf(environment, service, path, containers, folder)
    if (!('message' in file)) await dropOld(file, names)
  }
  await dropOldFiles(environment.project, names)
  return { ok: true, message: '' }
}

const putBack = async (order: Order, containers: readonly Container[], means: Means): Promise<Done> => {
  const puts: Put[] = []
  if (order.archives.length > 0) puts.push(await putServer(order, containers, means))
  for (const archive of order.sqlite) puts.push(await putSqlite(order, archive, containers, means))
  for (const file of order.files) puts.push(await putFiles(order, file, means))
  const data: PutBack = { service: order.service, restored: puts.flatMap(({ restored }) => restored) }
  const troubles = puts.flatMap(({ trouble }) => trouble ?? [])
  const hint = troubles.find((one) => one.hint !== undefined)?.hint
  if (troubles.length === 0) return { ok: true, message: '', data }
  return { ok: false, data, message: troubles.map(({ message }) => `${order.service}: ${message}`).join('\n'), ...hint === undefined ? {} : { hint } }
}

const shelfOf = ({ environment, run, identity }: Order, { folder }: Means) => ({ folder: join(resolve(folder, environment.backups.folder), run), ...identity === undefined ? {} : { identity } })
const flowOf = ({ signal, progress: { say, show } }: Means) => ({ signal, say, show, totalMs })
const troubleOf = (message: string, hint: string | undefined) => ({ message, ...hint === undefined ? {} : { hint } })

const putServer = async (order: Order, containers: readonly Container[], means: Means): Promise<Put> => {
  const target = targetOf(order.environment, order.service, containers)
  if (!target) return { restored: [], trouble: { message: 'it keeps nothing any more' } }
  const { ok, restored, message, hint } = await restoreService(target, order.archives, shelfOf(order, means), order, flowOf(means))
  return { restored, ...ok ? {} : { trouble: troubleOf(message, hint) } }
}

const putSqlite = async (order: Order, archive: Order['sqlite'][number], containers: readonly Container[], means: Means): Promise<Put> => {
  const target = await sqliteTargetOf(order.environment, order.service, archive.item, containers, means.folder)
  if ('message' in target) return { restored: [], trouble: troubleOf(`${archive.item}: ${target.message}`, target.hint) }
  const { ok, restored, message, hint } = await restoreService(target, [archive], shelfOf(order, means), order, flowOf(means))
  return { restored, ...ok ? {} : { trouble: troubleOf(`${archive.item}: ${message}`, hint) } }
}

const putFiles = async (order: Order, { archive, item }: Order['files'][number], means: Means): Promise<Put> => {
  const { environment, service, stamp, dropOld: isDropped } = order
  const workload = environment.workloads.find(({ name }) => name === service)
  const { ok, message, hint, old, entries } = await restoreFiles({
    project: environment.project, stackFolder: means.folder, home: join(means.folder, homeFolder(environment.name)), ...shelfOf(order, means), archive, item, stamp, dropOld: isDropped,
    images: workload ? [environment.images[workload.image] ?? workload.image] : [],
  }, flowOf(means))
  return ok ? { restored: [{ item: item.item, ...old === undefined ? {} : { old }, ...entries === undefined ? {} : { entries } }] } : { restored: [], trouble: troubleOf(`${item.item}: ${message}`, hint) }
}
