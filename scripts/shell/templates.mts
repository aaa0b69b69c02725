import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sources } from '../targets/template.mts'
import { listFiles } from './files.mts'

const own = join(import.meta.dirname, '..', '..')

/** Gantry's own templates, each read when it is asked for (few of them are), and those that a stack's folder puts over them. */
export const readTemplates = async (folder: string): Promise<{ readonly own: Sources; readonly overrides: Sources }> =>
  ({ own: whenAsked(join(own, 'templates'), await listFiles(join(own, 'templates'))), overrides: folder === own ? {} : await readFolder(join(folder, 'templates')) })

/** Whether a stack puts templates of its own over those in a folder of them. */
export const hasTemplates = async (stackFolder: string, folder: string): Promise<boolean> =>
  stackFolder !== own && (await listFiles(join(stackFolder, 'templates', folder))).length > 0

const whenAsked = (folder: string, paths: readonly string[]): Sources =>
  Object.defineProperties({}, Object.fromEntries(paths.map((path) => [path, { enumerable: true, get: () => readFileSync(join(folder, path), 'utf8') }])))

const readFolder = async (folder: string): Promise<Sources> => {
  const paths = await listFiles(folder)
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const)))
}
