import { join } from 'node:path'
import { hiddenProblem, ignoreProblems, type BuiltImage, type ContextProblem } from '../../images/built.mts'
import { hiddenOf } from '../../images/context-hidden.mts'
import type { Environment } from '../../stack/environment.mts'
import { builtImages, type Looked } from './built.mts'
import { lookUpSources } from './look-up-sources.mts'
import { linkedFrom } from './walk-context.mts'

/** What builds of an environment would miss because an ignore file hides it: asked before every build, so it looks at what COPY names only. */
export const hiddenSources = async (stackFolder: string, environment: Environment, looked: Looked): Promise<readonly ContextProblem[]> =>
  (await builtImages(stackFolder, environment, { ...looked, doubtful: true })).flatMap((image) => problemsOf(stackFolder, image))

/** The same for images that were read already. */
export const problemsOf = (stackFolder: string, image: BuiltImage): readonly ContextProblem[] => {
  const { ignore, context } = image
  if (ignore.problems.length > 0) return ignoreProblems(image)
  if (ignore.rules.length === 0) return []
  const folder = join(stackFolder, context)
  const sources = image.sources.sources.flatMap((source) => [source, ...linkedFrom(folder, source)])
  return hiddenOf(sources, lookUpSources(folder, ignore, sources), ignore).map((hidden) => hiddenProblem(image, hidden))
}
