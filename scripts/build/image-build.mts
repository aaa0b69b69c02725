import type { Argv } from '../docker/argv.mts'
import { buildx } from '../docker/buildx.mts'
import { label } from '../docker/label.mts'
import type { Build, Workload } from '../kinds/workload.mts'
import type { Environment } from '../stack/environment.mts'
import { attestWords } from '../supply/attest.mts'
import { buildSpec, dockerfilePath } from '../targets/build-spec.mts'
import { rawBuild, type RawBuild } from './raw-build.mts'
import { tagged } from './tag.mts'

/** One image that is to be built; paths are relative to the stack folder. */
export type ImageBuild = {
  /** The service that builds it. */
  readonly service: string
  readonly tier: string
  readonly image: string
  /** For messages. */
  readonly dockerfile: string
  readonly argv: Argv
  /** Services whose images it stands on. */
  readonly after: readonly string[]
  /** Largest size of what runs in production, in bytes. */
  readonly limit?: number
  /** The commit that its files were last changed by. */
  readonly revision?: string
}

/** What is asked of builds beyond the stack file. */
export type Asked = {
  /** Stays on this machine, or goes to the registry that the image's name says. */
  readonly output: 'load' | 'push'
  /** Tags beside the environment's own. */
  readonly tags?: readonly string[]
  /** The stage that is built, under a tag of its own. */
  readonly target?: string
  readonly platforms?: readonly string[]
  /** Where layers are taken from, and put for others. */
  readonly cacheRegistry?: string
  /** Secrets as `docker buildx build --secret` takes them: names of files, never a value. */
  readonly secrets?: readonly string[]
  readonly attests?: boolean
  readonly fresh?: boolean
  /** The commits that the files of images were last changed by, by service. */
  readonly revisions?: ReadonlyMap<string, string>
}

/** The services that build the images of these workloads. */
export const ownersOf = ({ workloads }: Pick<Environment, 'workloads'>, some: readonly Workload[]): readonly Workload[] => {
  const names = new Set(some.flatMap(({ build }) => build?.owner ?? []))
  return workloads.filter(({ name }) => names.has(name))
}

/** How the image of a workload is built; undefined where it builds none. */
export const imageBuild = (environment: Environment, workload: Workload, asked: Asked): ImageBuild | undefined => {
  const { name, build, image, tier, imageLimit } = workload
  if (!build || build.owner !== name) return undefined
  const raw = rawBuild(workload, environment)
  const revision = asked.revisions?.get(name)
  return {
    service: name, tier, image: asked.target === undefined ? image : tagged(image, `${environment.name}-${asked.target}`),
    dockerfile: dockerfilePath(workload, build), after: raw.services,
    argv: buildx.build(build.context, wordsOf(environment, workload, build, asked, raw)),
    ...imageLimit === undefined || (asked.target ?? raw.target ?? build.target ?? 'production') !== 'production' ? {} : { limit: imageLimit }, ...revision === undefined ? {} : { revision },
  }
}

const wordsOf = (environment: Environment, workload: Workload, build: Build, asked: Asked, raw: RawBuild): readonly string[] => {
  const { contexts, target } = buildSpec(workload, build, environment, '')
  const { name, image } = workload
  const tags = [...asked.target === undefined ? [image] : [], ...(asked.target === undefined ? asked.tags ?? [] : [`${environment.name}-${asked.target}`]).map((tag) => tagged(image, tag))]
  const stage = asked.target ?? raw.target ?? target
  const revision = asked.revisions?.get(name)
  return [
    '--file', dockerfilePath(workload, build), ...stage === undefined ? [] : ['--target', stage],
    ...Object.entries(contexts).sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([from, to]) => ['--build-context', `${from}=${to}`]),
    ...revision === undefined ? [] : ['--build-arg', `REVISION=${revision}`],
    ...[[label.project, environment.project], [label.service, name]].flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    ...tags.flatMap((tag) => ['--tag', tag]), ...raw.words, ...optionWords(asked, cacheName(environment, name), environment.images),
  ]
}

const optionWords = ({ platforms = [], cacheRegistry, secrets = [], attests, fresh, output }: Asked, name: string, images: Environment['images']): readonly string[] => [
  ...platforms.length === 0 ? [] : ['--platform', platforms.join(',')],
  ...cacheRegistry === undefined ? [] : ['--cache-from', `type=registry,ref=${cacheRegistry}/${name}`, '--cache-to', `type=registry,ref=${cacheRegistry}/${name},mode=max`],
  ...secrets.flatMap((secret) => ['--secret', secret]),
  ...fresh ? ['--no-cache'] : [],
  // With an attestation of its own, which has a time in it, no build would give the image of the one before it.
  ...attests ? attestWords(images) : ['--provenance=false'],
  output === 'push' ? '--push' : '--load',
]

const cacheName = ({ stack }: Environment, service: string): string => `${stack}/${service}:cache`
