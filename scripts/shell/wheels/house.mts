import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { emptyManifest, manifestText, readManifest, type Entry, type Manifest } from '../../wheels/manifest.mts'
import { fileNameOf, viewRequirements } from '../../wheels/view.mts'
import { errorCode, isFailure } from '../failure.mts'
import { failAt, listFiles, readText } from '../files.mts'
import { writeAtomically } from '../write.mts'

/** The wheelhouse of a stack. */
export const houseOf = (stackFolder: string): string => join(stackFolder, 'wheels')

/** Folders of a wheelhouse beside its views; the last two are gone when nothing runs. */
export const parts = { files: 'files', manifest: 'manifest.json', lock: '.lock', downloads: '.downloads', work: '.work' } as const

/** The manifest of a wheelhouse; nothing counts where it is none of this version. */
export const loadManifest = async (house: string): Promise<Manifest> => readManifest(await readText(join(house, parts.manifest)) ?? '') ?? emptyManifest

/** Writes the manifest all at once. */
export const saveManifest = (house: string, manifest: Manifest): Promise<boolean> => writeAtomically(join(house, parts.manifest), manifestText(manifest))

/** Sizes of the files below `files/`. */
export const sizesOf = async (house: string): Promise<ReadonlyMap<string, number>> => {
  const paths = await listFiles(join(house, parts.files))
  return new Map(await Promise.all(paths.map(async (path) => [path, (await stat(join(house, parts.files, path)).catch(() => ({ size: -1 }))).size] as const)))
}

/** Views by their services, with the names of what is in them. */
export const viewsOf = async (house: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const folders = await readdir(house, { withFileTypes: true }).catch((error: unknown) => errorCode(error) === 'ENOENT' ? [] : failAt('read', house, error))
  const views = folders.filter((entry) => entry.isDirectory() && entry.name !== parts.files && !entry.name.startsWith('.'))
  return new Map(await Promise.all(views.map(async ({ name }) => [name, new Set(await readdir(join(house, name)))] as const)))
}

/** Puts a file where it belongs, all at once: as another name of the same file, or as a copy where the file system has no such names. */
export const place = async (from: string, to: string): Promise<void> => {
  const fresh = join(dirname(to), `.${fileNameOf(to)}.new`)
  try {
    await mkdir(dirname(to), { recursive: true })
    await rm(fresh, { force: true })
    await link(from, fresh).catch((error: unknown) => ['EPERM', 'EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(errorCode(error)) ? copyFile(from, fresh) : failAt('link', to, error))
    await rename(fresh, to)
    // Two names of one file: the rename has done nothing.
    await rm(fresh, { force: true })
  } catch (error) {
    await rm(fresh, { force: true })
    failAt('write', to, error)
  }
}

/** Makes the view of a service anew beside the old one, which it then replaces. */
export const makeView = async (house: string, service: string, entries: readonly Entry[], files: Manifest['files']): Promise<void> => {
  const fresh = join(house, parts.work, `${service}.view`)
  const view = join(house, service)
  try {
    await rm(fresh, { recursive: true, force: true })
    await mkdir(fresh, { recursive: true })
    for (const path of new Set(entries.flatMap(({ wheels }) => wheels))) await place(join(house, parts.files, path), join(fresh, fileNameOf(path)))
    await writeAtomically(join(fresh, 'requirements.txt'), viewRequirements(entries, files))
    await rm(view, { recursive: true, force: true })
    await rename(fresh, view)
  } catch (error) {
    if (isFailure(error)) throw error
    failAt('write', view, error)
  }
}
