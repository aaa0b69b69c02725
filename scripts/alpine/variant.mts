import { imagesOf, type Pins } from '../kinds/recipe-images.mts'
import type { Recipe } from '../kinds/image-recipe.mts'
import { readWheelName } from '../wheels/file-name.mts'
import { renamed, type Renamed } from './distro-names.mts'

/** What is compared. */
export const variants = ['slim', 'alpine'] as const
export type Variant = (typeof variants)[number]

/** What the files beside a recipe say: digests of images, and the names of the wheels that stand ready for it. */
export type Larder = { readonly pins: Pins; readonly wheels: readonly string[] }

/** A recipe on another distribution; `unknown` are packages of the operating system that have no name there that is known here. */
export type Dressed = { readonly recipe: Recipe; readonly unknown: readonly string[] }

/** A recipe as a variant: its base images, its packages of the operating system by the names they have there, and wheels only where they fit. */
export const dressed = (recipe: Recipe, variant: Variant, { pins, wheels }: Larder): Dressed => {
  if (recipe.variant === variant) return { recipe, unknown: [] }
  const { wheels: folder, ...rest } = recipe
  const images = imagesOf({ language: recipe.language, variant, isNative: recipe.isNative, version: versionOf(recipe), isCompiled: recipe.compile !== undefined }, pins)
  const isNamed = (recipe.variant === 'alpine') === (variant === 'alpine')
  const called = (names: readonly string[]): Renamed => isNamed ? { names, unknown: [] } : renamed(names, distributions[variant])
  const [build, run] = [called(recipe.system.build), called(recipe.system.run)]
  return {
    recipe: { ...rest, variant, images, system: { build: build.names, run: run.names }, ...folder !== undefined && wheels.every((file) => fits(file, variant)) ? { wheels: folder } : {} },
    unknown: [...new Set([...build.unknown, ...run.unknown])],
  }
}

const distributions = { slim: 'debian', alpine: 'alpine' } as const

/** The version in the name of the image it is built in, without the distribution: `3.13`. */
const versionOf = ({ images }: Recipe): string | undefined => /:((?:\d[\d.]*|lts|current)(?=-|@|$))/.exec(images.build ?? '')?.[1]

const fits = (file: string, variant: Variant): boolean => {
  const libc = variant === 'alpine' ? 'musllinux' : 'manylinux'
  return readWheelName(file.slice(file.lastIndexOf('/') + 1))?.platforms.some((platform) => platform === 'any' || platform.startsWith(libc)) ?? false
}
