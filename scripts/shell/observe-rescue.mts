import { runName } from '../backup/place.mts'
import type { Container } from '../docker/observed.mts'
import { idleServers, needsRescue, type Rescue } from '../plan/clean-backup.mts'
import type { Judged } from '../plan/clean-volumes.mts'
import { ownChance } from './backup/own-chance.mts'
import type { Observing } from './command.mts'
import { fail, refusal } from './failure.mts'
import { runningState } from './native-state.mts'
import { nativeHome } from './observe-running.mts'
import { observeStack } from './observe-stack.mts'

/** Looks at what a backup before cleaning takes; undefined where nothing has to be saved or stopped first, or nothing will go. */
export const observeRescue = async ({ environment, stackFolder, now, say }: Pick<Observing, 'environment' | 'stackFolder' | 'now' | 'say'>, volumes: readonly Judged[], containers: readonly Container[]): Promise<Rescue | undefined> => {
  if (!needsRescue(volumes) || volumes.some(({ verdict }) => verdict === 'alone')) return undefined
  if (await runningState(nativeHome(stackFolder, environment))) fail(refusal(`${environment.project} runs without containers`, '`make down` ends it'))
  const rescue: Rescue = { run: runName(now, ownChance), now, containers }
  const idle = idleServers(environment, volumes, containers)
  return idle.services.length === 0 ? rescue : { ...rescue, stack: await observeStack({ environment, stackFolder, say }, idle, 'missing') }
}
