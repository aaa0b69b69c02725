import { join } from 'node:path'
import { memoryText, parseMemory, type Memory } from '../../backup/memory.mts'
import { homeFolder } from '../../stack/home.mts'
import { fail, failed } from '../failure.mts'
import { readText } from '../files.mts'
import { writeAtomically } from '../write.mts'

const pathOf = (stackFolder: string, environment: string): string => join(stackFolder, homeFolder(environment), 'backups.json')

/** What gantry remembers of an environment's backups; nothing before the first. */
export const readMemory = async (stackFolder: string, environment: string): Promise<Memory> => {
  const path = pathOf(stackFolder, environment)
  const text = await readText(path)
  if (text === undefined) return { version: 1 }
  return parseMemory(text) ?? fail(failed(`${path} is not what gantry wrote there`, 'remove it: gantry then takes the folder of the backups as it finds it, and copies runs elsewhere once more'))
}

/** Remembers something else, and all the rest as it was; called under the lock of the environment. */
export const changeMemory = async (stackFolder: string, environment: string, change: (memory: Memory) => Memory): Promise<Memory> => {
  const memory = change(await readMemory(stackFolder, environment))
  await writeAtomically(pathOf(stackFolder, environment), memoryText(memory), 0o600)
  return memory
}
