import { fromPoetry } from './from-poetry.mts'
import { fromRequirements } from './from-requirements.mts'
import { fromUv } from './from-uv.mts'
import { includedFiles, within } from './requirements-file.mts'
import { mistakeAt, type Reading } from './wanted.mts'

/** Gives the text of a file of the stack, undefined where there is none. */
export type TextOf = (path: string) => string | undefined

const lists = ['uv.lock', 'poetry.lock', 'requirements.txt'] as const

/** The list that counts of a folder: a lock goes before requirements.txt. */
export const listOf = (folder: string, textOf: TextOf): typeof lists[number] | undefined =>
  lists.find((name) => textOf(within(folder, name)) !== undefined)

/** Files that say what a folder's program needs; asked again when the texts of those are known, until no more come. */
export const filesToRead = (folder: string, textOf: TextOf): readonly string[] => {
  const found = new Set([...lists, 'pyproject.toml'].map((name) => within(folder, name)))
  for (const path of found) {
    const text = /\.(?:toml|lock)$/.test(path) ? undefined : textOf(path)
    for (const other of includedFiles(path, text ?? '')) found.add(other)
  }
  return [...found]
}

/** Of those files, the ones that count: a change in any of them asks for a new look. */
export const filesThatCount = (folder: string, textOf: TextOf): readonly string[] => {
  const list = listOf(folder, textOf)
  const there = filesToRead(folder, textOf).filter((path) => textOf(path) !== undefined)
  if (list === 'requirements.txt') return there.filter((path) => !/(?:^|\/)(?:pyproject\.toml|uv\.lock|poetry\.lock)$/.test(path)).sort()
  return there.filter((path) => path === within(folder, list ?? '') || path === within(folder, 'pyproject.toml')).sort()
}

/** What a folder's program needs, from its uv.lock, its poetry.lock or its requirements.txt. */
export const readWanted = (folder: string, textOf: TextOf): Reading => {
  const pyproject = textOf(within(folder, 'pyproject.toml'))
  const list = listOf(folder, textOf)
  if (list === 'uv.lock') return fromUv(folder, textOf(within(folder, 'uv.lock')) ?? '', pyproject)
  if (list === 'poetry.lock') return fromPoetry(folder, textOf(within(folder, 'poetry.lock')) ?? '', pyproject)
  if (list === 'requirements.txt') return fromRequirements(within(folder, 'requirements.txt'), textOf)
  return { problems: [mistakeAt('no-lock-file', { file: within(folder, 'pyproject.toml'), line: 0, source: '' }, 'there is no lock beside it, so nobody knows which versions are meant', `run \`uv lock\` or \`poetry lock\` in ${folder}, or write a requirements.txt`)] }
}
