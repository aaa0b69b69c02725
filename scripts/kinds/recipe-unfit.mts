import { plainPath } from '../stack/plain-path.mts'
import type { Service } from '../stack/service.mts'
import { portsOf } from './address.mts'
import { kindOf } from './index.mts'
import type { Facts } from './kind.mts'
import { atRecipe, flaw, type Asked, type Flaw } from './recipe-asked.mts'
import { goProgram } from './recipe-go.mts'
import type { Recipe } from './image-recipe.mts'

/** A recipe beside what was asked for. */
export type Dish = { readonly crew: readonly Service[]; readonly face: Service; readonly asked: Asked; readonly recipe: Recipe; readonly facts: Facts }

/** What in a recipe cannot be built, or would not run. */
export const unfit = ({ crew, face, asked, recipe, facts }: Dish): readonly Flaw[] => [
  ...sourceFlaws(recipe, face, facts),
  ...crew.flatMap((service) => [...strayKeys(service, asked), ...strayPackages(service, asked), ...asked.variant === 'distroless' ? shellless(service, asked.language) : []]),
  ...commandless(crew, recipe),
]

/** Source that is not there; all of a project is more than its source, and holds its secrets. */
const sourceFlaws = ({ source, context }: Recipe, face: Service, facts: Facts): readonly Flaw[] => {
  const missing = source.filter((path) => !facts.exists(context === '.' ? path : plainPath(`${context}/${path}`)))
  if (missing.length === 0) return []
  if (face.recipe?.source) return missing.map((path) => flaw(face, 'path-missing', ['recipe', 'source', face.recipe?.source?.indexOf(path) ?? 0], { value: path }))
  return context === '.' && source[0] === 'src' ? [flaw(face, 'recipe-unfit', ['build'], { message: 'the build folder is the whole project, and it has no folder `src`', hint: 'say what goes into the image, `recipe: { source: [app] }`, or keep the source in a folder of its own' })] : []
}

/** Keys of another language, and a variant that is said twice. */
const strayKeys = (service: Service, { language, version }: Asked): readonly Flaw[] => {
  const { recipe, cgo, name } = service
  const stray = (key: 'build' | 'output' | 'package', of: string): Flaw => flaw(service, 'recipe-unfit', atRecipe(service, key), { message: `\`${key}\` is for ${of}, and ${name} is built as ${language}`, hint: 'remove it' })
  return [
    ...cgo && language !== 'go' ? [flaw(service, 'recipe-unfit', ['cgo'], { message: `\`cgo\` is for Go, and ${name} is built as ${language}`, hint: 'remove it' }, 'key')] : [],
    ...recipe?.build && (language === 'python' || language === 'go') ? [stray('build', 'Node and sites')] : [],
    ...recipe?.output !== undefined && language !== 'static' ? [stray('output', 'sites')] : [],
    ...recipe?.package !== undefined && language !== 'go' ? [stray('package', 'Go')] : [],
    ...service.version?.includes('-') && recipe?.variant && !service.version.includes(recipe.variant)
      ? [flaw(service, 'recipe-unfit', atRecipe(service, 'variant'), { message: `the version ${version} names a variant already`, hint: 'write the number alone, or remove `variant`' })] : [],
  ]
}

/** Packages of the operating system that nothing would use. */
const strayPackages = (service: Service, { language, variant, isNative }: Asked): readonly Flaw[] => [
  ...service.packages.run.length > 0 && variant === 'distroless' && language === 'go'
    ? [flaw(service, 'recipe-unfit', ['packages'], { message: 'an image with nothing but the program has no packages', hint: 'remove them, or write `variant: alpine`' })] : [],
  ...service.packages.build.length > 0 && language === 'go' && !isNative
    ? [flaw(service, 'recipe-unfit', ['packages', 'build'], { message: 'without `cgo: true` nothing is compiled against C libraries', hint: 'add `cgo: true`, or remove `build`' })] : [],
]

/** What needs a shell or a tool that is not there. */
const shellless = (service: Service, language: Recipe['language']): readonly Flaw[] => [
  ...service.secrets.flatMap(({ as }, index) => as === undefined ? [] : [flaw(service, 'recipe-unfit', ['secrets', index, 'as'], { message: `a shell has to put ${as} together, and a distroless image has none`, hint: 'read the file that the secret is, or choose another variant' })]),
  ...language === 'go' && service.probe?.by !== 'command' && service.probe?.by !== 'nothing' && (service.probe !== undefined || kindOf(service.kind).recipe === 'go-web' && portsOf(service).length > 0)
    ? [flaw(service, 'recipe-unfit', service.probe ? ['health'] : atRecipe(service, 'variant'), { message: `nothing in a distroless image can ask whether ${service.name} is healthy`, hint: `write \`health: { command: [${goProgram}, …] }\` or \`health: false\`, or choose the variant alpine` })] : [],
]

/** Who starts when nobody says how. */
const commandless = (crew: readonly Service[], { command }: Recipe): readonly Flaw[] => command ? [] : crew.filter((service) => !service.command)
  .map((service) => flaw(service, 'no-command', ['build'], { message: `nothing says what ${service.name} runs`, hint: 'add `command:`, as in `command: python main.py`' }))
