import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parse } from 'dotenv'
import type { ProjectFiles } from '../adopt/project-files.mts'
import { errorCode, fail, mistake } from './failure.mts'
import { failAt } from './files.mts'

/** A project's folder as the conversion looks into it; reads only what it asks for. */
export const projectFiles = (folder: string): ProjectFiles => {
  const stat = (path: string) => statSync(resolve(folder, path), { throwIfNoEntry: false })
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(resolve(folder, path), 'utf8')
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      return code === 'EISDIR' ? fail(mistake(`${path} is a folder`, 'give the file in it')) : failAt('read', path, error)
    }
  }
  return {
    read: (path) => stat(path)?.isDirectory() && !isCompose(path) ? undefined : read(path),
    isFolder: (path) => stat(path)?.isDirectory() ?? false,
    list: (path) => {
      try {
        return readdirSync(resolve(folder, path), { withFileTypes: true }).map((entry) => entry.isDirectory() ? `${entry.name}/` : entry.name).sort()
      } catch (error) {
        return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR' ? [] : failAt('read', path, error)
      }
    },
    readEnv: (path) => {
      const text = stat(path)?.isFile() ? read(path) : undefined
      return text === undefined ? undefined : parse(text)
    },
  }
}

/** A compose file that is a folder is a mistake; anything else of that name is simply no file. */
const isCompose = (path: string): boolean => /\.ya?ml$/.test(basename(path))

/** The name of a stack's folder. */
export const folderName = (folder: string): string => basename(resolve(folder))
