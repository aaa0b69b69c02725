import { join } from 'node:path'
import { rawBuild } from '../../build/raw-build.mts'
import { builtImage, type BuildFiles, type BuiltImage } from '../../images/built.mts'
import { isDoubtful } from '../../images/doubtful.mts'
import type { BuildSetting } from '../../images/sources.mts'
import type { Recipe } from '../../kinds/image-recipe.mts'
import type { Build, Workload } from '../../kinds/workload.mts'
import type { Environment } from '../../stack/environment.mts'
import { buildSpec } from '../../targets/build-spec.mts'
import { dockerfileOf, dockerfileText } from '../../targets/dockerfile.mts'
import { neededOf } from '../../targets/dockerfile-contexts.mts'
import { dockerignoreText } from '../../targets/dockerignore.mts'
import { compileTemplates, type Templates } from '../../targets/template.mts'
import { fail, mistake } from '../failure.mts'
import { readText } from '../files.mts'
import { hasTemplates, readTemplates } from '../templates.mts'

/** What is looked at: all images, or those of some services; `target` is a stage in the place of their own. With `doubtful`, only those whose build may miss something. */
export type Looked = { readonly services: readonly string[]; readonly target?: string | undefined; readonly doubtful?: boolean }

type Building = Workload & { readonly build: Build }

/** The images that an environment builds, with the texts of their Dockerfiles and ignore files as a build will have them. */
export const builtImages = async (stackFolder: string, environment: Environment, { services, target, doubtful = false }: Looked): Promise<readonly BuiltImage[]> => {
  const asked = new Set(environment.workloads.filter(({ name }) => services.length === 0 || services.includes(name)).flatMap(({ build }) => build?.owner ?? []))
  const all = environment.workloads.filter((workload): workload is Building => workload.build !== undefined && asked.has(workload.name))
  const building = doubtful && !await hasTemplates(stackFolder, 'docker') ? all.filter(isDoubtful) : all
  const templates = building.some(isRendered) ? compileTemplates(await readTemplates(stackFolder)).templates : undefined
  return Promise.all(building.map(async (workload) => {
    const { recipe, build } = workload
    const files = recipe && templates && isRendered(workload) ? renderedFiles(recipe, templates) : await ownFiles(stackFolder, build)
    return builtImage({ service: workload.name, context: build.context, ...files, setting: settingOf(workload, environment, target) })
  }))
}

const isRendered = ({ recipe, build }: Building): boolean => recipe !== undefined && build.dockerfile === undefined

type Texts = Pick<BuildFiles, 'dockerfile' | 'ignore'>

const source = 'stack.yaml'

const renderedFiles = (recipe: Recipe, templates: Templates): Texts => {
  const path = dockerfileOf(recipe)
  return {
    dockerfile: { path, text: dockerfileText(recipe, source, templates) },
    ignore: { path: `${path}.dockerignore`, text: dockerignoreText({ source, language: recipe.language, needed: neededOf(recipe), own: recipe.ignore }), own: join(recipe.context, '.dockerignore') },
  }
}

/** BuildKit reads the ignore file beside a Dockerfile, else the one of the folder. */
const ownFiles = async (stackFolder: string, { context, dockerfile = 'Dockerfile' }: Build): Promise<Texts> => {
  const path = join(context, dockerfile)
  const places = [`${path}.dockerignore`, join(context, '.dockerignore')]
  const [text, ...ignores] = await Promise.all([path, ...places].map((place) => readText(join(stackFolder, place))))
  if (text === undefined) return fail(mistake(`there is no ${path}`, 'write it, or name another one with `build: { dockerfile: … }`'))
  const found = ignores.findIndex((one) => one !== undefined)
  return { dockerfile: { path, text }, ignore: { path: places[found] ?? join(context, '.dockerignore'), text: ignores[found] ?? '' } }
}

/** The stage, the arguments and the other contexts of a build. */
const settingOf = (workload: Building, environment: Environment, target: string | undefined): BuildSetting => {
  const { contexts, target: stage } = buildSpec(workload, workload.build, environment, '')
  const raw = rawBuild(workload, environment)
  const after = (flag: string) => raw.words.flatMap((word, index) => raw.words[index - 1] === flag ? [[word.split('=')[0] ?? '', word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined] as const] : [])
  return { target: target ?? raw.target ?? stage, args: Object.fromEntries(after('--build-arg')), contexts: [...Object.keys(contexts), ...after('--build-context').map(([name]) => name)] }
}
