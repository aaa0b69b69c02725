import { parseDocument } from 'yaml'
import { isMap } from '../stack/merge.mts'
import type { Problem } from '../stack/problem.mts'
import { readText } from './files.mts'

/** A file of `public name: name to use instead` lines, as --images and GANTRY_IMAGES name it. */
export const readImageMap = async (path: string): Promise<{ readonly images: Readonly<Record<string, string>>; readonly problems: readonly Problem[] }> => {
  const text = await readText(path)
  const problem = (message: string): { images: {}; problems: readonly Problem[] } => ({
    images: {},
    problems: [{ code: 'bad-image', severity: 'error', path: '', file: path, line: 0, column: 0, source: '', message, hint: 'write one pair a line, as in `node:24-slim: mirror.example/node:24-slim`' }],
  })
  if (text === undefined) return problem('the image map is not there')
  const document = parseDocument(text)
  const data: unknown = document.errors.length > 0 ? undefined : document.toJS()
  if (!isMap(data) || Object.values(data).some((value) => typeof value !== 'string')) return problem('the image map is no map of names')
  return { images: data as Readonly<Record<string, string>>, problems: [] }
}
