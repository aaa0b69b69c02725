import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AlpineEffect } from '../../alpine/effect.mts'
import type { Done, Means } from '../performers.mts'
import { writeAtomically } from '../write.mts'

/** Writes the files of a comparison, or none of them. */
export const lay = async ({ files, folder: own }: Extract<AlpineEffect, { act: 'lay' }>, { folder }: Pick<Means, 'folder'>): Promise<Done> => {
  try {
    for (const { path, content } of files) await writeAtomically(resolve(folder, path), content)
    return { ok: true, message: '' }
  } catch (error) {
    await rm(resolve(folder, own), { recursive: true, force: true }).catch(() => {})
    throw error
  }
}
