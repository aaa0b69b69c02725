import { defined } from '../stack/defined.mts'
import { plainPath } from '../stack/plain-path.mts'
import type { Service } from '../stack/service.mts'
import { portsOf } from './address.mts'
import { healthOf, runtimeIn } from './health.mts'
import { kindOf } from './index.mts'
import type { DockerfileFacts, Facts, Filled } from './kind.mts'
import { askedOf, flaw, type Asked, type Flaw } from './recipe-asked.mts'
import { goParts } from './recipe-go.mts'
import { imagesOf, readPins } from './recipe-images.mts'
import { foldersOf, inclusionsOf } from './recipe-include.mts'
import { nodeParts, type Parts } from './recipe-node.mts'
import { pythonParts } from './recipe-python.mts'
import { staticParts } from './recipe-static.mts'
import { unfit } from './recipe-unfit.mts'
import type { Recipe } from './image-recipe.mts'

/** The recipe of an image, or what keeps it from being one. */
export type Plan = { readonly recipe?: Recipe; readonly flaws: readonly Flaw[] }

/** What surrounds the services that share an image; `readyOf` says how long one may take. */
export type Kitchen = { readonly stack: string; readonly facts: Facts; readonly readyOf: (service: Service) => number }

const partsOf: Readonly<Record<Recipe['language'], (asked: Asked, face: Service, facts: Facts) => Parts>> =
  { python: pythonParts, node: nodeParts, go: goParts, static: staticParts }

/** What an image needs, by the services that build its folder: `crew`, in the order of the file. */
export const recipeOf = (crew: readonly [Service, ...Service[]], kitchen: Kitchen): Plan => {
  const { facts, stack } = kitchen
  const asked = askedOf(crew, facts)
  if (!asked) return { flaws: [unknown(crew[0])] }
  const { context, language, spec, variant, isNative, system } = asked
  const face = crew.find(({ kind }) => kindOf(kind).runs === 'service') ?? crew[0]
  const filled = filledOf(face, kitchen)
  const parts = partsOf[language](asked, face, facts)
  const source = spec.source ?? (language === 'static' ? [parts.compile ? '.' : parts.output ?? '.'] : context === '.' && language !== 'go' ? ['src'] : ['.'])
  const { include, flaws } = inclusionsOf(crew, context, { isPartial: language === 'go' || source[0] !== '.' }, facts)
  const command = face.command ?? (language === 'static' ? filled.command : parts.command)
  const user = userOf(face, filled)
  const recipe: Recipe = {
    name: crew[0].name, stack, context, language, variant, isNative, system, source, include, user,
    images: imagesOf({ ...asked, isCompiled: parts.compile !== undefined }, readPins(facts.text('images.lock') ?? '')),
    folders: foldersOf(crew, (service) => userOf(service, filledOf(service, kitchen))),
    workdir: '/app', ports: portsOf(face),
    ...defined({
      packages: parts.packages, compile: parts.compile, program: parts.program, output: parts.output, command,
      wheels: language === 'python' && facts.isFolder(`wheels/${crew[0].name}`) ? `wheels/${crew[0].name}` : undefined,
      health: healthOf(face, filled, { isDev: false, ready: kitchen.readyOf(face), runtime: runtimeIn({ language }) }),
      ignore: facts.text(context === '.' ? '.dockerignore' : `${context}/.dockerignore`),
    }),
  }
  return { recipe, flaws: [...asked.flaws, ...parts.flaws, ...flaws, ...unfit({ crew, face, asked, recipe, facts })] }
}

const filledOf = (service: Service, { stack, facts }: Kitchen): Filled =>
  kindOf(service.kind).fill(service, { stack, environment: '', isDev: false, reload: false, facts })

/** As numbers, for Kubernetes refuses to run a name; a service may still run as another user. */
const userOf = ({ user }: Service, filled: Filled): string => user !== undefined && /^\d+:\d+$/.test(user) ? user : filled.user ?? '1000:1000'

const unknown = (service: Service): Flaw => flaw(service, 'no-dockerfile', ['build'], {
  value: plainPath(`${service.build?.context}/Dockerfile`),
  hint: 'write one, or name what gantry shall render it from: `recipe: python-worker`, or another of python-web, node-web, node-worker, go-web, static-web',
})

/** What is known of the image of a service: by its recipe, else by its Dockerfile. */
export const imageFacts = ({ build }: Service, recipe: Recipe | undefined, facts: Facts): DockerfileFacts | undefined => {
  if (!build) return undefined
  if (!recipe) return facts.dockerfile(build.context, build.dockerfile, build.target)
  // In development Go is compiled where its source stands.
  return { workdir: recipe.language === 'go' ? '/src' : recipe.workdir, ...recipe.command ? { command: recipe.command } : {} }
}

/** Whether what a service runs is made of its source by a build, so that an edit alone changes nothing. */
export const isBuilt = ({ dev }: Service, recipe: Recipe | undefined): boolean =>
  recipe?.language === 'node' && recipe.compile !== undefined && dev.command === undefined && dev.image === undefined

/**
 * The stage that a service runs: in development the one that is there soonest, unless what it runs has to be built. Go is compiled
 * where its source is mounted.
 */
export const stageOf = (service: Service, recipe: Recipe, reload: boolean): string => {
  if (service.build?.target !== undefined) return service.build.target
  if (!reload || recipe.language === 'static' || isBuilt(service, recipe)) return 'production'
  return recipe.language !== 'go' ? 'application' : kindOf(service.kind).development ? 'dependencies' : 'production'
}
