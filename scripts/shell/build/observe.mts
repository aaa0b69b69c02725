import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { ownersOf, type Asked } from '../../build/image-build.mts'
import type { BuildSeen, ImagesSeen } from '../../build/plan.mts'
import { revisionTag } from '../../build/tag.mts'
import { builder, builderOf } from '../../docker/builder.mts'
import { engine } from '../../docker/engine.mts'
import type { Workload } from '../../kinds/workload.mts'
import { select, type Part } from '../../plan/select.mts'
import type { Environment } from '../../stack/environment.mts'
import { demandsOf } from '../../supply/demands.mts'
import type { Tools } from '../../supply/steps.mts'
import { platformName } from '../../supply/platform.mts'
import type { Observing } from '../command.mts'
import { demand } from '../docker.mts'
import { fail, mistake } from '../failure.mts'
import { builtImages } from '../images/built.mts'
import { partOf, refuseStrangeTiers } from '../observe-stack.mts'
import { refuseEdited } from '../refuse-edited.mts'
import { renderAll } from '../rendering.mts'
import type { buildOptions } from './options.mts'
import { refuseUnbuildable } from './refuse-unbuildable.mts'
import { observeRevisions } from './revisions.mts'

type Looking = Pick<Observing<typeof buildOptions>, 'stackFolder' | 'environment' | 'services' | 'say' | 'options'>

/** Looks at what was asked for: build folders, digests of base images, or all that builds depend on. */
export const observeBuild = async (looking: Looking): Promise<BuildSeen> => {
  const { stackFolder, environment, options, services } = looking
  const owners = ownersIn(environment, partOf({ services, options }))
  if (options.update) return { is: 'lock', lock: await (await import('../images/observe-lock.mts')).observeLock(stackFolder, [environment]) }
  if (!options.context) return observeImages(looking, owners)
  const { observeContexts } = await import('../images/observe-contexts.mts')
  return { is: 'contexts', contexts: owners.length === 0 ? [] : await observeContexts(stackFolder, environment, { services: owners.map(({ name }) => name), target: options.target }) }
}

const ownersIn = (environment: Environment, part: Part): readonly Workload[] => {
  refuseStrangeTiers(environment, part)
  return ownersOf(environment, select(environment, part))
}

/** Refuses what cannot be built before anything is. */
const observeImages = async (looking: Looking, owners: readonly Workload[]): Promise<ImagesSeen> => {
  const { stackFolder, environment, options } = looking
  if (options.push && environment.registry === undefined) fail(mistake('--push needs to know where to', 'add `registry: registry.example.com/team` to stack.yaml; images are called by it from then on'))
  const [secrets, jobs] = [options.secret.map(secretWord), jobsOf(options.jobs)]
  const [{ renderings }, revisions, tools, loadsMany] = await Promise.all([
    renderAll(stackFolder, [environment]), observeRevisions(stackFolder, environment, owners), toolsFor(options),
    refuseUnbuildable(looking, owners, options.target).then(() => refuseDemands(looking, owners)),
  ])
  refuseEdited(renderings)
  const asked: Omit<Asked, 'output'> = {
    secrets, attests: options.attest, fresh: options.noCache, revisions: revisions.byService,
    ...revisions.head === undefined ? {} : { tags: [revisionTag(environment.name, revisions.head)] },
    ...options.target === undefined ? {} : { target: options.target }, ...options.platform.length === 0 ? {} : { platforms: options.platform.map(platformName) },
    ...options.cacheRegistry === undefined ? {} : { cacheRegistry: options.cacheRegistry },
  }
  return { is: 'images', owners, renderings, asked, push: options.push, jobs, loadsMany, revision: revisions.head, supply: { asked: { scan: options.scan, sign: options.sign }, tools } }
}

const toolsFor = async ({ scan, sign }: Looking['options']): Promise<Tools> =>
  scan || sign ? (await import('../supply/observe-tools.mts')).observeTools() : { scanner: undefined, cosign: undefined }

/** Refuses a stage that is not there, and what the builder cannot do; says whether the engine takes several platforms. */
const refuseDemands = async ({ stackFolder, environment, options: { target, platform: platforms, cacheRegistry, attest, push } }: Looking, owners: readonly Workload[]): Promise<boolean> => {
  const isPlain = platforms.length === 0 && cacheRegistry === undefined && !attest
  if (owners.length === 0 || target === undefined && isPlain) return false
  const images = await builtImages(stackFolder, environment, { services: owners.map(({ name }) => name), target })
  const doubts = target === undefined ? [] : images.flatMap(({ dockerfile, sources }) => sources.sources.length === 0 ? sources.doubts.map(({ message }) => `${dockerfile.path}: ${message}`) : [])
  if (doubts.length > 0) fail(mistake(doubts.join('\n'), 'name one of those with --target'))
  if (isPlain) return false
  const [inspected, info] = await Promise.all([demand(builder.inspect()), demand(engine.info())])
  const found = builderOf(inspected, info)
  const [first] = demandsOf({ platforms, cacheTo: cacheRegistry !== undefined, attest, push, runs: images.flatMap(({ platformSteps }) => platformSteps) }, found)
  return first ? fail(mistake(first.message, first.hint)) : found.can.loadMany
}

/** `npmrc=~/.npmrc` as buildx writes it; only the name of the file is ever passed on. */
const secretWord = (text: string): string => {
  const [, id = '', file = ''] = /^([\w.-]+)=(.+)$/.exec(text) ?? fail(mistake(`--secret ${text} is not a name and a file`, 'write it as --secret npmrc=~/.npmrc'))
  const path = file.replace(/^~(?=\/)/, homedir())
  if (!existsSync(path)) fail(mistake(`--secret ${id}: there is no file ${file}`, 'write it first; only builds read it, and no image holds it'))
  return `id=${id},src=${path}`
}

const jobsOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  return /^[1-9]\d?$/.test(text) ? Number(text) : fail(mistake(`--jobs ${text} is not a number from 1 to 99`, 'write one as --jobs 4'))
}
