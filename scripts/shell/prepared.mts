import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { foldersOf, type Prepared } from '../plan/prepare.mts'
import type { Environment } from '../stack/environment.mts'
import { envFileOf } from '../targets/env-file.mts'
import { listFiles, readText } from './files.mts'
import { composedText } from './secrets.mts'

/** Looks at what an environment needs beside its rendered files. */
export const observePrepared = async (folder: string, environment: Environment): Promise<Prepared> => {
  const secretsFolder = `secrets/${environment.name}`
  const [dotenv, example, secretFiles, mode, folders, envFiles] = await Promise.all([
    readText(join(folder, '.env')), readText(join(folder, '.env.example')), listFiles(join(folder, secretsFolder)),
    stat(join(folder, secretsFolder)).then(({ mode }) => mode & 0o777, () => undefined),
    existing(folder, environment.workloads.flatMap((workload) => foldersOf(workload).map(({ path }) => path))),
    readEnvFiles(folder, environment),
  ])
  const stale = await staleSecrets(folder, environment, secretFiles)
  return {
    example: dotenv === undefined ? example : undefined, secretsMode: mode, folders, envFiles,
    secrets: secretFiles.filter((name) => !stale.has(name)),
  }
}

const existing = async (folder: string, paths: readonly string[]): Promise<ReadonlySet<string>> => {
  const found = await Promise.all(paths.map((path) => stat(join(folder, path)).then(() => [path], () => [])))
  return new Set(found.flat())
}

const readEnvFiles = async (folder: string, { name, workloads }: Environment): Promise<Readonly<Record<string, string>>> => {
  const paths = workloads.flatMap((workload) => envFileOf(name, workload)?.path ?? [])
  const texts = await Promise.all(paths.map(async (path) => [path, await readText(join(folder, path))] as const))
  return Object.fromEntries(texts.flatMap(([path, text]) => text === undefined ? [] : [[path, text]]))
}

/** Composed secrets whose parts have changed since they were written. */
const staleSecrets = async (folder: string, { name, workloads }: Environment, there: readonly string[]): Promise<ReadonlySet<string>> => {
  const stale = await Promise.all(workloads.flatMap((workload) => workload.secrets.map(async ({ name: secret, parts }) => {
    const file = `${workload.name}.${secret}`
    if (!parts || !there.includes(file) || parts.some((part) => typeof part !== 'string' && !there.includes(part.secret))) return []
    const path = `secrets/${name}/${file}`
    return await readText(join(folder, path)) === await composedText({ path, parts }, folder) ? [] : [file]
  })))
  return new Set(stale.flat())
}
