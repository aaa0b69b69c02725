import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Problem } from '../stack/problem.mts'
import { prose } from '../stack/prose.mts'
import { readStack } from '../stack/read.mts'
import type { Dotenv } from '../stack/draft.mts'
import type { LoadStack } from './command.mts'
import { readEnvFile, type EnvFile } from './env-file.mts'
import { factsOf } from './facts.mts'
import { readText } from './files.mts'

const file = 'stack.yaml'

/** Reads the stack, its `.env` files and the image map, and resolves the environments that were asked for. */
export const loadStack: LoadStack = async ({ folder, env, images }) => {
  const text = await readText(join(folder, file))
  if (text === undefined) return { environments: [], problems: [missing(folder)] }
  const [envFiles, map] = await Promise.all([readEnvFiles(folder), images === undefined ? undefined : (await import('./image-map.mts')).readImageMap(images)])
  const read = readStack(file, text, env === undefined ? undefined : [env], {
    facts: factsOf(folder), dotenv: (environment) => dotenvOf(envFiles, environment), images: map?.images,
  })
  const troubles = [...[...envFiles.values()].flatMap(({ problems }) => problems), ...map?.problems ?? []]
  const isBroken = troubles.some(({ severity }) => severity === 'error')
  return {
    environments: isBroken ? [] : read.environments, problems: [...troubles, ...read.problems],
    // Few commands run anything without a container.
    on: async (ground) => (await import('../stack/on-ground.mts')).onGround(read.drafts, ground, map?.images),
  }
}

const missing = (folder: string): Problem => {
  const [message, hint] = prose['file-missing']({})
  return { code: 'file-missing', severity: 'error', path: '', file: join(folder, file), line: 0, column: 0, source: '', message, hint }
}

/** `.env`, and `.env.<environment>` for each one that has its own. */
const readEnvFiles = async (folder: string): Promise<ReadonlyMap<string, EnvFile>> => {
  const names = (await readdir(folder)).filter((name) => /^\.env(\.[a-z0-9-]+)?$/.test(name))
  return new Map(await Promise.all(names.map(async (name) => [name, await readEnvFile(join(folder, name), basename(name))] as const)))
}

const dotenvOf = (files: ReadonlyMap<string, EnvFile>, environment: string): Dotenv => {
  const own = files.get(`.env.${environment}`)
  // Where there is no .env yet, setup will make it of the example.
  const common = files.get('.env') ?? files.get('.env.example')
  return { files: own ? `.env.${environment} or .env` : '.env', exists: own !== undefined || common !== undefined, values: { ...common?.values, ...own?.values } }
}
