import { rm, rmdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { AlpineEffect } from '../../alpine/effect.mts'
import { bareRefusal } from '../../docker/refusal.mts'
import { lines } from '../processes.mts'
import { failed, fail } from '../failure.mts'
import { failAt } from '../files.mts'
import type { Done, Means } from '../performers.mts'
import { listRemains, type Remains } from './remains.mts'

/** What an interrupted command was about to make may come a moment later. */
const turns = 5

/** Containers go before what they use. */
const removing: readonly (readonly [what: keyof Remains, words: readonly string[]])[] = [
  ['containers', ['docker', 'container', 'rm', '--force', '--volumes']], ['networks', ['docker', 'network', 'rm']],
  ['volumes', ['docker', 'volume', 'rm']], ['images', ['docker', 'image', 'rm', '--force']],
]

/** Removes all that a comparison has made, on the engine and in the folder. */
export const clear = async ({ project, folder: own, made }: Extract<AlpineEffect, { act: 'clear' }>, { folder }: Pick<Means, 'folder'>): Promise<Done> => {
  for (const path of [own, ...made]) await rm(resolve(folder, path), { recursive: path === own, force: true }).catch((error: unknown) => failAt('remove', path, error))
  // Only where nothing else is in it.
  for (const path of made) await rmdir(dirname(resolve(folder, path))).catch(() => {})
  let said = ''
  for (let turn = 0; turn < turns; turn++) {
    const remains = await listRemains(project)
    if (Object.values(remains).every((ids) => ids.length === 0)) return { ok: true, message: '' }
    if (turn > 0) await pause(300)
    for (const [what, words] of removing) if (remains[what].length > 0) said = bareRefusal((await lines([...words, ...remains[what]], () => {})).stderr) || said
  }
  const left = Object.entries(await listRemains(project)).flatMap(([what, ids]) => ids.length === 0 ? [] : [`${ids.length} ${what}`])
  return left.length === 0 ? { ok: true, message: '' } : fail(failed(`${left.join(', ')} of ${project} could not be removed: ${said}`, 'run it again: it clears what an earlier run has left'))
}
