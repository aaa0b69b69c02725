import { defined } from './defined.mts'
import type { ServiceInput } from './keys.mts'
import type { recipeNames } from './parts.mts'
import { plainPath } from './plain-path.mts'
import type { Service } from './service.mts'
import { parseMemory } from './units.mts'
import { wordsOf } from './words.mts'

/** A recipe as the stack file writes it; folders are relative to the build folder. */
export type RecipeSpec = {
  readonly name?: RecipeName
  readonly variant?: 'slim' | 'alpine' | 'distroless'
  readonly source?: readonly string[]
  /** `false` is none. */
  readonly build?: readonly string[] | false
  readonly output?: string
  readonly package?: string
}

export type RecipeName = (typeof recipeNames)[number]

/** An image's name, and the size that it may have. */
export const imageOf = (image: ServiceInput['image']): { readonly image: string | undefined; readonly imageLimit: number | undefined } =>
  typeof image === 'string' ? { image, imageLimit: undefined } : { image: image?.name, imageLimit: parseMemory(image?.max) }

/** What is built, and by which Dockerfile. */
export const buildOf = ({ build, dockerfile }: ServiceInput): Service['build'] => {
  if (build === undefined) return undefined
  const { context, dockerfile: own, target } = typeof build === 'string' ? { context: build, dockerfile: undefined, target: undefined } : build
  const named = own ?? dockerfile
  return { context: plainPath(context), dockerfile: named ?? 'Dockerfile', isNamed: named !== undefined, ...defined({ target }) }
}

/** The folder that is built; the stack's own where none is. */
export const contextOf = ({ build }: ServiceInput): string => typeof build === 'string' ? build : build?.context ?? '.'

/** What is said of the Dockerfile to render. */
export const recipeOf = (recipe: ServiceInput['recipe']): RecipeSpec | undefined => {
  if (typeof recipe === 'string' || recipe === undefined) return recipe && { name: recipe }
  const { source, output, package: program, build, ...rest } = recipe
  return defined({
    ...rest, source: source?.map(plainPath), output: output === undefined ? undefined : plainPath(output),
    package: program === undefined ? undefined : plainPath(program), build: build === false ? build : wordsOf(build),
  })
}

/** Packages of the operating system. A list is what the image has; what is only compiled with stands apart. */
export const packagesOf = (packages: ServiceInput['packages'] = []): Service['packages'] =>
  'length' in packages ? { build: [], run: packages } : { build: packages.build ?? [], run: packages.run ?? [] }
