import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { PackagesKnown } from '../../alpine/comparison.mts'
import { scanners, type Scanner } from '../../alpine/cves.mts'
import { withoutMusl } from '../../alpine/node-binaries.mts'
import { lackingMusl, releasesIn, targetOf } from '../../alpine/python-binaries.mts'
import type { Subject } from '../../alpine/subject.mts'
import type { Larder } from '../../alpine/variant.mts'
import type { Recipe } from '../../kinds/image-recipe.mts'
import { readPins } from '../../kinds/recipe-images.mts'
import { readText } from '../files.mts'

/** Digests of images, and the wheels that stand ready, by recipe. */
export const lardersOf = async (folder: string, subjects: readonly Subject[]): Promise<ReadonlyMap<string, Larder>> => {
  const pins = readPins(await readText(join(folder, 'images.lock')) ?? '')
  return new Map(await Promise.all(subjects.map(async ({ recipe: { name, wheels } }) => {
    const names = wheels === undefined ? [] : await readdir(join(folder, wheels)).catch(() => [])
    return [name, { pins, wheels: names.filter((file) => file.endsWith('.whl')) }] as const
  })))
}

/** What locks say about binaries for musl, by recipe. */
export const packagesOf = async (folder: string, subjects: readonly Subject[]): Promise<ReadonlyMap<string, PackagesKnown>> => {
  const found = await Promise.all(subjects.map(async ({ recipe }) => [recipe.name, await knownOf(folder, recipe)] as const))
  return new Map(found.flatMap(([name, known]) => known ? [[name, known] as const] : []))
}

const knownOf = async (folder: string, recipe: Recipe): Promise<PackagesKnown | undefined> => {
  const { context, packages, language } = recipe
  const python = targetOf(recipe, process.arch === 'x64' ? 'x86_64' : 'aarch64')
  for (const by of packages?.files ?? []) {
    const text = () => readText(join(folder, context, by))
    if (by === 'uv.lock' || by === 'poetry.lock') return { is: 'known', by, lacking: lackingMusl(releasesIn(by, await text() ?? ''), python) }
    if (by === 'package-lock.json' || by === 'pnpm-lock.yaml') return { is: 'known', by, lacking: withoutMusl(by, await text() ?? '{}', process.arch) }
  }
  return language === 'python' && packages ? { is: 'to be asked', python: python.version } : undefined
}

/** The scanner that is there, if any. */
export const scannerOnPath = async (): Promise<Scanner | undefined> => {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const there = await Promise.all(scanners.map((name) => Promise.any(folders.map((folder) => access(join(folder, name), constants.X_OK))).then(() => true, () => false)))
  return scanners.find((_, index) => there[index])
}
