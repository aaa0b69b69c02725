import { join } from 'node:path'
import { image } from '../../docker/image.mts'
import { imagetools, readDigest, readRegistryRefusal } from '../../docker/imagetools.mts'
import { basesOf, lockFile, mayBeLocal, type Answer, type Base, type LockSeen } from '../../images/lock.mts'
import type { Environment } from '../../stack/environment.mts'
import { readDocker } from '../docker.mts'
import { readText } from '../files.mts'

/** Asks the registry of every base image what its tag means now. */
export const observeLock = async (stackFolder: string, environments: readonly Environment[]): Promise<LockSeen> => {
  const names = new Set(environments.map(({ name }) => name))
  const [text, bases] = await Promise.all([
    readText(join(stackFolder, lockFile)), Promise.all(basesOf(environments).map(async (base) => ({ ...base, answer: await ask(base) }))),
  ])
  return { text, bases, isWhole: environments.some(({ siblings }) => siblings.every((name) => names.has(name))) }
}

const ask = async ({ name, asked }: Base): Promise<Answer> => {
  const { code, stdout, stderr } = await readDocker(imagetools.manifest(asked))
  const digest = code === 0 ? readDigest(stdout) : undefined
  if (digest !== undefined) return { digest }
  // Its digest here is none of a registry's: nobody else could fetch it by that.
  if (asked !== name && mayBeLocal(asked) && (await readDocker(image.id(asked))).code === 0) return { unpinnable: `${asked} stands for it, which is on this machine only` }
  return { unanswered: code === 124 ? 'no answer in 15 s' : readRegistryRefusal(stderr) || 'it has no digest' }
}
