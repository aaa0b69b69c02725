import type { ProblemCode } from '../stack/problem.mts'
import type { Details } from '../stack/prose.mts'
import { defined } from '../stack/defined.mts'
import type { Service } from '../stack/service.mts'
import type { RecipeName, RecipeSpec } from '../stack/service-build.mts'
import { kindOf } from './index.mts'
import type { Facts } from './kind.mts'
import type { Recipe } from './image-recipe.mts'

/** Something in a recipe that cannot be built, at a key of a service. */
export type Flaw = { readonly service: Service; readonly code: ProblemCode; readonly path: readonly (string | number)[]; readonly details: Details; readonly at: 'key' | 'value' }

/** What the services of one folder ask of the image they share. */
export type Asked = {
  readonly context: string
  readonly language: Recipe['language']
  readonly spec: RecipeSpec
  readonly version: string | undefined
  readonly variant: Recipe['variant']
  readonly isNative: boolean
  readonly system: Recipe['system']
  readonly flaws: readonly Flaw[]
}

/** Whether gantry renders its Dockerfile: when it is told to, or when the build folder has none and none is named. */
export const isRendered = ({ build, recipe }: Service, facts: Pick<Facts, 'exists'>): boolean =>
  build !== undefined && (recipe !== undefined || !build.isNamed && !facts.exists(build.context === '.' ? build.dockerfile : `${build.context}/${build.dockerfile}`))

/** A flaw at a key of a service. */
export const flaw = (service: Service, code: ProblemCode, path: Flaw['path'], details: Details = {}, at: Flaw['at'] = 'value'): Flaw => ({ service, code, path, details, at })

/** Where a key of a recipe is written: in its long form, or in the name alone. */
export const atRecipe = ({ own }: Service, key: keyof RecipeSpec): readonly string[] => typeof own.recipe === 'object' ? ['recipe', key] : ['recipe']

/** What several services say of one image: each thing once, or the same. Undefined where nobody knows the language. */
export const askedOf = (crew: readonly [Service, ...Service[]], facts: Facts): Asked | undefined => {
  const context = crew[0].build?.context ?? '.'
  const named = crew.flatMap((service) => { const name = service.recipe?.name ?? kindOf(service.kind).recipe; return name === undefined ? [] : [{ service, name }] })
  const language = named[0] ? languageOf(named[0].name) : languageIn(context, facts)
  if (!language) return undefined
  const strangers = named.filter(({ name }) => languageOf(name) !== language)
    .map(({ service, name }) => flaw(service, 'recipe-differs', service.recipe?.name ? atRecipe(service, 'name') : ['kind'], {
      message: `${service.name} is ${name} and ${named[0]?.service.name} is ${named[0]?.name}, and both build ${context} into one image`, hint: 'give each language a folder of its own, or write a Dockerfile in this one',
    }))
  const flaws: Flaw[] = [...strangers]
  const agreed = <T,>(path: (service: Service) => Flaw['path'], read: (service: Service) => T | undefined): T | undefined => {
    const [first, ...others] = crew.filter((service) => read(service) !== undefined)
    if (!first) return undefined
    flaws.push(...others.filter((other) => JSON.stringify(read(other)) !== JSON.stringify(read(first)))
      .map((other) => flaw(other, 'recipe-differs', path(other), { value: String(path(other).at(-1)), other: first.name })))
    return read(first)
  }
  const told = <K extends keyof RecipeSpec>(key: K): RecipeSpec[K] | undefined => agreed((service) => atRecipe(service, key), ({ recipe }) => recipe?.[key])
  const spec = { variant: told('variant'), source: told('source'), build: told('build'), output: told('output'), package: told('package') }
  const version = agreed(() => ['version'], (service) => service.version)
  const isNative = agreed(() => ['cgo'], ({ own, cgo }) => own.cgo === undefined ? undefined : cgo) ?? false
  const all = (pick: (service: Service) => readonly string[]): readonly string[] => [...new Set(crew.flatMap(pick))].sort()
  return {
    context, language, version, isNative, flaws, spec: defined(spec),
    variant: spec.variant ?? variantOf(language, version, isNative),
    system: { build: all(({ packages }) => packages.build), run: all(({ packages }) => packages.run) },
  }
}

/** `python-worker` → `python`. */
export const languageOf = (name: RecipeName): Recipe['language'] => name.slice(0, name.indexOf('-')) as Recipe['language']

const declared: readonly (readonly [file: string, language: Recipe['language']])[] =
  [['package.json', 'node'], ['uv.lock', 'python'], ['poetry.lock', 'python'], ['pyproject.toml', 'python'], ['requirements.txt', 'python'], ['go.mod', 'go']]

const languageIn = (context: string, { exists }: Facts): Recipe['language'] | undefined =>
  declared.find(([file]) => exists(context === '.' ? file : `${context}/${file}`))?.[1]

/** A version may name its variant; a site's nginx and a Go program without C libraries are smallest, and the same, on Alpine. */
const variantOf = (language: Recipe['language'], version: string | undefined, isNative: boolean): Recipe['variant'] =>
  version?.includes('alpine') || language === 'static' || language === 'go' && !isNative ? 'alpine' : 'slim'
