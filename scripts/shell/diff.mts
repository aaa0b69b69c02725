import { createTwoFilesPatch } from 'diff'
import { join } from 'node:path'
import type { Rendered } from '../plan/render.mts'
import { readText } from './files.mts'

/** What would change in rendered files, as unified diffs from what is on disk. */
export const diffs = async (folder: string, renderings: readonly Rendered[]): Promise<string> => {
  const texts = await Promise.all(renderings.flatMap(({ changes, produced }) => changes.filter((change) => change.do !== 'nothing').map(async ({ path, why }) => {
    const before = await readText(join(folder, path)) ?? ''
    const after = produced.find((file) => file.path === path)?.content ?? ''
    return createTwoFilesPatch(path, path, before, after, why, after === '' ? 'removed' : 'as rendered', { context: 3 }).replace(/^Index:.*\n=+\n/, '')
  })))
  return texts.join('')
}
