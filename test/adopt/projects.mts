import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { initReport } from '../../scripts/report/init.mts'
import { initProject } from '../../scripts/shell/init-project.mts'
import { withLines } from '../../scripts/adopt/dotenv-text.mts'
import { withTemp } from '../support/temp.mts'

/** Compose projects of different character, each with the stack file and the list it must give in `expected/`. */
export const scenarios = join(import.meta.dirname, 'scenarios')

/** Names of the projects. */
export const projects = async (): Promise<readonly string[]> => (await readdir(scenarios)).sort()

/** What init makes of a project: its stack file, and the list it prints. */
export type Converted = { readonly stack: string; readonly said: string }

/** Converts a copy of a project, in which `dotenv` is called `.env` (which git would not keep), and gives it to a test. */
export const convert = <T,>(name: string, act: (made: Converted, folder: string) => Promise<T>): Promise<T> => withTemp(async (temp) => {
  const folder = join(temp, name)
  await cp(join(scenarios, name, 'project'), folder, { recursive: true })
  for (const file of await readdir(folder, { recursive: true })) if (file.endsWith('dotenv')) await rename(join(folder, file), join(folder, dirname(file), '.env'))
  const seen = initProject(folder, [], folder)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'stack.yaml'), seen.text)
  if (Object.keys(seen.dotenv).length > 0) await writeFile(join(folder, '.env'), withLines(seen.envText, seen.dotenv))
  return act({ stack: seen.text, said: `${initReport(seen, [], false).text}\n` }, folder)
})

/** A file of what is expected; empty where there is none yet. */
export const expectedOf = (name: string, file: string): Promise<string> => readFile(join(scenarios, name, 'expected', file), 'utf8').catch(() => '')
