import { withBuilds, type Remembered } from '../../build/history.mts'
import type { ImageBuild } from '../../build/image-build.mts'
import type { BuildResult } from '../../build/result.mts'
import { writeAtomically } from '../write.mts'

/** Adds the images that were built to the history of an environment. */
export const remember = async (file: string, history: readonly Remembered[], builds: readonly ImageBuild[], results: readonly BuildResult[]): Promise<void> => {
  const at = new Date().toISOString()
  const added = results.filter(({ state }) => state === 'built').map(({ service, image, ms, sent, size, id, instructions }): Remembered => {
    const revision = builds.find((build) => build.service === service)?.revision
    return {
      at, service, image, ms: Math.round(ms), sent, instructions: instructions.map((one) => [one.text, one.cached, one.ms]),
      ...revision === undefined ? {} : { revision }, ...size === undefined ? {} : { size }, ...id === undefined ? {} : { id },
    }
  })
  if (added.length > 0) await writeAtomically(file, withBuilds(history, added), 0o644)
}
