import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { Environment } from '../../stack/environment.mts'
import { readStack } from '../../stack/read.mts'
import { readEnvFile } from '../env-file.mts'
import { factsOf } from '../facts.mts'
import { fail, mistakes } from '../failure.mts'
import { readText } from '../files.mts'

const file = 'stack.yaml'

/** An environment as its stack file has it with `reload: false`: sources are in the images, and commands are those of production. */
export const calmEnvironment = async (stackFolder: string, environment: Environment): Promise<Environment> => {
  const { name, isMapped, images } = environment
  const document = parseDocument(await readText(join(stackFolder, file)) ?? '')
  document.setIn(['environments', name, 'reload'], false)
  const dotenv = await dotenvOf(stackFolder, name)
  const { environments: [calm], problems } = readStack(file, String(document), [name], { facts: factsOf(stackFolder), dotenv: () => dotenv, images: isMapped ? images : undefined })
  return calm ?? fail(mistakes(problems.filter(({ severity }) => severity === 'error')))
}

const dotenvOf = async (folder: string, environment: string) => {
  const names = await readdir(folder)
  const own = names.includes(`.env.${environment}`) ? `.env.${environment}` : undefined
  const common = ['.env', '.env.example'].find((each) => names.includes(each))
  const [before, after] = await Promise.all([common, own].map(async (each) => each === undefined ? {} : (await readEnvFile(join(folder, each), each)).values))
  return { files: own ? `${own} or .env` : '.env', exists: own !== undefined || common !== undefined, values: { ...before, ...after } }
}
