import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failureOf } from '../../build/failure.mts'
import { hitsOf, lastSize, type Remembered } from '../../build/history.mts'
import type { ImageBuild } from '../../build/image-build.mts'
import { instructionsOf } from '../../build/instruction.mts'
import { isTooLarge, type BuildResult } from '../../build/result.mts'
import { absorb, noTrace, sentBytes, type Trace } from '../../build/trace.mts'
import { buildx } from '../../docker/buildx.mts'
import { image as images } from '../../docker/image.mts'
import { readLayers } from '../../docker/layers.mts'
import { readUnusable } from '../../docker/refusal.mts'
import { readDocker } from '../docker.mts'
import { everyLine } from '../processes.mts'

/** Where a build runs, what is known of builds before it, and who is told how it goes. */
export type Workplace = { readonly folder: string; readonly history: readonly Remembered[]; readonly onTrace: (trace: Trace) => void }

type Built = Omit<BuildResult, 'began'>

/** Builds one image to its end. */
export const buildOne = async (build: ImageBuild, place: Workplace): Promise<Built> => {
  if (!build.argv.includes('--push')) return carryOut(build, place)
  const scratch = await mkdtemp(join(tmpdir(), 'gantry-push-'))
  try {
    const digests = join(scratch, 'metadata.json')
    const result = await carryOut(build, place, digests)
    return result.state === 'built' ? { ...result, ...await pushed(digests) } : result
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const carryOut = async ({ service, tier, image, limit, argv, dockerfile }: ImageBuild, { folder, history, onTrace }: Workplace, digests?: string): Promise<Built> => {
  const start = performance.now()
  let trace = noTrace
  const code = await everyLine(buildx.telling(argv, digests), (line) => { trace = absorb(trace, line); onTrace(trace) }, { cwd: folder, env: { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' } })
  const instructions = instructionsOf(trace)
  const measured = { service, tier, image, ms: performance.now() - start, instructions, sent: sentBytes(trace), hits: hitsOf(history, image, instructions), ...limit === undefined ? {} : { limit } }
  if (code !== 0) return { ...measured, state: 'failed', failure: troubleOf(code, trace, dockerfile) }
  const before = lastSize(history, image)
  const seen = await look(image)
  const largest = isTooLarge({ ...measured, ...seen }) ? { largest: await largestLayers(image) } : {}
  return { ...measured, state: 'built', ...seen, ...largest, ...before === undefined ? {} : { sizeBefore: before } }
}

const troubleOf = (code: number, trace: Trace, dockerfile: string): NonNullable<BuildResult['failure']> => {
  const words = trace.words.join('\n')
  const unusable = readUnusable(code, words)
  if (unusable) return unusable
  if (/'buildx' is not a docker command|unknown command: docker buildx|unknown flag: --progress/i.test(words)) return { message: 'The docker command has no buildx plugin.', hint: 'Install it: https://docs.docker.com/go/buildx/' }
  return failureOf(trace, dockerfile)
}

/** Size and id of an image, where it is on this machine. */
const look = async (image: string): Promise<Pick<BuildResult, 'size' | 'id'>> => {
  const { code, stdout } = await readDocker(images.inspect([image]))
  const [found] = code === 0 ? JSON.parse(stdout) as readonly { readonly Id: string; readonly Size: number }[] : []
  return found ? { id: found.Id, size: found.Size } : {}
}

const largestLayers = async (image: string): Promise<NonNullable<BuildResult['largest']>> =>
  readLayers((await readDocker(images.history(image))).stdout).toSorted((a, b) => b.bytes - a.bytes).slice(0, 3)

const pushed = async (file: string): Promise<Pick<BuildResult, 'digest'>> => {
  const digest = (JSON.parse(await readFile(file, 'utf8')) as { readonly 'containerimage.digest'?: string })['containerimage.digest']
  return digest === undefined ? {} : { digest }
}
