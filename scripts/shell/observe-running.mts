import { join } from 'node:path'
import type { Container } from '../docker/observed.mts'
import { nativeFolder } from '../kinds/ground.mts'
import type { Environment } from '../stack/environment.mts'
import { observeProject } from './docker.mts'
import { leftovers, runningState, type Marked, type NativeState } from './native-state.mts'

/** What of an environment is there: containers of its project, processes of a run without containers, or both. */
export type RunningSeen = {
  readonly containers: readonly Container[]
  readonly native: NativeState | undefined
  /** Processes that a killed run has left. */
  readonly left: readonly Marked[]
}

/** Where a run without containers keeps its state. */
export const nativeHome = (stackFolder: string, { name }: Pick<Environment, 'name'>): string => join(stackFolder, nativeFolder(name))

/** Looks at both; the engine is asked only where containers may be. */
export const observeRunning = async (stackFolder: string, environment: Environment): Promise<RunningSeen> => {
  const home = nativeHome(stackFolder, environment)
  const [native, left] = await Promise.all([runningState(home), leftovers(home)])
  const containers = native && native.project === undefined ? [] : await observeProject(environment.project)
  return { native, left, containers: [...containers, ...native?.containers ?? []] }
}
