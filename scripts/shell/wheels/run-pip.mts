import { bareRefusal } from '../../docker/refusal.mts'
import { collectWords, runPython, workplace } from '../../wheels/container.mts'
import type { CollectJob } from '../../wheels/effect.mts'
import type { PythonTarget } from '../../wheels/fit.mts'
import { pipTrouble } from '../../wheels/pip-words.mts'
import { troubleOf, type Trouble } from '../../wheels/trouble.mts'
import { isFailure } from '../failure.mts'
import type { ContainerIndex, Told } from './container-index.mts'
import { talk } from './container.mts'
import { isRefused } from './network.mts'
import type { Site } from './site.mts'
import { containerUser } from './user.mts'

/** In which image pip runs, in which folder, and what it sees of an index. */
export type Run = { readonly image: string; readonly platform: string | undefined; readonly folder: string; readonly index: ContainerIndex; readonly site: Site }

/** Runs pip in a container: what it ran on, or why it gave up. */
export const runPip = async (job: CollectJob, { image, platform, folder, index, site }: Run): Promise<PythonTarget | Trouble> => {
  const { wanted } = job
  const { means: { progress, verbose }, offline } = site
  const argv = runPython({
    image, platform, user: await containerUser(), network: job.packages.length > 0 && !offline ? 'bridge' : 'none',
    mounts: [{ source: folder, target: workplace, isWritable: true }, { source: site.downloads.folder, target: '/downloads' }],
    variables: { HOME: `${workplace}/tmp`, TMPDIR: `${workplace}/tmp`, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1', PIP_CONFIG_FILE: '/dev/null' },
  }, [`${workplace}/in/index.py`, ...collectWords(wanted.isComplete, wanted.constraints !== '')])
  let target: PythonTarget | undefined
  let trouble: Trouble | undefined
  const answer = (path: string, stop: () => void): Promise<Told> => index.answer(path).catch((error: Error): Told => {
    if (!isRefused(error) && !isFailure(error)) throw error
    trouble ??= isRefused(error) ? troubleOf(error.url, error.refusal, fileIn(path)) : { message: error.message, hint: error.hint }
    stop()
    return { status: 503 }
  })
  const { code, stderr } = await talk(argv, { answer, onTarget: (found) => { target = found }, onLine: (line) => verbose ? progress.say(line) : progress.show(line) })
  if (trouble) return trouble
  if (code === 0 && target) return target
  if (target?.pip === '') return { message: `the image ${job.image} has no pip`, hint: 'stand the service on an image that has it, as the public python images do' }
  if (!target) return startTrouble(job, code, stderr)
  return pipTrouble(stderr, { folder: job.folder, list: wanted.from, spots: wanted.spots, linksOf: index.linksOf, target, isOffline: offline })
}

const fileIn = (path: string): string => path.startsWith('/simple/') ? '' : decodeURIComponent(path.split('/').at(-1) ?? '')

/** Why a container did not even begin. */
const startTrouble = ({ image, platform }: CollectJob, code: number, stderr: string): Trouble => {
  if (/exec format error/i.test(stderr)) return { message: `this machine does not run images of ${platform}`, hint: 'install emulation for it: `docker run --privileged --rm tonistiigi/binfmt --install all`' }
  if (/python3.*(?:not found|no such file)/i.test(stderr)) return { message: `the image ${image} has no python3`, hint: 'stand the service on an image that has it' }
  if (/bind source path does not exist/i.test(stderr)) return { message: 'the Docker engine does not see this folder', hint: 'use an engine on this machine: `docker context ls` shows which one is meant' }
  return { message: `the container of ${image} ended with ${code}: ${bareRefusal(stderr)}`, hint: 'run it again with --verbose to see more' }
}
