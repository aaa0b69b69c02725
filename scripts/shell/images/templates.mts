import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sources } from '../../targets/template.mts'
import { listFiles } from '../files.mts'

const own = join(import.meta.dirname, '..', '..', '..')

/** Gantry's own templates, and those of the same name in the stack's folder; of one folder of them where it is named. */
export const readTemplates = async (stackFolder: string, folder = ''): Promise<{ readonly own: Sources; readonly overrides: Sources }> => {
  const mine = await readFolder(own, folder)
  return { own: mine, overrides: stackFolder === own ? {} : await readFolder(stackFolder, folder) }
}

/** Whether a stack has templates of its own in a folder of them. */
export const hasTemplates = async (stackFolder: string, folder: string): Promise<boolean> =>
  stackFolder !== own && (await listFiles(join(stackFolder, 'templates', folder))).length > 0

const readFolder = async (root: string, folder: string): Promise<Sources> => {
  const paths = await listFiles(join(root, 'templates', folder))
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [join(folder, path), await readFile(join(root, 'templates', folder, path), 'utf8')] as const)))
}
