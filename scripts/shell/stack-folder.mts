import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The folder of stack.yaml: this one or the nearest above it that has one, as git finds its own; else this one. */
export const findStackFolder = (start: string): string => {
  const first = resolve(start)
  for (let folder = first; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'stack.yaml'))) return folder
    if (folder === dirname(folder)) return first
  }
}
