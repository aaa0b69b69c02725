import { resolve } from 'node:path'
import type { AlpineEffect, Stage } from '../../alpine/effect.mts'
import type { StartFound, Trouble } from '../../alpine/found.mts'
import { bareRefusal } from '../../docker/refusal.mts'
import type { Goal } from '../../plan/step.mts'
import type { Argv } from '../../docker/argv.mts'
import type { Means } from '../performers.mts'
import { capture } from '../processes.mts'
import { waitFor, type Waited } from '../wait.mts'

/** Starts services that others need. */
export const startNeeded = async ({ stage, goals }: Extract<AlpineEffect, { act: 'start' }>, means: Means): Promise<StartFound> => {
  const services = goals.map(({ service }) => service)
  const trouble = await makeContainers(stage, means) ?? troubleOf(await wait(stage, goals, means))
  return { act: 'start', services, ...trouble ? { trouble } : {} }
}

/** Makes the containers of a stage anew, and hands new volumes to their users. */
export const makeContainers = async ({ create, gives }: Stage, { folder }: Pick<Means, 'folder'>): Promise<Trouble | undefined> => {
  const made = await capture(create, { cwd: resolve(folder) })
  if (made.code !== 0) return { message: lastWords(made.stderr, create) }
  // An image without chown may still not need it: what becomes of the service tells.
  for (const give of gives) await capture(give)
  return undefined
}

const lastWords = (stderr: string, argv: Argv): string => bareRefusal(stderr.trim().split('\n').at(-1) ?? '') || `${argv.slice(0, 3).join(' ')} failed without a word`

/** Waits until goals are reached, quietly. */
export const wait = ({ project }: Pick<Stage, 'project'>, goals: readonly Goal[], { progress, signal }: Pick<Means, 'progress' | 'signal'>): Promise<Waited> =>
  waitFor({ project, goals }, { say: () => {}, show: progress.show, signal })

/** Why a wait has failed; the name of the service is known. */
export const troubleOf = ({ ok, message }: Waited): Trouble | undefined => ok ? undefined : { message: message.replace(/^\S+ \(tier [^)]*\) /, '') }
