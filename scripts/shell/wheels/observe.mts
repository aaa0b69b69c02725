import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { image } from '../../docker/image.mts'
import type { Environment } from '../../stack/environment.mts'
import { plainPath } from '../../stack/plain-path.mts'
import type { Stock } from '../../wheels/jobs.mts'
import { filesThatCount, filesToRead, type TextOf } from '../../wheels/read-wanted.mts'
import { groundFiles, programsOf, type Program } from '../../wheels/services.mts'
import { readDocker } from '../docker.mts'
import { errorCode } from '../failure.mts'
import { failAt } from '../files.mts'
import { houseOf, loadManifest, sizesOf, viewsOf } from './house.mts'

/** What is there to be decided on: the Python programs, their files, and the wheelhouse. */
export type WheelsSeen = {
  readonly programs: readonly Program[]
  readonly without: readonly string[]
  readonly textOf: TextOf
  readonly hashes: (folder: string) => Readonly<Record<string, string>>
  readonly stock: Stock
  /** The engine's own platform. */
  readonly native: string
}

/** Reads all of it; of docker only which images are there. */
export const observeWheels = async (stackFolder: string, environment: Environment): Promise<WheelsSeen> => {
  const texts = new Map<string, string | undefined>()
  const textOf: TextOf = (path) => texts.get(path)
  const read = async (paths: readonly string[]): Promise<void> => {
    const fresh = [...new Set(paths)].filter((path) => !texts.has(path))
    await Promise.all(fresh.map(async (path) => texts.set(path, await textIn(stackFolder, path))))
  }
  const folders = [...new Set(environment.workloads.flatMap(({ build }) => build ? [plainPath(build.context)] : []))]
  await read(groundFiles(environment))
  // Files take in others: once more for each that has come.
  for (let before = -1; before < texts.size;) {
    before = texts.size
    await read(folders.flatMap((folder) => filesToRead(folder, textOf)))
  }
  const house = houseOf(stackFolder)
  const manifest = await loadManifest(house)
  await read(Object.values(manifest.services).flat().flatMap(({ requirements }) => Object.keys(requirements)))
  const { programs, without } = programsOf(environment, textOf)
  const native = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`
  const [sizes, views, ids] = await Promise.all([sizesOf(house), viewsOf(house), idsOf(programs, native)])
  const hashes = (folder: string) => Object.fromEntries(filesThatCount(folder, textOf).map((path) => [path, createHash('sha256').update(textOf(path) ?? '').digest('hex')]))
  return { programs, without, textOf, hashes, stock: { manifest, sizes, views, ids }, native }
}

const textIn = (folder: string, path: string): Promise<string | undefined> =>
  readFile(join(folder, path), 'utf8').catch((error: unknown) => ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error)) ? undefined : failAt('read', path, error))

const idsOf = async (programs: readonly Program[], native: string): Promise<Stock['ids']> => {
  const found = await Promise.all([...new Set(programs.map((program) => program.image))].map(async (name) => {
    const { code, stdout } = await readDocker(image.id(name))
    return code === 0 ? [[`${name} ${native}`, stdout.trim()] as const] : []
  }))
  return new Map(found.flat())
}
