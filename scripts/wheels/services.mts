import type { Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { plainPath } from '../stack/plain-path.mts'
import { baseImage } from './base-image.mts'
import { within } from './requirements-file.mts'
import { listOf, type TextOf } from './read-wanted.mts'

/** A Python program of the stack: where its files are, and what it stands on. */
export type Program = {
  readonly service: string
  readonly tier: string
  readonly folder: string
  /** The public name of its base image, and what is used for it here. */
  readonly base: string
  readonly image: string
  /** Packages of the operating system that building its wheels takes. */
  readonly packages: readonly string[]
}

/** The services that are Python programs, in order of need; `without` are Python but name nothing that they need. */
export const programsOf = ({ workloads, images }: Pick<Environment, 'workloads' | 'images'>, textOf: TextOf): { readonly programs: readonly Program[]; readonly without: readonly string[] } => {
  const found = workloads.flatMap((workload): readonly Program[] => {
    const { build, name, tier } = workload
    const ground = groundOf(workload, textOf)
    return build && ground ? [{ service: name, tier, folder: plainPath(build.context), ...ground, image: images[ground.base] ?? images[ground.base.replace(/@.*$/, '')] ?? ground.base }] : []
  })
  const asks = ({ folder }: Program): boolean => listOf(folder, textOf) !== undefined || /^\s*dependencies\s*=|^\[tool\.poetry\.dependencies\]/m.test(textOf(within(folder, 'pyproject.toml')) ?? '')
  return { programs: found.filter(asks), without: found.filter((program) => !asks(program)).map(({ service }) => service) }
}

/** The Dockerfiles that say on what a service stands. */
export const groundFiles = ({ workloads }: Pick<Environment, 'workloads'>): readonly string[] =>
  [...new Set(workloads.flatMap(({ build }) => build?.dockerfile === undefined ? [] : [within(plainPath(build.context), build.dockerfile)]))]

/** What a service stands on, where that has Python in it: by its recipe, else by its own Dockerfile. */
const groundOf = ({ build, recipe }: Workload, textOf: TextOf): Pick<Program, 'base' | 'packages'> | undefined => {
  if (recipe) return recipe.language === 'python' && recipe.images.build !== undefined ? { base: recipe.images.build, packages: [...new Set([...recipe.system.build, ...recipe.system.run])].sort() } : undefined
  const text = build?.dockerfile === undefined ? undefined : textOf(within(plainPath(build.context), build.dockerfile))
  const base = text === undefined ? undefined : baseImage(text, build?.target)
  return base !== undefined && /(?:^|\/)(?:python|pypy)(?:[:@]|$)/.test(base) ? { base, packages: [] } : undefined
}

/** The programs that are asked for: by name, by tier (its name or its number), or all; with those who build the same folder, for they share an image. */
export const chosen = (programs: readonly Program[], { tiers }: Pick<Environment, 'tiers'>, services: readonly string[], tier: string | undefined): readonly Program[] => {
  if (services.length === 0 && tier === undefined) return programs
  const name = tier === undefined ? undefined : tierOf({ tiers }, tier)
  const folders = new Set(programs.filter((program) => services.includes(program.service) || program.tier === name).map(({ folder }) => folder))
  return programs.filter(({ folder }) => folders.has(folder))
}

/** The name of a tier by its name or its number; undefined where there is none. */
export const tierOf = ({ tiers }: Pick<Environment, 'tiers'>, text: string): string | undefined =>
  tiers.find(({ name }, index) => name === text || String(index + 1) === text)?.name
