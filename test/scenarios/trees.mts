import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadStack } from '../../scripts/shell/load-stack.mts'
import { renderAll } from '../../scripts/shell/rendering.mts'
import { root } from '../support/run.mts'

/** Files by their path, with their text. */
export type Tree = ReadonlyMap<string, string>

/** Small stacks that show one property each, with the files they must render in `expected/`. */
export const scenarios = import.meta.dirname

/** Names of the folders in a folder that hold a stack file. */
export const stacksIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(({ name, parentPath }) => name === 'stack.yaml' && join(parentPath, '..') === folder).map(({ parentPath }) => parentPath.slice(folder.length + 1)).sort()
}

/** The demo and every example, with their rendered files beside the stack file. */
export const exampleFolders = async (): Promise<readonly string[]> => [root, ...(await stacksIn(join(root, 'examples'))).map((name) => join(root, 'examples', name))]

/** Every file that a stack renders in all its environments, the lists of them included; no image map from outside counts. */
export const renderedTree = async (folder: string): Promise<Tree> => {
  const { environments, problems } = await loadStack({ folder, env: undefined, images: undefined })
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ file, line, path, message }) => `${file}:${line} ${path}: ${message}`).join('\n'))
  const { renderings } = await renderAll(folder, environments)
  const lists = renderings.filter(({ produced }) => produced.length > 0).map(({ record, after }) => [record, after] as const)
  return new Map([...renderings.flatMap(({ produced }) => produced.map(({ path, content }) => [path, content] as const)), ...lists])
}

/** What stands on disk in the folders that rendering writes to: also what nothing renders any more. */
export const treeOnDisk = async (folder: string, tops: readonly string[]): Promise<Tree> => {
  const found = await Promise.all(tops.map(async (top) => {
    const entries = await readdir(join(folder, top), { recursive: true, withFileTypes: true }).catch(() => [])
    return Promise.all(entries.filter((entry) => entry.isFile()).map(async ({ parentPath, name }) => [join(parentPath, name).slice(folder.length + 1), await readFile(join(parentPath, name), 'utf8')] as const))
  }))
  return new Map(found.flat())
}

/** Where two trees differ, as lines that people read; empty when they are the same. */
export const differences = (wanted: Tree, found: Tree): readonly string[] => [
  ...[...wanted.keys()].filter((path) => !found.has(path)).map((path) => `${path} is missing`),
  ...[...found.keys()].filter((path) => !wanted.has(path)).map((path) => `${path} is there, but nothing renders it`),
  ...[...wanted].flatMap(([path, text]) => found.has(path) && found.get(path) !== text ? [`${path} differs${firstDifference(text, found.get(path) ?? '')}`] : []),
]

const firstDifference = (wanted: string, found: string): string => {
  const [left, right] = [wanted.split('\n'), found.split('\n')]
  const line = left.findIndex((text, index) => text !== right[index])
  const at = line < 0 ? left.length : line
  return ` in line ${at + 1}:\n  rendered: ${left[at] ?? ''}\n  on disk:  ${right[at] ?? ''}`
}
