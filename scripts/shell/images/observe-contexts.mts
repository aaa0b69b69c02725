import { join } from 'node:path'
import type { BuiltImage, ContextProblem } from '../../images/built.mts'
import type { ContextReport } from '../../images/context.mts'
import type { Doubt } from '../../images/sources-read.mts'
import type { Environment } from '../../stack/environment.mts'
import { builtImages, type Looked } from './built.mts'
import { problemsOf } from './hidden-sources.mts'
import { measureContext } from './walk-context.mts'

/** What the build of an image is given, measured. */
export type ContextSeen = Omit<ContextReport, 'hidden'> & {
  readonly service: string
  readonly context: string
  readonly dockerfile: string
  readonly ignoreFile: string
  readonly problems: readonly ContextProblem[]
  /** Why more may be read than the Dockerfile names. */
  readonly doubts: readonly Doubt[]
  /** Left-out folders that may not be read, so what is in them does not count. */
  readonly closed: readonly string[]
}

/** Measures the build folder of each image that an environment builds. */
export const observeContexts = async (stackFolder: string, environment: Environment, looked: Looked): Promise<readonly ContextSeen[]> => {
  const seen: ContextSeen[] = []
  // One after another: a walk keeps the disk busy by itself.
  for (const image of await builtImages(stackFolder, environment, looked)) seen.push(await observeContext(stackFolder, image))
  return seen
}

const observeContext = async (stackFolder: string, image: BuiltImage): Promise<ContextSeen> => {
  const { service, context, dockerfile, ignore, sources } = image
  const { hidden: _, ...weights } = await measureContext(join(stackFolder, context), ignore, sources)
  return {
    service, context, dockerfile: dockerfile.path, ignoreFile: ignore.file, ...weights,
    problems: problemsOf(stackFolder, image), doubts: sources.doubts,
  }
}
