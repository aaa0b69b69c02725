import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { WheelEffect } from '../../wheels/effect.mts'
import { pruned } from '../../wheels/prune.mts'
import { failAt } from '../files.mts'
import { takeLock } from '../lock.mts'
import type { Done, Means } from '../performers.mts'
import { houseOf, loadManifest, parts, saveManifest } from './house.mts'

/** Does something to the wheelhouse, while nobody else may. */
export const performWheels = async (effect: WheelEffect, means: Means): Promise<Done> => {
  const house = houseOf(means.folder)
  const lock = await takeLock(join(house, parts.lock), 'download-wheels')
  try {
    return await act(effect, house, means)
  } finally {
    await lock.release()
  }
}

const act = async (effect: WheelEffect, house: string, means: Means): Promise<Done> => {
  switch (effect.act) {
    case 'collect': return (await import('./collect.mts')).collect(effect, house, means)
    case 'check': return (await import('./check.mts')).check(effect, house, means)
    case 'bundle': return (await import('./bundle.mts')).bundle(effect, house, means)
    case 'prune': return prune(effect, house)
  }
}

const prune = async ({ waste }: Extract<WheelEffect, { act: 'prune' }>, house: string): Promise<Done> => {
  // What is no longer named can be taken away at leisure; the other way round a kill would leave names of nothing.
  await saveManifest(house, pruned(await loadManifest(house), waste))
  for (const path of [...waste.paths, parts.downloads, parts.work]) await rm(join(house, path), { recursive: true, force: true }).catch((error: unknown) => failAt('remove', join(house, path), error))
  return { ok: true, message: '', data: waste }
}
